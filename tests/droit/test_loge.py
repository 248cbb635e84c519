"""La mise en loge : aucun territoire n'apprend le sujet d'un autre, dans toutes les zones du monde."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parchemin.droit.loge import (
    AvisDeSalle,
    Depart,
    EpreuveEnLoge,
    HeureImpossible,
    LogeDuTerritoire,
    ecrire_duree,
    entree_permise,
    instant_local,
    loges,
    sortie_permise,
)
from parchemin.droit.parametres import HorsValidite
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("loge")
LE = date(2026, 5, 18)
MINUTE = timedelta(minutes=1)


def lire_epreuve(cas: dict[str, Any]) -> EpreuveEnLoge:
    departs = tuple(
        Depart(d["territoire"], d["zone"], instant_local(d.get("jour", cas["le"]), d["heure"], d["zone"]))
        for d in cas["departs"]
    )
    return EpreuveEnLoge(cas["duree"], departs, cas.get("annexe_1", {}), Fraction(cas.get("majoration", "0")))


def verifier_loges(cas: dict[str, Any]) -> None:
    resultats = loges(lire_epreuve(cas), le=cas["le"])
    assert len(resultats) == len(cas["attendu"])
    for loge, attendu in zip(resultats, cas["attendu"], strict=True):

        def local(instant: datetime, loge: LogeDuTerritoire = loge) -> datetime:
            return loge.heure_locale(instant).replace(tzinfo=None, fold=0)

        assert all(est_lisible(m) for m in loge.motifs)
        constat = {
            "sortie": local(loge.sortie),
            "fermeture": local(loge.fermeture),
            "fin": local(loge.fin),
            "fin_majoree": local(loge.fin_majoree),
            "loge_avant": loge.loge_avant // MINUTE,
            "maintien_apres": loge.maintien_apres // MINUTE,
            "codes": [m.code for m in loge.motifs],
        }
        assert {cle: constat[cle] for cle in attendu} == attendu


def verifier_instant(cas: dict[str, Any]) -> None:
    def lire() -> datetime:
        return instant_local(cas["le"], cas["heure"], cas["zone"], seconde_fois=cas.get("seconde_fois"))

    if refus := cas["attendu"].get("refus"):
        with pytest.raises(HeureImpossible, match=refus):
            lire()
    else:
        assert lire() == cas["attendu"]["instant"]


def verifier_avis(avis: AvisDeSalle, attendu: dict[str, Any]) -> None:
    assert avis.est_permis is attendu["permis"]
    assert [m.code for m in avis.motifs] == attendu["codes"]
    assert all(est_lisible(m) for m in avis.motifs)


def verifier_entree(cas: dict[str, Any]) -> None:
    avis = entree_permise(
        cas["retard"],
        cause_independante=cas["cause_independante"],
        sortie_deja_faite=cas["sortie_deja_faite"],
        le=cas["le"],
    )
    verifier_avis(avis, cas["attendu"])


def verifier_sortie(cas: dict[str, Any]) -> None:
    avis = sortie_permise(
        cas["minutes"],
        temps_de_loge_minutes=cas["loge"],
        necessite_absolue=cas["necessite_absolue"],
        le=cas["le"],
    )
    verifier_avis(avis, cas["attendu"])


VERIFICATIONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "loges": verifier_loges,
    "instant": verifier_instant,
    "entree": verifier_entree,
    "sortie": verifier_sortie,
}


@pytest.mark.parametrize("cas", CAS, ids=[c["titre"] for c in CAS])
def test_cas(cas: dict[str, Any]) -> None:
    VERIFICATIONS[cas["objet"]](cas)


def test_phrases() -> None:
    paris = Depart("Paris", "Europe/Paris", instant_local(LE, time(14), "Europe/Paris"))
    tahiti = Depart("Polynésie", "Pacific/Tahiti", instant_local(LE, time(8), "Pacific/Tahiti"))
    premier, second = loges(EpreuveEnLoge(240, (paris, tahiti), {"Paris": 60, "Polynésie": 60}), le=LE)
    assert premier.motifs[0].phrase == "Paris : aucune sortie définitive avant le 18/05/2026 à 18 h 00."
    assert second.motifs[1].phrase == (
        "Polynésie : mise en loge le 18/05/2026 à 6 h 00, soit 2 h 00 avant le début du "
        "18/05/2026 à 8 h 00 ; nul n'entre ensuite."
    )
    assert ecrire_duree(timedelta(minutes=61)) == "1 h 01"


def test_refus() -> None:
    with pytest.raises(HeureImpossible, match="doit porter un fuseau"):
        Depart("Paris", "Europe/Paris", datetime(2026, 5, 18, 14))  # noqa: DTZ001 : c'est le cas refusé
    with pytest.raises(ValueError, match="temps minimal"):
        loges(EpreuveEnLoge(59, ()), le=LE)
    assert loges(EpreuveEnLoge(60, ()), le=LE) == ()
    with pytest.raises(HorsValidite):
        loges(EpreuveEnLoge(240, ()), le=date(2010, 1, 1))


# « localtime » dépend de la machine ; les zones « Etc » et les alias comptent comme les autres.
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
DEPUIS_2024 = datetime(2024, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 4 * 366 * 24 * 60).map(lambda minutes: DEPUIS_2024 + timedelta(minutes=minutes))


@st.composite
def changements_d_heure(tirer: Callable[..., Any]) -> tuple[str, datetime]:
    """Un instant voisin d'un changement d'heure de la zone, à six heures près."""
    zone = tirer(
        st.sampled_from(["Europe/Paris", "America/Miquelon", "Australia/Lord_Howe", "Africa/Casablanca"])
    )
    fuseau, jour = ZoneInfo(zone), datetime(tirer(st.integers(2024, 2027)), 1, 1, tzinfo=UTC)
    sauts = [
        n
        for n in range(365)
        if (jour + timedelta(n)).astimezone(fuseau).utcoffset()
        != (jour + timedelta(n + 1)).astimezone(fuseau).utcoffset()
    ]
    saut = tirer(st.sampled_from(sauts))
    return zone, jour + timedelta(days=saut, minutes=tirer(st.integers(-360, 1800)))


DEPARTS = st.one_of(st.tuples(ZONES, INSTANTS), changements_d_heure())


@st.composite
def epreuves(tirer: Callable[..., Any]) -> EpreuveEnLoge:
    """Une épreuve dans un à six territoires, à trente heures près, chaque début écrit dans sa propre zone."""
    premiere, reference = tirer(DEPARTS)
    reference = reference.replace(second=0, microsecond=0)
    zones = [premiere, *tirer(st.lists(ZONES, max_size=5))]
    departs, annexe = [], {}
    for rang, zone in enumerate(zones):
        ecart = timedelta(minutes=tirer(st.integers(0, 1800))) if rang else timedelta(0)
        departs.append(Depart(f"T{rang}", zone, (reference + ecart).astimezone(ZoneInfo(zone))))
        if tirer(st.booleans()):
            annexe[f"T{rang}"] = tirer(st.integers(0, 400))
    majoration = tirer(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2)]))
    return EpreuveEnLoge(tirer(st.integers(60, 360)), tuple(departs), annexe, majoration)


@given(epreuves(), st.integers(0, 3000), st.integers(0, 3000))
def test_aucun_echange_entre_deux_territoires(epreuve: EpreuveEnLoge, tarde: int, avance: int) -> None:
    """Qui sort, même au plus tôt, trouve partout les entrées closes : nul n'entre après l'avoir entendu."""
    for source, cible in permutations(loges(epreuve, le=LE), 2):
        parle = source.sortie + tarde * MINUTE
        entre = cible.fermeture - avance * MINUTE
        assert not parle < entre


@given(epreuves())
def test_aucun_echange_dans_un_meme_territoire(epreuve: EpreuveEnLoge) -> None:
    for loge in loges(epreuve, le=LE):
        assert loge.fermeture <= loge.sortie
        assert loge.sortie >= loge.debut + 60 * MINUTE
        assert loge.fermeture <= loge.debut + 60 * MINUTE
        assert loge.sortie >= loge.debut + epreuve.annexe_1.get(loge.territoire, 0) * MINUTE


@given(epreuves())
def test_rien_de_plus_que_necessaire(epreuve: EpreuveEnLoge) -> None:
    """Nul n'est retenu après la fin sans annexe 1, ni isolé avant si personne n'est sorti ailleurs."""
    resultats = loges(epreuve, le=LE)
    for loge in resultats:
        presence = max(60, epreuve.annexe_1.get(loge.territoire, 0)) * MINUTE
        assert loge.sortie <= max(loge.fin, loge.debut + presence)
        if loge.loge_avant:
            assert any(autre.sortie == loge.fermeture for autre in resultats if autre is not loge)
            assert any(autre.fin <= loge.fermeture for autre in resultats if autre is not loge)


@given(st.lists(ZONES, min_size=1, max_size=6), INSTANTS, st.integers(60, 360))
def test_simultanes_rien_de_plus_qu_une_heure(zones: list[str], debut: datetime, duree: int) -> None:
    departs = tuple(Depart(str(n), z, debut.astimezone(ZoneInfo(z))) for n, z in enumerate(zones))
    for loge in loges(EpreuveEnLoge(duree, departs), le=LE):
        assert (loge.loge_avant, loge.maintien_apres) == (timedelta(0), timedelta(0))
        assert loge.sortie == loge.fermeture == loge.debut + 60 * MINUTE


@given(epreuves(), st.randoms())
def test_l_ordre_des_territoires_est_sans_effet(epreuve: EpreuveEnLoge, hasard: Any) -> None:
    departs = list(epreuve.departs)
    hasard.shuffle(departs)
    autre = EpreuveEnLoge(epreuve.duree_minutes, tuple(departs), epreuve.annexe_1, epreuve.majoration)
    avant = {loge.territoire: loge for loge in loges(epreuve, le=LE)}
    assert {loge.territoire: loge for loge in loges(autre, le=LE)} == avant


@given(epreuves(), ZONES)
def test_la_zone_d_ecriture_est_sans_effet(epreuve: EpreuveEnLoge, zone: str) -> None:
    departs = tuple(Depart(d.territoire, d.zone, d.debut.astimezone(ZoneInfo(zone))) for d in epreuve.departs)
    autre = EpreuveEnLoge(epreuve.duree_minutes, departs, epreuve.annexe_1, epreuve.majoration)
    assert loges(autre, le=LE) == loges(epreuve, le=LE)


@given(DEPARTS)
def test_une_heure_locale_designe_un_seul_instant(depart: tuple[str, datetime]) -> None:
    """Toute heure locale lue d'un instant y ramène ; une heure ambiguë doit être précisée."""
    zone, instant = depart
    instant = instant.replace(second=0, microsecond=0)
    local = instant.astimezone(ZoneInfo(zone))
    assume(local.utcoffset() is not None)
    offset = local.utcoffset()
    assert offset is not None
    assume(offset % MINUTE == timedelta(0))
    assert instant_local(local.date(), local.time(), zone, seconde_fois=bool(local.fold)) == instant
