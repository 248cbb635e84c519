"""Les commissions d'évaluation : qui doit y siéger, et si une composition est régulière.

Définition de chaque épreuve (arrêté du 25 novembre 2020, annexe IV d ; circulaire
nationale d'organisation, § 2.5 et § 3) ; arrêté du 21 novembre 2025 pour les
langues. Les compositions sont des données du diplôme.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parchemin.droit.diplome import Diplome
from parchemin.droit.epreuves import Evaluation
from parchemin.droit.parametres import HorsValidite, Valeur, registre
from parchemin.droit.references import Motif, Reference


class Presence(StrEnum):
    """Ce que le texte dit d'un siège : requis, ou qui peut rester vide."""

    REQUISE = "requise"
    PEUT_MANQUER = "peut_manquer"
    FACULTATIVE = "facultative"


@dataclass(frozen=True, slots=True)
class Siege:
    """Un siège de commission.

    `profils` : profils qui l'occupent, le préféré d'abord, les autres « à défaut » ;
    `replis` : profils admis seulement si les précédents sont introuvables ;
    `prefere` : profil préféré à titre indicatif.
    """

    profils: tuple[str, ...]
    presence: Presence
    replis: tuple[str, ...] = ()
    prefere: str = ""

    def rang(self, profils: frozenset[str], carences: frozenset[str]) -> int | None:
        """Rang du meilleur profil par lequel une personne occupe le siège, `None` si aucun ne convient."""
        for rang, profil in enumerate((*self.profils, *self.replis)):
            if profil in profils:
                manquants = (*self.profils, *self.replis)[: rang if rang >= len(self.profils) else 0]
                return rang if carences.issuperset(manquants) else None
        return None


@dataclass(frozen=True, slots=True)
class CompositionRequise:
    """Les sièges d'une commission et l'endroit du texte qui les fixe ; sans siège, le texte se tait."""

    sieges: tuple[Siege, ...]
    reference: Reference


@dataclass(frozen=True, slots=True)
class Membre:
    """Une personne proposée pour une commission : son nom et les profils qu'elle remplit."""

    nom: str
    profils: frozenset[str]


@dataclass(frozen=True, slots=True)
class Commission:
    """Une commission proposée ; `carences` : profils dont la recherche est restée vaine, constatée."""

    unite: str
    evaluation: Evaluation
    membres: tuple[Membre, ...]
    a_l_etranger: bool = False
    carences: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AvisSurCommission:
    """La commission est-elle régulière, qui occupe chaque siège (`None` : vide), et pourquoi."""

    est_reguliere: bool
    occupants: tuple[Membre | None, ...]
    motifs: tuple[Motif, ...]
    avertissements: tuple[Motif, ...]


class ProfilInconnu(ValueError):
    """Un membre porte un profil que le diplôme ne connaît pas."""


def composition_requise(
    unite: str, evaluation: Evaluation, diplome: Diplome, *, a_l_etranger: bool = False
) -> CompositionRequise:
    """Sièges que le texte prévoit pour l'épreuve et sa forme ; aucun si le texte lu n'en fixe pas."""
    valeur = diplome.valeur("commission.compositions")
    for ligne in valeur.valeur:
        if (
            ligne["unite"] == unite
            and evaluation.value in ligne["evaluations"]
            and ligne.get("etranger", False) is a_l_etranger
        ):
            sieges = tuple(_lire_siege(s, diplome) for s in ligne["sieges"])
            return CompositionRequise(sieges, Reference(valeur.reference.texte, ligne["article"]))
    if a_l_etranger:
        return composition_requise(unite, evaluation, diplome)
    return CompositionRequise((), valeur.reference)


def verifier_commission(commission: Commission, diplome: Diplome) -> AvisSurCommission:
    """Régularité de la composition, siège par siège, motifs à l'appui.

    Lève `ProfilInconnu` pour un profil absent des données du diplôme.
    """
    libelles = diplome.valeur("commission.profils").valeur
    for membre in commission.membres:
        if inconnus := sorted(membre.profils - set(libelles)):
            connus = ", ".join(sorted(libelles))
            raise ProfilInconnu(f"{membre.nom} : profil « {inconnus[0]} » inconnu (connus : {connus}).")
    composition = composition_requise(
        commission.unite, commission.evaluation, diplome, a_l_etranger=commission.a_l_etranger
    )
    if not composition.sieges:
        phrase = "Aucun texte lu ne fixe la composition de cette commission : elle n'est pas vérifiée."
        motif = Motif("COMMISSION_NON_FIXEE", phrase, composition.reference)
        return AvisSurCommission(True, (), (), (motif,))
    occupants = _placer(composition.sieges, commission)
    irregularites = list(_sieges_vides(composition, occupants, libelles, requis=True))
    avertissements = [
        *_sieges_vides(composition, occupants, libelles, requis=False),
        *_remplacements(composition, occupants, commission, diplome, libelles),
    ]
    refuse = diplome.valeur("commission.membres_en_trop").valeur == "refuse"
    (irregularites if refuse else avertissements).extend(_membres_en_trop(commission, occupants, diplome))
    motifs = tuple(irregularites) or (
        Motif(
            "COMMISSION_REGULIERE", "La composition est celle que le texte prévoit.", composition.reference
        ),
    )
    return AvisSurCommission(not irregularites, occupants, motifs, tuple(avertissements))


def _repli_des_langues(diplome: Diplome) -> Valeur | None:
    """Règle de repli des professeurs de langue, `None` pour une session qui ne la connaît pas."""
    try:
        return registre().valeur("commission.repli_langue", session=diplome.session)
    except HorsValidite:
        return None


def _lire_siege(donnees: Mapping[str, Any], diplome: Diplome) -> Siege:
    profils = tuple(donnees["profils"])
    regle = _repli_des_langues(diplome) if donnees.get("langue") else None
    replis = tuple(p for p in regle.valeur if p not in profils) if regle else ()
    return Siege(profils, Presence(donnees.get("presence", "requise")), replis, donnees.get("prefere", ""))


def _placer(sieges: tuple[Siege, ...], commission: Commission) -> tuple[Membre | None, ...]:
    """Meilleure répartition : les sièges requis, puis le plus de sièges, puis les profils préférés."""
    rangs = [[s.rang(m.profils, commission.carences) for m in commission.membres] for s in sieges]
    meilleur = min(
        _repartitions(len(sieges), len(commission.membres), rangs),
        key=lambda places: (
            sum(p is None and s.presence is Presence.REQUISE for p, s in zip(places, sieges, strict=True)),
            sum(p is None for p in places),
            sum(rangs[n][p] or 0 for n, p in enumerate(places) if p is not None),
        ),
    )
    return tuple(None if p is None else commission.membres[p] for p in meilleur)


def _repartitions(
    sieges: int, membres: int, rangs: list[list[int | None]], pris: tuple[int | None, ...] = ()
) -> Iterator[tuple[int | None, ...]]:
    """Toutes les façons d'asseoir au plus une personne par siège ; une commission est petite."""
    numero = len(pris)
    if numero == sieges:
        yield pris
        return
    for membre in (*range(membres), None):
        if membre is None or (membre not in pris and rangs[numero][membre] is not None):
            yield from _repartitions(sieges, membres, rangs, (*pris, membre))


def _sieges_vides(
    composition: CompositionRequise,
    occupants: tuple[Membre | None, ...],
    libelles: Mapping[str, str],
    *,
    requis: bool,
) -> Iterator[Motif]:
    for siege, occupant in zip(composition.sieges, occupants, strict=True):
        if occupant is not None or (siege.presence is Presence.REQUISE) is not requis:
            continue
        valeurs = {"profil": " ou, à défaut, ".join(libelles[p] for p in siege.profils)}
        if requis:
            gabarit = "Il manque à la commission : {profil}."
            yield Motif("COMMISSION_SIEGE_VIDE", gabarit, composition.reference, valeurs)
        elif siege.presence is Presence.PEUT_MANQUER:
            gabarit = "Absent : {profil}. La commission peut néanmoins procéder à l'évaluation."
            yield Motif("COMMISSION_ABSENCE_ADMISE", gabarit, composition.reference, valeurs)
        else:
            gabarit = "Siège facultatif non pourvu : {profil}."
            yield Motif("COMMISSION_FACULTATIF_VIDE", gabarit, composition.reference, valeurs)


def _membres_en_trop(
    commission: Commission, occupants: tuple[Membre | None, ...], diplome: Diplome
) -> Iterator[Motif]:
    regle = diplome.valeur("commission.membres_en_trop")
    assis = [id(o) for o in occupants]
    for membre in commission.membres:
        if id(membre) not in assis:
            gabarit = "{nom} n'occupe aucun des sièges que le texte prévoit."
            yield Motif("COMMISSION_MEMBRE_EN_TROP", gabarit, regle.reference, {"nom": membre.nom})


def _remplacements(
    composition: CompositionRequise, occupants: tuple[Membre | None, ...], commission: Commission,
    diplome: Diplome, libelles: Mapping[str, str],
) -> Iterator[Motif]:  # fmt: skip
    """Sièges tenus autrement que par le profil préféré."""
    for siege, occupant in zip(composition.sieges, occupants, strict=True):
        rang = siege.rang(occupant.profils, commission.carences) if occupant else None
        if occupant is None or rang is None:
            continue
        valeurs = {"nom": occupant.nom, "profil": libelles[(*siege.profils, *siege.replis)[rang]]}
        regle = _repli_des_langues(diplome)
        if rang >= len(siege.profils) and regle:
            gabarit = "{nom} siège par repli ({profil}) : la recherche des profils précédents a été vaine."
            yield Motif("COMMISSION_REPLI", gabarit, regle.reference, valeurs)
        elif rang:
            gabarit = "{nom} siège à défaut du profil premier ({profil})."
            yield Motif("COMMISSION_A_DEFAUT", gabarit, composition.reference, valeurs)
        if siege.prefere and siege.prefere not in occupant.profils:
            gabarit = "{nom} : le texte préfère {profil}."
            valeurs = {"nom": occupant.nom, "profil": libelles[siege.prefere]}
            yield Motif("COMMISSION_PREFERENCE", gabarit, composition.reference, valeurs)
