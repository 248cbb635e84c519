"""La conformité des dossiers : ce que le candidat doit remettre, et l'effet de ce qui manque.

Circulaire nationale d'organisation, § 3.2, et définition de chaque épreuve ; arrêté
du 22 juillet 2008 (note « non valide »). Le contrôle précède l'interrogation et
appartient à l'autorité académique : le résultat est une proposition motivée.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from parchemin.droit.diplome import Diplome
from parchemin.droit.epreuves import Evaluation
from parchemin.droit.notes import Etat
from parchemin.droit.parametres import Valeur, registre
from parchemin.droit.references import Motif, Reference


class Conformite(StrEnum):
    """Issue du contrôle de conformité."""

    CONFORME = "conforme"
    AVERTISSEMENT = "avertissement"
    NON_CONFORME = "non_conforme"

    @property
    def libelle(self) -> str:
        """Ce que lit l'usager."""
        return {
            "conforme": "conforme",
            "avertissement": "conforme, avec avertissement",
            "non_conforme": "non conforme",
        }[self.value]


class Defaut(StrEnum):
    """Ce qui peut manquer à un dossier ; `nv.motifs` dit lesquels rendent l'épreuve non valide."""

    DOSSIER_ABSENT = "dossier_absent"
    HORS_DELAI = "hors_delai"
    STAGE_INSUFFISANT = "stage_insuffisant"
    NON_SIGNE = "non_signe"
    PARTIE_MANQUANTE = "partie_manquante"
    TROP_LONG = "trop_long"
    SIGNALE = "signale"
    EPREUVE_IMPOSSIBLE = "epreuve_impossible"


@dataclass(frozen=True, slots=True)
class DossierDepose:
    """Ce que le candidat a remis pour une épreuve.

    `pieces` : exemplaires remis par code de pièce ; `contenus` : parties présentes ;
    `pages` hors annexes. `None` : non vérifié, donc sans effet.
    """

    unite: str
    evaluation: Evaluation
    pieces: Mapping[str, int] = field(default_factory=dict, hash=False)
    contenus: frozenset[str] = frozenset()
    depose_le: date | None = None
    date_limite: date | None = None
    pages: int | None = None
    est_signe: bool | None = None
    stage_satisfait: bool | None = None
    doute_sur_la_realite: bool = False


@dataclass(frozen=True, slots=True)
class ResultatDeConformite:
    """Issue du contrôle et ses conséquences.

    `etat` : ce qui tiendra lieu de résultat, ou `None` si l'épreuve suit son cours ;
    `peut_avoir_lieu` : faux si le candidat ne peut pas être interrogé ;
    `diplome_possible` : faux quand la mention « non valide » l'empêche.
    """

    conformite: Conformite
    etat: Etat | None
    peut_avoir_lieu: bool
    diplome_possible: bool
    motifs: tuple[Motif, ...]
    avertissements: tuple[Motif, ...]


Constat = tuple[Defaut, Motif]


def controler_dossier(dossier: DossierDepose, diplome: Diplome) -> ResultatDeConformite:
    """Conformité du dossier remis, avec tous ses défauts à la fois.

    Une épreuve sans support imposé est toujours conforme. Lève `HorsValidite` hors
    des sessions connues.
    """
    supports = diplome.valeur("conformite.supports")
    support = _support(dossier, supports)
    if support is None:
        motif = Motif("CONFORMITE_SANS_OBJET", "Cette épreuve ne demande aucun dossier.", supports.reference)
        return ResultatDeConformite(Conformite.CONFORME, None, True, True, (motif,), ())
    reference = Reference(supports.reference.texte, support["article"])
    constats = list(_constats(dossier, support, diplome, reference))
    graves = [m for d, m in constats if support["controle"] and _rend_non_valide(d, diplome)]
    impossibles = [m for d, m in constats if d is Defaut.EPREUVE_IMPOSSIBLE]
    autres = [m for _, m in constats if m not in graves and m not in impossibles]
    if graves:
        return _non_valide(graves, autres, diplome)
    if impossibles:
        return ResultatDeConformite(
            Conformite.NON_CONFORME, None, False, True, tuple(impossibles), tuple(autres)
        )
    return _interrogeable(dossier, support, autres, reference)


def _support(dossier: DossierDepose, supports: Valeur) -> Mapping[str, Any] | None:
    """Ligne de la table qui vaut pour l'épreuve et sa forme."""
    for ligne in supports.valeur:
        if ligne["unite"] == dossier.unite and dossier.evaluation.value in ligne["evaluations"]:
            return dict(ligne)
    return None


def _non_valide(graves: list[Motif], autres: list[Motif], diplome: Diplome) -> ResultatDeConformite:
    """La mention « non valide » : le candidat, même présent, n'est pas interrogé."""
    effet = registre().valeur("nv.effet", session=diplome.session)
    phrase = (
        "Mention « non valide » : le candidat, même présent, ne peut pas être interrogé "
        "et le diplôme ne peut pas lui être délivré."
    )
    consequence = Motif("NV_EFFET", phrase, effet.reference)
    return ResultatDeConformite(
        Conformite.NON_CONFORME, Etat.NON_VALIDE, False, effet.valeur != "diplome_refuse",
        (*graves, consequence), tuple(autres),
    )  # fmt: skip


def _interrogeable(
    dossier: DossierDepose, support: Mapping[str, Any], autres: list[Motif], reference: Reference
) -> ResultatDeConformite:
    """Dossier recevable, parfois avec un avertissement ou une note sous réserve."""
    etat = None
    if dossier.doute_sur_la_realite:
        if support["doute"] == "reserve":
            etat = Etat.RESERVE
            suite = "le président du jury est saisi, la note est sous réserve de vérification."
        else:
            suite = "à signaler au président du jury ; aucun texte lu ne prévoit ici de note sous réserve."
        gabarit, valeurs = "Doute sur la réalité des situations : {suite}", {"suite": suite}
        autres = [*autres, Motif("CONFORMITE_DOUTE", gabarit, reference, valeurs)]
    conformite = Conformite.AVERTISSEMENT if autres else Conformite.CONFORME
    motif = Motif("CONFORMITE_RECEVABLE", "Le candidat peut être interrogé.", reference)
    return ResultatDeConformite(conformite, etat, True, True, (motif,), tuple(autres))


def _rend_non_valide(defaut: Defaut, diplome: Diplome) -> bool:
    """L'absence de dossier vient de la définition de l'épreuve ; le reste, de la liste paramétrée."""
    if defaut is Defaut.TROP_LONG:
        return bool(diplome.valeur("nv.plus_de_20_pages").valeur == "non_valide")
    return defaut is Defaut.DOSSIER_ABSENT or defaut.value in diplome.valeur("nv.motifs").valeur


def _constats(
    dossier: DossierDepose, support: Mapping[str, Any], diplome: Diplome, reference: Reference
) -> Iterator[Constat]:
    manquantes = list(_pieces_manquantes(dossier, support, diplome, reference))
    absents = [c for c in manquantes if c[0] in (Defaut.DOSSIER_ABSENT, Defaut.EPREUVE_IMPOSSIBLE)]
    if absents:
        # Sans dossier, ni son délai, ni sa signature, ni son contenu ne se contrôlent.
        yield from absents
        return
    yield from manquantes
    if support["controle"]:
        yield from _contenus_manquants(dossier, support, reference)
        yield from _defauts_de_forme(dossier, support, diplome)


def _pieces_manquantes(
    dossier: DossierDepose, support: Mapping[str, Any], diplome: Diplome, reference: Reference
) -> Iterator[Constat]:
    for piece in support["pieces"]:
        attendus, remis = piece.get("nombre", 1), dossier.pieces.get(piece["code"], 0)
        if remis < attendus:
            gabarit = (
                "Pièce manquante : {piece}." if attendus == 1 else "{piece} : {remis} remises sur {attendus}."
            )
            valeurs = {"piece": piece["libelle"], "remis": remis, "attendus": attendus}
            defaut = Defaut(
                diplome.valeur(piece["selon"]).valeur if "selon" in piece else piece["si_absente"]
            )
            yield defaut, Motif(f"CONFORMITE_{defaut.name}", gabarit, reference, valeurs)


def _contenus_manquants(
    dossier: DossierDepose, support: Mapping[str, Any], reference: Reference
) -> Iterator[Constat]:
    for contenu in support.get("contenus", ()):
        if contenu["code"] not in dossier.contenus:
            gabarit, valeurs = "Le dossier ne traite pas : {contenu}.", {"contenu": contenu["libelle"]}
            motif = Motif("CONFORMITE_PARTIE_MANQUANTE", gabarit, reference, valeurs)
            yield Defaut.PARTIE_MANQUANTE, motif


def _defauts_de_forme(
    dossier: DossierDepose, support: Mapping[str, Any], diplome: Diplome
) -> Iterator[Constat]:
    motifs = diplome.valeur("nv.motifs").reference
    if dossier.depose_le and dossier.date_limite and dossier.depose_le > dossier.date_limite:
        delai = diplome.valeur("nv.delai_regularisation_j")
        admis = dossier.depose_le <= dossier.date_limite + timedelta(delai.valeur)
        gabarit = "Dossier remis le {remis}, après la date limite du {limite}"
        gabarit += ", dans le délai de régularisation." if admis else "."
        valeurs = {"remis": f"{dossier.depose_le:%d/%m/%Y}", "limite": f"{dossier.date_limite:%d/%m/%Y}"}
        defaut = Defaut.SIGNALE if admis else Defaut.HORS_DELAI
        yield defaut, Motif("CONFORMITE_HORS_DELAI", gabarit, delai.reference, valeurs)
    if dossier.est_signe is False:
        phrase = "Le dossier n'est pas signé ou visé par les personnes habilitées."
        yield Defaut.NON_SIGNE, Motif("CONFORMITE_NON_SIGNE", phrase, motifs)
    if dossier.stage_satisfait is False:
        phrase = "Le stage qui porte le dossier ne satisfait pas l'obligation."
        yield Defaut.STAGE_INSUFFISANT, Motif("CONFORMITE_STAGE_INSUFFISANT", phrase, motifs)
    maximum = diplome.valeur("conformite.pages_maximum") if support.get("pages_limitees") else None
    if maximum and dossier.pages is not None and dossier.pages > maximum.valeur:
        gabarit = "Dossier de {pages} pages hors annexes ; {maximum} au plus."
        valeurs = {"pages": str(dossier.pages), "maximum": str(maximum.valeur)}
        yield Defaut.TROP_LONG, Motif("CONFORMITE_TROP_LONG", gabarit, maximum.reference, valeurs)
