"""Ce que chaque page dit : le droit du visiteur, une décision entière, un texte à la lettre, des dates situées."""

import csv
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from parchemin.droit.diplome import codes_des_diplomes, diplome, sessions_connues
from parchemin.droit.regimes import Etablissement, Habilitation, Regime, RegimeRefuse, Voie, determiner_regime
from parchemin.droit.valeurs import toutes_les_valeurs
from parchemin.web.demonstration.session import fichiers_de
from parchemin.web.pages.textes import referentiel
from tests.web.pages.lecture import visiter

CODE = codes_des_diplomes()[0]
SESSION = sessions_connues(CODE)[-1]
DIPLOME = diplome(CODE, session=SESSION)


def simple(texte: str) -> str:
    """Le texte sans la typographie, tel que l'écrivent les données."""
    return " ".join(texte.replace("\N{NO-BREAK SPACE}", " ").replace("’", "'").split())


COMBINAISONS = [(v, e, h) for v in Voie for e in [None, *Etablissement] for h in Habilitation]


@pytest.mark.parametrize(("voie", "etablissement", "habilitation"), COMBINAISONS)
def test_chaque_combinaison_a_sa_reponse(
    visiteur: Client, voie: Voie, etablissement: Etablissement | None, habilitation: Habilitation
) -> None:
    adresse = (
        f"/que-dois-je-passer/?voie={voie}&etablissement={etablissement or ''}&habilitation={habilitation}"
    )
    page = visiter(visiteur, adresse)
    texte = simple(page.texte)
    try:
        regime = determiner_regime(voie, etablissement, habilitation, le=DIPLOME.jour_de_reference).regime
    except RegimeRefuse:
        assert "Ce cas n'existe pas" in texte
        # Chaque correction proposée aboutit.
        propositions = [a for a in page.adresses if a.startswith("?voie=")]
        assert propositions
        assert all(
            "Votre régime" in visiter(visiteur, f"/que-dois-je-passer/{a}").titres["h2"] for a in propositions
        )
        return
    assert f"Régime {regime} : {regime.libelle}." in texte
    for rang, epreuve in enumerate(DIPLOME.epreuves, start=1):
        assert f"{epreuve.code} {epreuve.intitule}" in texte
        assert f"rubrique-{rang}" in page.ids
    assert [simple(t) for t in page.titres["h2"]].count("Stage") == 1


def test_le_reglement_montre_ce_qui_change(visiteur: Client) -> None:
    page = visiter(visiteur, f"/reglement/?regime=A&session={SESSION}&compare={SESSION - 2}")
    assert "Ce qui change" in page.titres["h2"]
    assert visiter(visiteur, f"/reglement/?session={SESSION}&compare={SESSION}").statut == 200


def test_une_decision_donne_toutes_ses_raisons(visiteur: Client, session_fictive: Path) -> None:
    with fichiers_de(session_fictive, SESSION).explications.open(encoding="utf-8") as flux:
        explications = [json.loads(ligne) for ligne in flux]
    par_decision = {e["decision"]: e for e in explications}
    assert len(par_decision) > 3
    for explication in par_decision.values():
        texte = simple(visiter(visiteur, f"/decisions/{explication['numero']}/").texte)
        for etape in explication["etapes"]:
            assert simple(etape["reference"]) in texte
            if "epreuve" in etape["valeurs"]:
                assert simple(f"{etape['valeurs']['epreuve']} {etape['valeurs']['intitule']}") in texte
            else:
                assert simple(etape["phrase"]) in texte


def test_chaque_cas_rare_se_lit(visiteur: Client, session_fictive: Path) -> None:
    with fichiers_de(session_fictive, SESSION).tableau.open(encoding="utf-8", newline="") as flux:
        cas = [ligne for ligne in csv.DictReader(flux, delimiter=";") if ligne["_cas"]]
    assert len(cas) > 40
    for ligne in cas:
        page = visiter(visiteur, f"/decisions/{ligne['numero']}/")
        assert page.statut == 200
        assert simple(ligne["_cas"]) in simple(page.texte)


def test_la_liste_se_filtre(visiteur: Client) -> None:
    tous = simple(visiter(visiteur, "/decisions/").texte)
    admis = simple(visiter(visiteur, "/decisions/?decision=ADMIS").texte)
    aucun = simple(visiter(visiteur, "/decisions/?q=zzzz").texte)
    assert int(re.findall(r"(\d+) candidats", tous)[0]) > int(re.findall(r"(\d+) candidats", admis)[0]) > 0
    assert "0 candidat" in aucun


def test_sans_session_la_page_dit_comment_l_ecrire(
    visiteur: Client, tmp_path: Path, settings: object
) -> None:
    settings.DEMONSTRATION = tmp_path  # type: ignore[attr-defined]  # objet de réglages des essais
    for adresse in ("/decisions/", "/decisions/1/"):
        page = visiter(visiteur, adresse)
        assert page.statut == 404
        assert "parchemin demonstration" in simple(page.texte)


def test_chaque_element_du_referentiel_a_son_adresse_et_son_texte(visiteur: Client) -> None:
    for element in referentiel():
        page = visiter(visiteur, f"/referentiel/{element.code}/")
        assert page.statut == 200, element.code
        texte = simple(page.texte)
        assert simple(element.libelle) in texte
        for paragraphe in element.texte:
            # Une ligne à colonnes est montrée case par case.
            for part in paragraphe.removeprefix("- ").split(" | "):
                assert simple(part) in texte, (element.code, part)
        for lie in referentiel().lies(element.code):
            assert f"/referentiel/{lie.code}/" in page.adresses


@pytest.mark.parametrize(
    ("demande", "attendu"),
    [("NEGOCIATION risque", "négociation"), ("c1.3", "C1.3"), ("oeuvre expert", "œuvre de l'expertise")],
)
def test_la_recherche_trouve(visiteur: Client, demande: str, attendu: str) -> None:
    page = visiter(visiteur, f"/referentiel/?q={demande}")
    assert attendu in simple(page.texte)
    assert len(page.titres["h3"]) >= 1


def test_une_recherche_vaine_dit_quoi_faire(visiteur: Client) -> None:
    assert "Essayez-en moins" in simple(visiter(visiteur, "/referentiel/?q=zzzz").texte)


@pytest.mark.parametrize("demande", ["<script>alert(1)</script>", "\"'><img src=x>", "\u202e" * 5, "é" * 200])
def test_une_recherche_hostile_n_ecrit_rien_dans_la_page(visiteur: Client, demande: str) -> None:
    for adresse in ("/referentiel/", "/decisions/", "/parametres/"):
        reponse = visiteur.get(adresse, {"q": demande})
        assert reponse.status_code == 200
        assert b"<script>alert" not in reponse.content
        assert b"<img src=x" not in reponse.content


def test_le_calendrier_situe_ses_heures(visiteur: Client) -> None:
    page = visiter(visiteur, "/calendrier/")
    texte = simple(page.texte)
    assert simple(page.titres["h2"][0]) == "Jeudi 30 avril 2026"
    assert "De 14 h à 18 h, heure de Paris" in texte
    # Le même instant : Paris est alors à UTC+2, La Réunion à UTC+4, la Martinique à UTC−4.
    assert "La Réunion : 16 h" in texte
    assert "Antilles : 8 h" in texte
    assert texte.count("déduit") >= 4
    assert "Aucune date connue" in simple(visiter(visiteur, f"/calendrier/?session={SESSION - 1}").texte)


def test_le_registre_dit_chaque_valeur(visiteur: Client) -> None:
    valeurs = list(toutes_les_valeurs())
    pages = [visiter(visiteur, f"/parametres/?statut=&page={n}") for n in range(1, len(valeurs) // 50 + 2)]
    assert f"{len(valeurs)} valeurs" in simple(pages[0].texte)
    texte = " ".join(page.texte for page in pages)
    assert [v.nom for v in valeurs if v.nom not in texte] == []
    assert "?statut=&page=2" in pages[0].adresses


def test_l_accueil_montre_chaque_epreuve_et_chaque_regime(visiteur: Client) -> None:
    page = visiter(visiteur, "/")
    texte = simple(page.texte)
    assert all(f"{e.code} {e.intitule}" in texte for e in DIPLOME.epreuves)
    assert all(f"/reglement/?regime={r}" in page.adresses for r in Regime)
