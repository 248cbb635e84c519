"""Ce qui reste vrai de tout dossier admis, à toutes les sessions et pour tout diplôme."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from parchemin.droit.delivrance import Decision, Dossier
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.notes import DEMI_POINTS_MAXIMUM, Etat, Resultat
from parchemin.droit.redaction import Trace
from tests.droit.deliberations import reglement
from tests.droit.lisible import est_lisible

PROCHES_DES_SEUILS = [14, 16, 18, 19, 20, 21, 24]
RANGS = {Decision.AJOURNE: 0, Decision.CONTROLE: 1, Decision.A_EXAMINER: 1, Decision.ADMIS: 2}

notes = st.builds(
    Resultat, st.just(Etat.NOTE), st.one_of(st.sampled_from(PROCHES_DES_SEUILS), st.integers(0, 40))
)
sans_note = [e for e in Etat if e not in (Etat.NOTE, Etat.BENEFICE, Etat.RESERVE)]
rares = st.one_of(
    st.builds(Resultat, st.sampled_from([Etat.BENEFICE, Etat.RESERVE]), st.integers(0, 40)),
    st.builds(Resultat, st.sampled_from(sans_note)),
)
sessions = st.sampled_from([2023, 2024, 2025, 2026])


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Une moitié sans cas rare ; les autres en portent un ou deux."""
    obligatoires = [draw(notes) for _ in range(8)]
    for rang in draw(st.lists(st.integers(0, 7), max_size=2)):
        obligatoires[rang] = draw(rares)
    libre = st.one_of(st.none(), st.none(), notes, st.just(Resultat(Etat.ABSENT)))
    oral = st.one_of(st.none(), notes, st.builds(Resultat, st.sampled_from([Etat.ABSENT, Etat.ANNULE])))
    return Dossier(
        tuple(obligatoires),
        tuple(draw(libre) for _ in range(3)),
        draw(st.one_of(st.just((None, None, None)), st.tuples(oral, oral, oral))),
        draw(st.sampled_from(Forme)),
        draw(st.frozensets(st.sampled_from(Amenagement))),
    )


@st.composite
def dossiers_au_controle(draw: st.DrawFn) -> Dossier:
    """Les deux moyennes y ouvrent presque toujours le contrôle, et un ou deux oraux se sont tenus."""
    generale = st.one_of(
        st.builds(Resultat, st.just(Etat.NOTE), st.integers(10, 20)),
        st.sampled_from([Resultat(Etat.FORCE_MAJEURE), Resultat(Etat.VAE), Resultat(Etat.BENEFICE, 22)]),
    )
    oraux = st.lists(st.one_of(notes, st.just(Resultat(Etat.ABSENT))), min_size=1, max_size=2)
    places = draw(st.permutations([*draw(oraux), None, None]))[:3]
    obligatoires = (*draw(st.tuples(*[generale] * 4)), *[Resultat(Etat.NOTE, 20)] * 4)
    return Dossier(obligatoires, (None, None, None), tuple(places))


@given(sessions, dossiers())
def test_expliquer_ne_change_pas_la_decision(session: int, dossier: Dossier) -> None:
    regles = reglement(session)
    assume(not regles.anomalies(dossier))
    trace: Trace = []
    proposition = regles.deliberer(dossier, trace)
    assert regles.deliberer(dossier) == proposition
    assert all(est_lisible(motif) for motif in trace)
    # Chaque motif de la décision est une étape de l'explication, dans le même ordre.
    etapes = iter(trace)
    assert all(any(motif == etape for etape in etapes) for motif in proposition.motifs)


@given(sessions, dossiers())
def test_les_sommes_sont_celles_des_fractions(session: int, dossier: Dossier) -> None:
    regles = reglement(session)
    assume(not regles.anomalies(dossier))
    calcul = regles.bareme.calculer(dossier.obligatoires, dossier.facultatives)
    comptes = [
        (Fraction(e.coefficient or 0), Fraction(r.demi_points, 2))
        for e, r in zip(regles.diplome.obligatoires, dossier.obligatoires, strict=True)
        if r.etat in (Etat.NOTE, Etat.BENEFICE, Etat.RESERVE, Etat.FORCE_MAJEURE)
    ]
    libres = [Fraction(r.demi_points, 2) for r in dossier.facultatives if r and r.etat is Etat.NOTE]
    assert calcul.points_exacts == sum(c * n for c, n in comptes)
    assert calcul.coefficients_exacts == sum(c for c, _ in comptes)
    assert calcul.bonus_exact == sum(max(Fraction(0), n - 10) for n in libres)
    if comptes:
        assert calcul.moyenne == (calcul.points_exacts + calcul.bonus_exact) / calcul.coefficients_exacts
    else:
        assert calcul.moyenne is None


@given(sessions, dossiers(), st.integers(0, 7), st.integers(1, 8))
def test_relever_une_note_n_aggrave_ni_la_decision_ni_les_unites(
    session: int, dossier: Dossier, rang: int, hausse: int
) -> None:
    regles = reglement(session)
    dossier = replace(dossier, controle=(None, None, None))
    initiale = dossier.obligatoires[rang]
    assume(initiale.etat is Etat.NOTE and not regles.anomalies(dossier))
    relevee = replace(initiale, demi_points=min(initiale.demi_points + hausse, DEMI_POINTS_MAXIMUM))
    obligatoires = (*dossier.obligatoires[:rang], relevee, *dossier.obligatoires[rang + 1 :])
    avant, apres = (regles.deliberer(d) for d in (dossier, replace(dossier, obligatoires=obligatoires)))
    assert set(avant.unites_acquises) <= set(apres.unites_acquises)
    if avant.decision in RANGS:
        assert RANGS[apres.decision] >= RANGS[avant.decision]
    else:
        assert apres.decision == avant.decision


@given(sessions, dossiers_au_controle())
def test_le_controle_n_enleve_jamais_ni_point_ni_unite(session: int, dossier: Dossier) -> None:
    regles = reglement(session)
    assume(not regles.anomalies(dossier))
    avant = regles.deliberer(replace(dossier, controle=(None, None, None)))
    apres = regles.deliberer(dossier)
    assert avant.decision is Decision.CONTROLE
    assert apres.decision in (Decision.ADMIS, Decision.AJOURNE)
    assert apres.calcul.points >= avant.calcul.points
    assert apres.calcul.coefficients == avant.calcul.coefficients
    assert set(avant.unites_acquises) <= set(apres.unites_acquises)
