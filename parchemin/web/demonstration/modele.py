"""Ce que lit la démonstration : chiffres d'une session et cas rares, un dossier de données par diplôme."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parchemin.droit.delivrance import Decision
from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import lire_toml
from parchemin.droit.regimes import Voie
from parchemin.moteurs.decision.colonnes import PREFIXE_CONTROLE, SITUATION
from parchemin.socle.organisation.uai import lettre_attendue

DONNEES = Path(__file__).parent / "donnees"

Situation = tuple[str, str]
"""Catégorie d'établissement et habilitation, telles qu'un tableau les écrit."""


class SansDemonstration(LookupError):
    """Aucune donnée de démonstration n'est livrée pour ce diplôme."""


@dataclass(frozen=True, slots=True)
class Academie:
    """Une académie : code, nom, départements sur trois caractères, et si elle est outre-mer."""

    code: str
    nom: str
    departements: tuple[str, ...]
    outre_mer: bool


@dataclass(frozen=True, slots=True)
class LigneOffre:
    """Des places offertes par un établissement, dans une voie."""

    academie: Academie
    uai: str
    etablissement: str
    voie: Voie
    places: int


@dataclass(frozen=True, slots=True)
class Chiffres:
    """Ce qui règle une démonstration ; parts et événements en pour mille, niveaux en demi-points."""

    session: int
    candidats: int
    parts: Mapping[Voie, int]
    situations: Mapping[Voie, tuple[tuple[Situation, int], ...]]
    niveaux: Mapping[Voie, int]
    evenements: Mapping[str, int]
    academies: tuple[Academie, ...]
    offre: tuple[LigneOffre, ...]
    noms: tuple[str, ...]
    prenoms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cas:
    """Un cas rare : ses cellules par titre, la décision et les motifs attendus, et s'il se raconte."""

    titre: str
    cellules: Mapping[str, str]
    decision: Decision
    motifs: tuple[str, ...]
    explique: bool


def lire_chiffres(code: str, dossier: Path = DONNEES) -> Chiffres:
    """Chiffres de la démonstration d'un diplôme ; lève `SansDemonstration`."""
    fichier = dossier / code / "proportions.toml"
    if not fichier.exists():
        livres = ", ".join(sorted(f.parent.name for f in dossier.glob("*/proportions.toml")))
        raise SansDemonstration(
            f"Aucune démonstration pour le diplôme « {code} » (il y en a pour : {livres})."
        )
    lus = lire_toml(fichier)
    academies = tuple(
        Academie(a["code"], a["nom"], tuple(a["departements"]), a.get("outre_mer", False))
        for a in lus["academies"]
    )
    return Chiffres(
        session=lus["session"], candidats=lus["candidats"],
        parts={Voie(v): part for v, part in lus["parts"].items()},
        situations={Voie(v): tuple(((e, h), poids) for e, h, poids in s) for v, s in lus["situations"].items()},
        niveaux={Voie(v): niveau for v, niveau in lus["niveaux"].items()},
        evenements=lus["evenements"], academies=academies,
        offre=tuple(
            ligne for a, donnees in zip(academies, lus["academies"], strict=True) for ligne in _offre(a, donnees)
        ),
        noms=tuple(lus["noms"]), prenoms=tuple(lus["prenoms"]),
    )  # fmt: skip


def _offre(academie: Academie, donnees: Mapping[str, Any]) -> list[LigneOffre]:
    """Offre d'une académie, ses places partagées également entre des établissements fictifs."""
    seuls, mixtes, autres = donnees["scolaires"], donnees["mixtes"], donnees["apprentissages"]
    lignes = []
    for voie, rangs, places in (
        (Voie.SCOLAIRE, range(seuls + mixtes), donnees["places_scolaires"]),
        (Voie.APPRENTISSAGE, range(seuls, seuls + mixtes + autres), donnees["places_apprentissage"]),
    ):
        for part, rang in zip(repartir(places, [1] * len(rangs)), rangs, strict=True):
            # Aucun numéro d'établissement réel ne commence par 999.
            chiffres = f"999{academie.code}{rang + 1:02}"
            uai = chiffres + lettre_attendue(chiffres)
            nom = f"Établissement fictif n° {rang + 1}, académie de {academie.nom}"
            lignes.append(LigneOffre(academie, uai, nom, voie, part))
    return lignes


def repartir(total: int, poids: list[int]) -> list[int]:
    """Partage `total` selon les poids, au plus fort reste ; à égalité, les premiers sont servis."""
    somme = sum(poids)
    if not somme:
        return [0] * len(poids)
    parts = [total * p // somme for p in poids]
    restes = sorted(range(len(poids)), key=lambda rang: -(total * poids[rang] % somme))
    for rang in restes[: total - sum(parts)]:
        parts[rang] += 1
    return parts


def lire_cas(diplome: Diplome, dossier: Path = DONNEES) -> tuple[Cas, ...]:
    """Cas rares de la démonstration d'un diplôme, cellules aux titres de son tableau."""
    codes = [e.code for e in diplome.obligatoires]
    return tuple(
        Cas(
            titre=c["titre"],
            cellules={titre: c.get(titre, "") for titre in SITUATION}
            | dict(zip(codes, c["resultats"].split(), strict=True))
            | c.get("facultatives", {})
            | {PREFIXE_CONTROLE + d: note for d, note in c.get("controle", {}).items()},
            decision=Decision(c["decision"]),
            motifs=tuple(c["motifs"].split("|")),
            explique=c.get("explique", False),
        )
        for c in lire_toml(dossier / diplome.code / "cas.toml")["cas"]
    )
