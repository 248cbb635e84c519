"""Dire de chaque ligne ce qu'elle ferait de la base : ajout, changement, rien, à trancher, refusée, laissée de côté."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.imports.appariement import RIEN, Apparieur, couvre
from parchemin.etapes.inscriptions.imports.connus import Connus, cle, simplifier
from parchemin.etapes.inscriptions.imports.modele import (
    AUTRE,
    AVERTISSEMENT,
    BASE,
    BLOQUANT,
    FICHIER,
    INFORMATION,
    LIGNE,
    NUMERO,
    Genre,
    Jugement,
    Proposition,
    Remarque,
    Rencontre,
    Voulue,
    refus,
)
from parchemin.etapes.inscriptions.imports.traduction import a_inscrire
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.plume import refus_d_ecrire
from parchemin.etapes.inscriptions.services.inscrire import Demande, preparer
from parchemin.etapes.inscriptions.services.modifier import RESERVES
from parchemin.etapes.inscriptions.services.modifier_en_lot import (
    poser_le_changement,
    refus_de_rectifier,
)
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse

LAISSEES = frozenset({Genre.ECARTEE, Genre.REFUSEE})
# Là, une différence de casse ou de ponctuation n'est pas un changement : chaque source a sa façon d'écrire.
TYPOGRAPHIQUES = frozenset({"nom", "nom_usage", "prenoms", "naissance_lieu", "localite", "adresse", "pays"})
HORS_PERIMETRE = "cette ligne n'est pas de votre périmètre"


@dataclass(frozen=True, slots=True)
class Contexte:
    """Qui importe, quand, avec quel motif, et ce qui borne le fichier."""

    portee: Portee
    par: Auteur
    le: datetime
    motif: str = ""
    etablissement: str = ""
    """UAI hors duquel les lignes sont laissées de côté ; vide : aucun."""
    academie: str = ""
    """Académie des candidatures sans établissement ; vide si le fichier en couvre plusieurs."""


@dataclass(slots=True)
class Juge:
    """Juge les lignes d'un fichier, dans leur ordre : la deuxième à nommer une personne est à trancher."""

    contexte: Contexte
    connus: Connus
    vus: dict[object, Voulue] = field(default_factory=dict)

    def juger(self, voulue: Voulue, choix: str = "") -> Jugement:
        """Ce que la ligne ferait ; `choix` : ce qu'un humain a répondu à sa question."""
        jugement = self._arreter(voulue) or self._repeter(voulue, choix) or self._decider(voulue, choix)
        if jugement.genre not in LAISSEES:
            for repere in _reperes(voulue, jugement.inscription):
                self.vus.setdefault(repere, voulue)
        return Jugement(
            jugement.genre, (*voulue.remarques, *jugement.remarques), jugement.avant, jugement.apres,
            jugement.inscription, jugement.propositions,
        )  # fmt: skip

    def apparieur(self) -> Apparieur:
        """De quoi reconnaître les personnes."""
        return Apparieur(self.connus, self.contexte.portee)

    def demande(self, voulue: Voulue, rencontre: Rencontre) -> Demande:
        """Candidature à créer pour cette ligne. Lève `ActeRefuse` si l'on ne sait pas de quelle académie elle est."""
        valeurs = a_inscrire(voulue, sans=rencontre.sans)
        if rencontre.candidat is not None:
            siens = etats.etat(rencontre.candidat, champs.DU_CANDIDAT)
            valeurs = {c: v for c, v in valeurs.items() if c not in siens or differe(c, siens[c], v)}
        numero = "" if NUMERO in rencontre.sans else voulue[NUMERO]
        return Demande(self._academie(voulue), valeurs, rencontre.candidat, numero)

    def _arreter(self, voulue: Voulue) -> Jugement | None:
        """Ce qui dispense de chercher plus loin : laissée de côté, hors bornes, bloquée à la lecture."""
        uai = voulue["etablissement"]
        if voulue.ecartee:
            return Jugement(Genre.ECARTEE)
        if self.contexte.etablissement and uai and uai != self.contexte.etablissement:
            dit = f"ce fichier est celui de l'établissement {self.contexte.etablissement}"
            return Jugement(Genre.ECARTEE, (Remarque(INFORMATION, "UAI", uai, dit),))
        if voulue.est_bloquee:
            return Jugement(Genre.REFUSEE)
        etablissement = self.connus.connaissances.etablissement(uai) if uai else None
        portee = self.contexte.portee
        if etablissement and not (
            portee.partout or uai in portee.etablissements or etablissement.academie_id in portee.academies
        ):
            return Jugement(Genre.ECARTEE, (Remarque(INFORMATION, "UAI", uai, HORS_PERIMETRE),))
        return None

    def _repeter(self, voulue: Voulue, choix: str) -> Jugement | None:
        """Jugement d'une ligne qui nomme quelqu'un qu'une ligne précédente a déjà nommé."""
        if choix:
            return None
        deja = next((self.vus[r] for r in _reperes(voulue) if r in self.vus), None)
        return self._redire(voulue, deja) if deja else None

    def _redire(self, voulue: Voulue, deja: Voulue) -> Jugement:
        if voulue.valeurs == deja.valeurs:
            dit = f"elle répète la ligne {deja.numero}"
            return Jugement(Genre.ECARTEE, (Remarque(INFORMATION, "", "", dit),))
        return _trancher(
            f"la ligne {deja.numero} a le même INE, le même numéro ou la même identité, et dit autre chose",
            Proposition(f"{LIGNE}:{deja.numero}", f"La même personne : compléter la ligne {deja.numero} par celle-ci"),
            Proposition(AUTRE, "Une autre personne : l'inscrire à part"),
        )  # fmt: skip

    def _decider(self, voulue: Voulue, choix: str) -> Jugement:
        rencontre = self.apparieur().rencontrer(voulue, choix)
        if rencontre.question:
            return _trancher(rencontre.question, *rencontre.propositions)
        if rencontre.inscription is None:
            return self._ajouter(voulue, rencontre)
        if not choix and (deja := self.vus.get(("candidature", rencontre.inscription.pk))):
            return self._redire(voulue, deja)
        return self.changer(voulue, rencontre.inscription, choix, sans=rencontre.sans)

    def _ajouter(self, voulue: Voulue, rencontre: Rencontre) -> Jugement:
        connu = rencontre.candidat
        siens = etats.etat(connu, champs.DU_CANDIDAT) if connu else {}
        try:
            demande = self.demande(voulue, rencontre)
            inscription = preparer(
                self.connus.connaissances, demande, motif=self.contexte.motif, par=self.contexte.par,
                le=self.contexte.le,
            )  # fmt: skip
        except ActeRefuse as refuse:
            return Jugement(Genre.REFUSEE, refus(refuse.phrases))
        remarques = [
            Remarque(INFORMATION, champs.libelle(c) if c != NUMERO else "Numéro", voulue[c],
                     "déjà porté par une autre candidature", "il n'est pas repris")
            for c in sorted(rencontre.sans)
        ]  # fmt: skip
        avant = {c: siens[c] for c in demande.valeurs if c in siens} if connu else None
        return Jugement(
            Genre.AJOUT, (*remarques, *_a_completer(inscription)), avant, {c: v for c, v in demande.valeurs.items() if v}
        )  # fmt: skip

    def changer(
        self, voulue: Voulue, inscription: Inscription, choix: str = "", *, sans: frozenset[str] = frozenset()
    ) -> Jugement:
        """Ce que la ligne changerait à cette candidature, champ par champ."""
        if not couvre(self.contexte.portee, inscription):
            dit = "ce candidat a déjà une candidature à cette session, hors de votre périmètre"
            remede = "demandez-en la correction ou l'annulation au service des examens"
            return Jugement(Genre.REFUSEE, (Remarque(BLOQUANT, "", "", dit, remede),))
        etat = champs.etat(inscription)
        demandes = {
            c: v for c, v in voulue.champs.items() if c not in RESERVES | sans and differe(c, etat[c], v)
        }
        remarques = _ce_qui_reste(voulue, inscription, etat)
        dits = self.connus.derniers_dits.get(inscription.pk, {})
        repris = [c for c in demandes if c in dits and differe(c, etat[c], dits[c])]
        if repris and choix == BASE:
            demandes = {c: v for c, v in demandes.items() if c not in repris}
        elif repris and choix != FICHIER:
            return _demander_qui_l_emporte(repris, etat, voulue, inscription)
        if not demandes:
            return Jugement(Genre.INCHANGEE, remarques, inscription=inscription)
        avant = {c: etat[c] for c in demandes}
        if phrases := self._refus(inscription, demandes):
            return Jugement(
                Genre.REFUSEE, (*remarques, *refus(phrases)), avant, demandes, inscription
            )  # fmt: skip
        return Jugement(Genre.CHANGEMENT, remarques, avant, demandes, inscription)

    def _refus(self, inscription: Inscription, demandes: Mapping[str, str]) -> tuple[str, ...]:
        """Pourquoi la candidature ne peut pas changer ainsi, article à l'appui ; vide si elle le peut."""
        connaissances, contexte = self.connus.connaissances, self.contexte
        if phrase := refus_d_ecrire(inscription, contexte.par, connaissances.regroupements):
            return (phrase,)
        if phrase := refus_de_rectifier(
            inscription, connaissances, motif=contexte.motif, par=contexte.par, le=contexte.le
        ):
            return (phrase,)
        try:
            poser_le_changement(self.connus.dossiers[inscription.pk], demandes, connaissances)
        except ActeRefuse as refuse:
            return refuse.phrases
        return ()

    def _academie(self, voulue: Voulue) -> str:
        uai = voulue["etablissement"]
        etablissement = self.connus.connaissances.etablissement(uai) if uai else None
        if etablissement:
            return etablissement.academie_id
        if self.contexte.academie:
            return self.contexte.academie
        raise ActeRefuse(
            "Sans établissement, on ne sait pas à quelle académie rattacher cette candidature : "
            "inscrivez-la à part, ou ajoutez une colonne UAI."
        )


def differe(champ: str, actuel: str, demande: str) -> bool:
    """Vrai si la valeur demandée change quelque chose ; la seule typographie ne compte que si elle apporte des accents."""
    if actuel == demande:
        return False
    un, autre = simplifier(actuel), simplifier(demande)
    if champ == "prenoms" and un.startswith(f"{autre} "):
        # Beaucoup de sources n'ont que le premier prénom : elles n'effacent pas les autres.
        return False
    if champ not in TYPOGRAPHIQUES or un != autre:
        return True
    return sum(not s.isascii() for s in demande) > sum(not s.isascii() for s in actuel)


def _reperes(voulue: Voulue, inscription: Inscription | None = None) -> Iterable[object]:
    """Ce qui désigne une personne : deux lignes qui en ont un en commun parlent peut-être de la même."""
    if voulue["ine"]:
        yield "ine", voulue["ine"]
    if voulue[NUMERO]:
        yield NUMERO, voulue[NUMERO]
    yield cle(voulue["nom"], voulue["prenoms"], voulue["ne_le"])
    if inscription is not None:
        yield "candidature", inscription.pk


def _trancher(question: str, *propositions: Proposition, inscription: Inscription | None = None) -> Jugement:
    laisse = () if RIEN in propositions else (RIEN,)
    remarque = Remarque(AVERTISSEMENT, "", "", question, "dites ce qu'il en est")
    return Jugement(
        Genre.CONFLIT, (remarque,), inscription=inscription, propositions=(*propositions, *laisse)
    )


def _demander_qui_l_emporte(
    repris: Iterable[str], etat: Mapping[str, str], voulue: Voulue, inscription: Inscription
) -> Jugement:
    dits = ", ".join(
        f"{champs.libelle(c).lower()} « {champs.dire(c, etat[c])} », que le fichier dit « {champs.dire(c, voulue[c])} »"
        for c in repris
    )
    return _trancher(
        f"changé ici depuis le dernier fichier de cette source : {dits}",
        Proposition(BASE, "Garder ce qui est enregistré, et prendre le reste de la ligne"),
        Proposition(FICHIER, "Reprendre ce que dit le fichier"),
        inscription=inscription,
    )


def _ce_qui_reste(voulue: Voulue, inscription: Inscription, etat: Mapping[str, str]) -> tuple[Remarque, ...]:
    """Ce que la ligne dit et qu'un import ne change pas : la voie, le numéro."""
    remarques = []
    if voulue["voie"] and voulue["voie"] != etat["voie"]:
        dit = f"la candidature est en voie « {champs.dire('voie', etat['voie'])} »"
        remede = "changez la voie sur la fiche : le régime et les épreuves en dépendent"
        remarques.append(Remarque(AVERTISSEMENT, "Voie", champs.dire("voie", voulue["voie"]), dit, remede))
    if voulue[NUMERO] and voulue[NUMERO] != inscription.numero:
        dit = f"la candidature porte le n° {inscription.numero}, qu'elle garde"
        remarques.append(Remarque(INFORMATION, "Numéro", voulue[NUMERO], dit))
    return tuple(remarques)


def _a_completer(inscription: Inscription) -> list[Remarque]:
    return [
        Remarque(
            INFORMATION, "", "", " ".join(filter(None, (p["phrase"], f"({p['reference']})" if p["reference"] else ""))),
            "à compléter ensuite sur la fiche",
        )
        for p in inscription.anomalies
    ]  # fmt: skip
