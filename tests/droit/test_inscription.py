"""L'inscription et ses modifications : chaque cas du cahier, et leurs propriétés."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit import inscription, langues
from parchemin.droit.delivrance import ValeurNonPriseEnCharge
from parchemin.droit.diplome import diplome
from parchemin.droit.durees import Intervalle
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.inscription import (
    Candidature,
    DatesDInscription,
    Experience,
    InscriptionAnterieure,
    ReglesDInscription,
    SituationReconnue,
)
from parchemin.droit.langues import ChoixDeLangues
from parchemin.droit.modifications import (
    EvenementDeGel,
    Modification,
    RoleAcademique,
    examiner_modification,
)
from parchemin.droit.parametres import HorsValidite, Registre, registre
from parchemin.droit.regimes import Voie
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("inscription")
LE = date(2026, 7, 1)
DIPLOME = diplome("ccst", session=2026)
DATES = {
    2026: DatesDInscription(date(2025, 10, 10), date(2025, 11, 14), date(2026, 5, 11)),
    2024: DatesDInscription(date(2023, 10, 10), date(2023, 11, 14), date(2024, 5, 13)),
}


def lire_langues(c: dict[str, Any]) -> ChoixDeLangues:
    choix = c.get("langues", {"obligatoire": "anglais"})
    enseignees = choix.get("enseignees")
    return ChoixDeLangues(
        choix.get("obligatoire", ""),
        choix.get("facultative", ""),
        None if enseignees is None else frozenset(enseignees),
    )


def lire_candidature(c: dict[str, Any]) -> Candidature:
    return Candidature(
        voie=Voie(c["voie"]),
        deposee_le=c.get("deposee_le", date(2025, 11, 10)),
        forme=Forme(c.get("forme", "globale")),
        preparation_suivie=c.get("preparation_suivie", False),
        experiences=tuple(
            Experience(Intervalle(*e["periode"]), e.get("dans_le_domaine", True))
            for e in c.get("experiences", ())
        ),
        unites=frozenset(c.get("unites", ())),
        conservees=frozenset(c.get("conservees", ())),
        facultatives=frozenset(c.get("facultatives", ())),
        langues=lire_langues(c),
        amenagements=frozenset(Amenagement(a) for a in c.get("amenagements", ())),
        situations=frozenset(SituationReconnue(s) for s in c.get("situations", ())),
        anterieures=tuple(
            InscriptionAnterieure(a["session"], Voie(a["voie"]), Forme(a["forme"]), a["preparation_achevee"])
            for a in c.get("anterieures", ())
        ),
    )


@pytest.mark.parametrize("cas", [c for c in CAS if "candidature" in c], ids=lambda c: c["titre"])
def test_cas_d_inscription(cas: dict[str, Any]) -> None:
    reglement = diplome("ccst", session=cas["session"])
    regles = ReglesDInscription(reglement, DATES[cas["session"]], le=LE)
    examinee = regles.examiner(lire_candidature(cas["candidature"]))
    assert all(est_lisible(m) for m in (*examinee.motifs, *(a.motif for a in examinee.anomalies)))
    assert examinee.est_recevable == (not examinee.anomalies)
    constat: dict[str, Any] = {
        "anomalies": [[a.champ, a.motif.code] for a in examinee.anomalies],
        "unites": list(examinee.unites),
        "codes": [m.code for m in examinee.motifs],
    }
    assert {cle: constat[cle] for cle in cas["attendu"]} == cas["attendu"]


@pytest.mark.parametrize("cas", [c for c in CAS if "modification" in c], ids=lambda c: c["titre"])
def test_cas_de_modification(cas: dict[str, Any]) -> None:
    m = cas["modification"]
    examinee = examiner_modification(
        Modification(
            m["demandee_le"],
            frozenset(RoleAcademique(a) for a in m["academies"]),
            frozenset(RoleAcademique(a) for a in m["enregistrees"]),
            {EvenementDeGel(e): jour for e, jour in m["evenements"].items()},
        ),
        diplome("ccst", session=cas["session"]),
    )
    assert all(est_lisible(x) for x in examinee.motifs)
    assert {
        "est_permise": examinee.est_permise,
        "est_achevee": examinee.est_achevee,
        "manquent": [a.value for a in examinee.manquent],
        "codes": [x.code for x in examinee.motifs],
    } == cas["attendu"]


def test_une_modification_sans_academie_est_refusee() -> None:
    with pytest.raises(ValueError, match="au moins une académie"):
        Modification(LE, frozenset())


def test_phrases() -> None:
    """Le candidat lit ce qui s'oppose à son inscription."""
    regles = ReglesDInscription(DIPLOME, DATES[2026], le=LE)
    candidature = Candidature(
        Voie.FPC, date(2025, 11, 15), preparation_suivie=True, unites=frozenset({"U1"}),
        anterieures=(InscriptionAnterieure(2025, Voie.FPC, Forme.PROGRESSIVE),),
        langues=ChoixDeLangues("anglais"),
    )  # fmt: skip
    phrases = [a.phrase for a in regles.examiner(candidature).anomalies]
    assert phrases == [
        "les registres sont ouverts du 10/10/2025 au 14/11/2025 compris",
        "la forme progressive, choisie à la session 2025, est définitive sauf changement de voie",
        "en forme globale, toutes les unités se présentent : il manque U2, U3, U4, U5, U6, U7, U8",
    ]


def test_hors_validite() -> None:
    with pytest.raises(HorsValidite):
        ReglesDInscription(DIPLOME, DATES[2026], le=date(2027, 1, 1))
    modification = Modification(LE, frozenset({RoleAcademique.PILOTE}))
    with pytest.raises(HorsValidite):
        examiner_modification(modification, diplome("ccst", session=2025))


@pytest.mark.parametrize(
    ("nom", "valeur", "candidature", "attendu"),
    [
        (
            "inscription.experience_jour",
            "inscription",
            Candidature(
                Voie.EXPERIENCE,
                date(2025, 11, 10),
                experiences=(Experience(Intervalle(date(2025, 5, 11), date(2026, 5, 10))),),
            ),
            ["EXPERIENCE_INSUFFISANTE"],
        ),
        (
            "inscription.preparation_anterieure",
            False,
            Candidature(
                Voie.SCOLAIRE,
                date(2025, 11, 10),
                anterieures=(InscriptionAnterieure(2025, Voie.SCOLAIRE, Forme.GLOBALE),),
            ),
            ["PREPARATION_MANQUANTE"],
        ),
        (
            "forme.definitive",
            (),
            Candidature(
                Voie.SCOLAIRE,
                date(2025, 11, 10),
                preparation_suivie=True,
                anterieures=(InscriptionAnterieure(2025, Voie.FPC, Forme.PROGRESSIVE),),
            ),
            ["FORME_DEFINITIVE"],
        ),
    ],
)
def test_chaque_autre_choix_change_ce_qu_il_annonce(
    nom: str, valeur: Any, candidature: Candidature, attendu: list[str]
) -> None:
    candidature = replace(candidature, langues=ChoixDeLangues("anglais"))
    regles = ReglesDInscription(DIPLOME, DATES[2026], le=LE)
    assert regles.examiner(candidature).est_recevable
    regles.lues[nom] = replace(regles.lues[nom], valeur=valeur)
    assert [a.motif.code for a in regles.examiner(candidature).anomalies] == attendu


def test_le_gel_suit_l_evenement_que_dit_la_valeur() -> None:
    valeurs = [
        replace(v, valeur="convocation") if v.nom == "inscription.gel" else v for v in DIPLOME.registre
    ]
    autre = replace(DIPLOME, registre=Registre(valeurs))
    evenements = {EvenementDeGel.CONFIRMATION: date(2026, 1, 1), EvenementDeGel.CONVOCATION: date(2026, 4, 1)}
    permises = [
        examiner_modification(
            Modification(jour, frozenset({RoleAcademique.PILOTE}), evenements=evenements), autre
        ).est_permise
        for jour in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2))
    ]
    assert permises == [True, True, False]


def test_un_choix_que_le_code_ignore_est_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    valeurs = [
        replace(v, valeur="jamais") if v.nom == "inscription.experience_jour" else v for v in registre()
    ]
    monkeypatch.setattr(inscription, "registre", lambda: Registre(valeurs))
    with pytest.raises(ValeurNonPriseEnCharge, match="experience_jour"):
        ReglesDInscription(DIPLOME, DATES[2026], le=LE)


@pytest.mark.parametrize(("gel", "est_permise"), [("aucun", True), ("resultats", None)])
def test_sans_gel_tout_reste_permis_et_un_gel_inconnu_est_refuse(
    gel: str, *, est_permise: bool | None
) -> None:
    valeurs = [replace(v, valeur=gel) if v.nom == "inscription.gel" else v for v in DIPLOME.registre]
    evenements = {e: date(2026, 1, 1) for e in EvenementDeGel}
    tardive = Modification(LE, frozenset({RoleAcademique.PILOTE}), evenements=evenements)
    autre = replace(DIPLOME, registre=Registre(valeurs))
    if est_permise is None:
        with pytest.raises(ValeurNonPriseEnCharge, match="resultats"):
            examiner_modification(tardive, autre)
    else:
        assert examiner_modification(tardive, autre).est_permise is est_permise


def test_une_langue_hors_de_la_liste_est_refusee(monkeypatch: pytest.MonkeyPatch) -> None:
    """La liste est vide tant que son arrêté n'est pas lu : l'essai en écrit une."""
    valeurs = [replace(v, valeur=("Anglais",)) if v.nom == "langues.liste" else v for v in registre()]
    monkeypatch.setattr(langues, "registre", lambda: Registre(valeurs))
    codes = [
        [
            a.motif.code
            for a in langues.anomalies_des_langues(ChoixDeLangues(langue), ["U2"], Voie.SCOLAIRE, DIPLOME)
        ]
        for langue in ("anglais", "italien")
    ]
    assert codes == [[], ["LANGUE_HORS_LISTE"]]


UNITES = st.frozensets(st.sampled_from([e.unite for e in DIPLOME.obligatoires]))
JOURS = st.dates(date(2020, 1, 1), date(2026, 4, 30))
PERIODES = st.lists(
    st.builds(lambda a, b: Experience(Intervalle(min(a, b), max(a, b))), JOURS, JOURS), max_size=4
)


@given(UNITES, UNITES, st.sampled_from(Forme))
def test_ce_qui_est_conserve_ne_se_presente_jamais(
    unites: frozenset[str], conservees: frozenset[str], forme: Forme
) -> None:
    candidature = Candidature(
        Voie.FPC, date(2025, 11, 10), forme, preparation_suivie=True, unites=unites, conservees=conservees,
        langues=ChoixDeLangues("anglais"),
    )  # fmt: skip
    examinee = ReglesDInscription(DIPLOME, DATES[2026], le=LE).examiner(candidature)
    assert not set(examinee.unites) & conservees
    toutes = {e.unite for e in DIPLOME.obligatoires}
    if forme is Forme.GLOBALE and examinee.est_recevable:
        assert {*examinee.unites, *conservees} == toutes


@given(PERIODES, PERIODES, st.randoms())
def test_plus_d_experience_ne_retranche_jamais_un_mois(
    periodes: list[Experience], de_plus: list[Experience], hasard: Any
) -> None:
    regles = ReglesDInscription(DIPLOME, DATES[2026], le=LE)

    def mois(experiences: list[Experience]) -> Fraction:
        return regles.mois_d_experience(
            Candidature(Voie.EXPERIENCE, date(2025, 11, 10), experiences=tuple(experiences))
        )

    ensemble = [*periodes, *de_plus]
    hasard.shuffle(ensemble)
    # Réunir deux périodes change le quantième de départ, donc la part du mois entamé : jamais un mois.
    assert mois(ensemble) > mois(periodes) - 1
    assert mois([*periodes, *periodes]) == mois(periodes)
