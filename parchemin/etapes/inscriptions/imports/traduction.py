"""D'une ligne lue aux champs de la candidature : ce que le fichier dit, ce qu'on en déduit, ce qui n'y entre pas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import models

from parchemin.droit.formes import Forme
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import codes, ecrire_codes
from parchemin.etapes.inscriptions.imports.modele import (
    AVERTISSEMENT,
    BLOQUANT,
    INFORMATION,
    NUMERO,
    VOIE_DEDUITE,
    Options,
    Remarque,
    Voulue,
)
from parchemin.moteurs.echanges import Champ, FichierLu, LigneLue
from parchemin.socle.organisation.models import Offre
from parchemin.socle.organisation.mots import simplifier

# Ce sans quoi une candidature ne se fait pas, ou se ferait autrement que le fichier ne le demande.
ESSENTIELS = frozenset(
    {"nom", "prenoms", "ne_le", "etablissement", "voie", "forme", "unites", "facultatives"}
)
DES_PAYS = frozenset({"naissance_pays", "nationalite", "pays"})
# Une personne inscrite par l'expérience ou à distance n'a pas toujours d'établissement.
SANS_ETABLISSEMENT = frozenset({Voie.EXPERIENCE.value, Voie.DISTANCE.value})
D_APPRENTIS = ("cfa", "apprenti")
SIFA = "sifa"
_REPRIS: tuple[str, ...] = tuple(champ.value for champ in Champ if champ.value in champs.TOUS)
_ETATS_ATTENDUS = {"", "inscrit", "inscrite"}


@dataclass(frozen=True, slots=True)
class Traducteur:
    """Traduit les lignes d'un fichier ; `offres` : voies que prépare chaque établissement à cette session."""

    connaissances: Connaissances
    options: Options
    format: str
    etablissement: str
    """UAI qui borne le fichier ; vide s'il en porte plusieurs."""
    offres: Mapping[str, frozenset[str]]

    @classmethod
    def pour(cls, lu: FichierLu, connaissances: Connaissances, options: Options) -> "Traducteur":
        """Traducteur de ce fichier ; lit d'un coup les établissements qu'il nomme et ce qu'ils préparent."""
        nommes = {options.etablissement, lu.uai, *(ligne[Champ.UAI] for ligne in lu.lignes)} - {""}
        connaissances.retenir_etablissements(nommes)
        voies: dict[str, set[str]] = {}
        retenues = Offre.objects.filter(session=connaissances.session, retiree_le=None)
        for uai, voie in retenues.values_list("etablissement_id", "voie"):
            voies.setdefault(uai, set()).add(voie)
        offres = {uai: frozenset(voies[uai]) for uai in nommes & voies.keys()}
        return cls(connaissances, options, lu.format, options.etablissement or lu.uai, offres)

    def traduire(self, ligne: LigneLue, *, ecartee: bool = False) -> Voulue:
        """Ce que la ligne demande ; une valeur qui ne convient pas est laissée et dite, ou bloque la ligne."""
        remarques = [Remarque.du_fichier(d) for d in ligne.diagnostics]
        if ecartee:
            return Voulue(ligne.numero, self._reprendre(ligne), remarques, ecartee=True)
        valeurs = self._garder(self._reprendre(ligne), remarques)
        if simplifier(ligne[Champ.ETAT]) not in _ETATS_ATTENDUS:
            remarques.append(
                Remarque(AVERTISSEMENT, "État", ligne[Champ.ETAT], "« Inscrit » attendu",
                         "vérifiez que ce candidat est encore inscrit dans l'application d'origine")
            )  # fmt: skip
        voulue = Voulue(ligne.numero, valeurs, remarques)
        return voulue if voulue.est_bloquee else self._completer(voulue)

    def _reprendre(self, ligne: LigneLue) -> dict[str, str]:
        valeurs = {champ: ligne[champ] for champ in _REPRIS if ligne[champ]}
        for champ in DES_PAYS & valeurs.keys():
            if len(code := valeurs[champ]) == len("99100") and code.isdigit():
                valeurs[champ] = code.removeprefix("99")
        if uai := ligne[Champ.UAI] or self.etablissement:
            valeurs["etablissement"] = uai
        if numero := ligne[Champ.NUMERO]:
            valeurs[NUMERO] = numero
        regles = self.connaissances.regles
        ordres = {"unites": regles.ordre_des_unites, "facultatives": regles.ordre_des_facultatives}
        return valeurs | {c: ecrire_codes(codes(valeurs[c]), o) for c, o in ordres.items() if c in valeurs}

    def _garder(self, valeurs: dict[str, str], remarques: list[Remarque]) -> dict[str, str]:
        gardees = {}
        for champ, valeur in valeurs.items():
            faute = "" if champ == NUMERO else _faute(champ, valeur)
            if not faute:
                gardees[champ] = valeur
                continue
            niveau = BLOQUANT if champ in ESSENTIELS else AVERTISSEMENT
            remede = "corrigez la valeur" if niveau == BLOQUANT else "la valeur est laissée de côté"
            remarques.append(Remarque(niveau, champs.libelle(champ), valeur, faute, remede))
        return gardees

    def _completer(self, voulue: Voulue) -> Voulue:
        """Ligne complétée de la voie déduite, ou bloquée faute de voie ou d'établissement."""
        ajoutees: list[Remarque] = []
        valeurs = dict(voulue.valeurs)
        uai, voie = voulue["etablissement"], voulue["voie"]
        if uai and self.connaissances.etablissement(uai) is None:
            ajoutees.append(Remarque(
                BLOQUANT, "UAI", uai, "un établissement enregistré attendu",
                "vérifiez l'UAI, ou faites ajouter l'établissement par votre académie",
            ))  # fmt: skip
        if not voie:
            voie, raison = self._deduire(uai)
            valeurs[VOIE_DEDUITE] = voie
            if raison:
                ajoutees.append(Remarque(INFORMATION, "Voie", "", f"voie déduite : {raison}"))
        if not uai and voie not in SANS_ETABLISSEMENT:
            ajoutees.append(Remarque(
                BLOQUANT, "UAI", "", "l'établissement du candidat attendu",
                "choisissez-le en envoyant le fichier, ou ajoutez une colonne UAI",
            ))  # fmt: skip
        return replace(
            voulue,
            valeurs={c: v for c, v in valeurs.items() if v},
            remarques=(*voulue.remarques, *ajoutees),
        )

    def _deduire(self, uai: str) -> tuple[str, str]:
        """Voie que rien dans la ligne ne dit, et pourquoi celle-là ; vide si l'on ne peut pas trancher."""
        if self.options.voie:
            return self.options.voie, "celle que vous avez choisie pour ce fichier"
        apprentissage = Voie.APPRENTISSAGE.value
        if self.format == SIFA:
            return apprentissage, "SIFA ne porte que des apprentis"
        etablissement = self.connaissances.etablissement(uai) if uai else None
        if etablissement and any(mot in simplifier(etablissement.nature) for mot in D_APPRENTIS):
            return apprentissage, "l'établissement est un centre de formation d'apprentis"
        offertes: Sequence[str] = sorted(self.offres.get(uai, ()))
        if len(offertes) == 1:
            return offertes[0], "la seule que l'établissement prépare à cette session"
        return "", ""


def a_inscrire(voulue: Voulue, *, sans: frozenset[str] = frozenset()) -> dict[str, str]:
    """Valeurs d'une candidature nouvelle : celles de la ligne, la voie déduite, la forme globale à défaut."""
    valeurs = {c: v for c, v in voulue.champs.items() if c not in sans}
    return {"forme": Forme.GLOBALE.value, "voie": voulue[VOIE_DEDUITE]} | valeurs


def _faute(champ: str, valeur: str) -> str:
    """Ce qui empêche d'enregistrer cette valeur ; vide si rien."""
    colonne = champs.modele(champ)._meta.get_field(champ)
    if isinstance(colonne, models.ForeignKey) or not isinstance(colonne, models.CharField):
        return ""
    if colonne.max_length and len(valeur) > colonne.max_length:
        return f"{colonne.max_length} caractères au plus"
    if isinstance(colonne, models.EmailField) or champ == "ine":
        try:
            colonne.run_validators(valeur)
        except ValidationError as refus:
            return " ".join(refus.messages)
    return ""
