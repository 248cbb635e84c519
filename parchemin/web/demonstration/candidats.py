"""Composer une session : des places offertes aux candidats fictifs, cas rares compris, dans un ordre stable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from parchemin.droit.delivrance import Reglement
from parchemin.droit.regimes import Etablissement, Habilitation, Voie, determiner_regime
from parchemin.moteurs.decision.colonnes import (
    ETABLISSEMENT,
    HABILITATION,
    NUMERO,
    VOIE,
    titres,
)
from parchemin.web.demonstration.modele import Cas, Chiffres, LigneOffre, Situation, repartir
from parchemin.web.demonstration.tirage import POUR_MILLE, Tirage

IDENTITE = ("_nom", "_prenom", "_academie", "_uai", "_etablissement", "_cas")
"""Colonnes que la décision ne lit pas."""

SANS_ETABLISSEMENT = {Voie.DISTANCE: "Enseignement à distance", Voie.EXPERIENCE: "Candidat individuel"}


class TropPeuDeCandidats(ValueError):
    """La session demandée est trop petite pour montrer chaque cas rare."""


@dataclass(frozen=True, slots=True)
class Place:
    """Une place d'examen : d'où vient le candidat, par quelle voie, dans quelle situation."""

    ligne: LigneOffre
    voie: Voie
    situation: Situation


def entetes(reglement: Reglement) -> tuple[str, ...]:
    """Titres du tableau de démonstration : ceux que la décision lit, puis l'identité qu'elle ignore."""
    return (*titres(reglement.diplome), *IDENTITE)


def composer(
    chiffres: Chiffres,
    offre: Sequence[LigneOffre],
    reglement: Reglement,
    cas: Sequence[Cas],
    *,
    nombre: int,
    graine: int,
) -> Iterator[dict[str, str]]:
    """Candidats, dans l'ordre des académies et des établissements : les mêmes pour une même graine.

    Lève `TropPeuDeCandidats` s'il n'y a pas au moins deux candidats par cas rare.
    """
    if nombre < 2 * len(cas):
        raise TropPeuDeCandidats(
            f"{nombre} candidats ne suffisent pas à montrer les {len(cas)} cas rares : en demander au moins {2 * len(cas)}."
        )
    # Un hasard rejouable, et qui ne protège rien : il ne fait qu'inventer des candidats.
    alea = Random(graine)  # noqa: S311 — voir la ligne ci-dessus
    places = _places(chiffres, offre, nombre, alea)
    rares = _placer_les_cas(places, cas, alea)
    tirage = Tirage(chiffres, reglement, alea)
    for rang, place in enumerate(places):
        etablissement, habilitation = place.situation
        candidat = {
            NUMERO: f"099{chiffres.session % 100:02}{rang + 1:06}",
            VOIE: place.voie.value, ETABLISSEMENT: etablissement, HABILITATION: habilitation,
        } | _identite(chiffres, place, alea)  # fmt: skip
        regime = determiner_regime(
            place.voie, Etablissement(etablissement) if etablissement else None,
            Habilitation(habilitation or "non"), le=reglement.le,
        ).regime  # fmt: skip
        tirees = tirage.cellules(place.voie, regime)
        # Un cas rare remplace tout ce qui se décide ; l'identité reste.
        yield candidat | (
            tirees if rang not in rares else {**rares[rang].cellules, "_cas": rares[rang].titre}
        )


def _places(chiffres: Chiffres, offre: Sequence[LigneOffre], nombre: int, alea: Random) -> list[Place]:
    effectifs = {voie: nombre * part // POUR_MILLE for voie, part in chiffres.parts.items()}
    initiaux = repartir(nombre - sum(effectifs.values()), [ligne.places for ligne in offre])
    situations: dict[tuple[str, Voie], Situation] = {}
    places = []
    for ligne, combien in zip(offre, initiaux, strict=True):
        places += [_place(chiffres, ligne, ligne.voie, situations, alea)] * combien
    for voie, combien in effectifs.items():
        for ligne in alea.choices(offre, [ligne.places for ligne in offre], k=combien):
            places.append(_place(chiffres, ligne, voie, situations, alea))
    return sorted(places, key=lambda p: (p.ligne.academie.code, p.ligne.uai, p.voie, p.situation))


def _place(
    chiffres: Chiffres,
    ligne: LigneOffre,
    voie: Voie,
    situations: dict[tuple[str, Voie], Situation],
    alea: Random,
) -> Place:
    """Place d'un candidat ; un établissement garde la même situation pour tous ceux d'une voie."""
    possibles = chiffres.situations[voie]
    if voie in SANS_ETABLISSEMENT:
        ligne = replace(ligne, uai="", etablissement=SANS_ETABLISSEMENT[voie])
        (situation,) = alea.choices([s for s, _ in possibles], [poids for _, poids in possibles])
        return Place(ligne, voie, situation)
    cle = (ligne.uai, voie)
    if cle not in situations:
        (situations[cle],) = alea.choices([s for s, _ in possibles], [poids for _, poids in possibles])
    return Place(ligne, voie, situations[cle])


def _placer_les_cas(places: Sequence[Place], cas: Sequence[Cas], alea: Random) -> dict[int, Cas]:
    """Rang du candidat qui reçoit chaque cas : de la même situation s'il y en a, sinon de la même voie, sinon un autre."""
    libres = list(range(len(places)))
    alea.shuffle(libres)
    rares: dict[int, Cas] = {}
    for rare in cas:
        cellules = rare.cellules
        voulue = (cellules[VOIE], (cellules[ETABLISSEMENT], cellules[HABILITATION]))

        def eloignement(rang: int, voulue: tuple[str, Situation] = voulue) -> int:
            place = places[rang]
            if (place.voie.value, place.situation) == voulue:
                return 0
            return 1 if place.voie.value == voulue[0] else 2

        choisi = min(libres, key=eloignement)
        libres.remove(choisi)
        rares[choisi] = rare
    return rares


def _identite(chiffres: Chiffres, place: Place, alea: Random) -> dict[str, str]:
    identite = (
        alea.choice(chiffres.noms), alea.choice(chiffres.prenoms), place.ligne.academie.nom, place.ligne.uai,
        place.ligne.etablissement, "",
    )  # fmt: skip
    return dict(zip(IDENTITE, identite, strict=True))
