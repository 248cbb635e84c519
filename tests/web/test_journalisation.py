"""Les journaux techniques racontent les demandes et les pannes, sans rien dire de personne."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from parchemin.web import journalisation
from parchemin.web.journalisation import CLE, EN_TETE, LigneJson, client_anonyme, masquer
from tests.architecture.test_reglages import SERVICE, lire

NOM = "MARTIN-FICTIF"
SUIVI = "parchemin.web.journalisation.SuiviDesDemandes"


class Lignes:
    """Ce que les journaux ont écrit depuis le début de l'essai."""

    def __init__(self) -> None:
        self.flux = io.StringIO()

    def lues(self, source: str = "") -> list[dict[str, Any]]:
        """Lignes JSON de cette source, ou toutes."""
        lignes = [json.loads(ligne) for ligne in self.flux.getvalue().split("\n") if ligne]
        return [ligne for ligne in lignes if ligne["source"].startswith(source)]


@pytest.fixture
def lignes() -> Iterator[Lignes]:
    ecrites = Lignes()
    sortie = logging.StreamHandler(ecrites.flux)
    sortie.setFormatter(LigneJson())
    racine = logging.getLogger()
    suivis = [racine, *(logging.getLogger(nom) for nom in ("django.request", "parchemin.demandes"))]
    niveaux = [suivi.level for suivi in suivis]
    racine.addHandler(sortie)
    for suivi in suivis:
        suivi.setLevel(logging.INFO)
    yield ecrites
    racine.removeHandler(sortie)
    for suivi, niveau in zip(suivis, niveaux, strict=True):
        suivi.setLevel(niveau)


def tomber(requete: HttpRequest, nom: str) -> HttpResponse:
    nom_local = nom
    try:
        int(nom_local)
    except ValueError as cause:
        raise RuntimeError(f"candidat {nom_local}") from cause
    return HttpResponse()


def se_mefier(requete: HttpRequest, nom: str) -> HttpResponse:
    raise SuspiciousOperation(f"chemin {nom} refusé")


def dire(requete: HttpRequest, nom: str) -> HttpResponse:
    logging.getLogger("parchemin.essai").warning("envoi à %s.fictif@exemple.invalid refusé", nom)
    return HttpResponse(requete.META[CLE])


def handler400(requete: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=400)


def handler404(requete: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def handler500(requete: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


urlpatterns = [
    path("tomber/<str:nom>/", tomber, name="tomber"),
    path("se-mefier/<str:nom>/", se_mefier, name="se_mefier"),
    path("dire/<str:nom>/", dire, name="dire"),
]


@pytest.fixture
def visiteur(settings: Settings) -> Client:
    """Visite les adresses de ce module, à travers le seul suivi ; une panne y est une réponse."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [SUIVI]
    return Client(raise_request_exception=False)


def test_une_demande_ecrit_une_ligne_complete(visiteur: Client, lignes: Lignes) -> None:
    reponse = visiteur.get(f"/dire/{NOM}/?q={NOM}", headers={"x-demande": "choisi-par-le-visiteur"})
    [ligne] = lignes.lues("parchemin.demandes")
    assert ligne.pop("duree_ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", ligne.pop("heure"))
    demande = ligne.pop("demande")
    assert re.fullmatch(r"[0-9a-f]{16}", demande)
    assert demande == reponse.headers[EN_TETE] == reponse.content.decode()
    assert ligne == {
        "niveau": "INFO",
        "source": "parchemin.demandes",
        "message": "demande traitée",
        "route": "dire",
        "methode": "GET",
        "statut": 200,
    }


def test_ce_qui_s_ecrit_pendant_une_demande_porte_son_identifiant(visiteur: Client, lignes: Lignes) -> None:
    reponse = visiteur.get(f"/dire/{NOM}/")
    [ligne] = lignes.lues("parchemin.essai")
    assert ligne["demande"] == reponse.headers[EN_TETE]
    assert ligne["message"] == "envoi à […]@… refusé"
    logging.getLogger("parchemin.essai").warning("hors de toute demande")
    assert lignes.lues("parchemin.essai")[1]["demande"] is None


def test_deux_demandes_n_ont_pas_le_meme_identifiant(visiteur: Client) -> None:
    assert len({visiteur.get("/dire/a/").headers[EN_TETE] for _ in range(20)}) == 20


@pytest.mark.parametrize("adresse", ["/tomber/{}/", "/se-mefier/{}/", "/inconnue/{}/", "/dire/{}/"])
def test_aucune_ligne_ne_dit_qui_ni_quoi(visiteur: Client, lignes: Lignes, adresse: str) -> None:
    visiteur.post(
        f"{adresse.format(NOM)}?q={NOM}",
        {"nom": NOM},
        headers={"user-agent": NOM, "cookie": f"a={NOM}", "referer": f"https://{NOM}.invalid/"},
        REMOTE_ADDR="192.0.2.77",
    )
    ecrit = lignes.flux.getvalue()
    assert lignes.lues("parchemin.demandes")
    assert NOM not in ecrit
    assert "192.0.2.77" not in ecrit


def test_une_panne_dit_ses_types_et_ses_endroits_sans_aucune_valeur(visiteur: Client, lignes: Lignes) -> None:
    reponse = visiteur.get(f"/tomber/{NOM}/")
    assert reponse.status_code == 500
    [ligne] = lignes.lues("django.request")
    assert ligne["niveau"] == "ERROR"
    assert ligne["demande"] == reponse.headers[EN_TETE]
    assert ligne["message"] == "Internal Server Error: tomber"
    assert [erreur["type"] for erreur in ligne["erreur"]] == ["RuntimeError", "ValueError"]
    assert re.fullmatch(r"tests/web/test_journalisation\.py:\d+ tomber", ligne["erreur"][0]["cadres"][-1])
    assert ligne["erreur"][0]["cadres"][0].startswith("django/core/handlers/")
    assert lignes.lues("parchemin.demandes")[0]["statut"] == 500


def test_une_demande_suspecte_ne_cite_que_son_type(visiteur: Client, lignes: Lignes) -> None:
    assert visiteur.get(f"/se-mefier/{NOM}/").status_code == 400
    [ligne] = lignes.lues("django.security")
    assert ligne["message"] == "django.core.exceptions.SuspiciousOperation"


def test_une_adresse_inconnue_n_est_pas_recopiee(visiteur: Client, lignes: Lignes) -> None:
    reponse = visiteur.get(f"/inconnue/{NOM}/é/")
    [ligne] = lignes.lues("django.request")
    assert ligne["message"] == "Not Found: adresse inconnue"
    assert ligne["demande"] == reponse.headers[EN_TETE]
    assert ligne["route"] is None


def test_un_message_hostile_reste_sur_sa_ligne() -> None:
    hostile = 'fin"}\r\n{"niveau":"INFO"}\u2028\u202e\x1b[2J\x85\x7f\ud800'
    ligne = LigneJson().format(logging.makeLogRecord({"msg": hostile}))
    assert ligne.isprintable()
    assert json.loads(ligne)["message"] == hostile


def test_un_message_sans_argument_peut_porter_un_pour_cent() -> None:
    requete = RequestFactory().get("/")
    requete.resolver_match = None
    fait = logging.makeLogRecord({"msg": "rempli à 100 %", "request": requete})
    assert json.loads(LigneJson().format(fait))["message"] == "rempli à 100 %"


def test_une_chaine_d_exceptions_qui_se_referme_s_arrete() -> None:
    une, autre = ValueError(), KeyError()
    une.__cause__, autre.__cause__ = autre, une
    assert list(journalisation.enchainement(une)) == [une, autre]


def test_une_cause_tue_expres_ne_reparait_pas() -> None:
    tue, montree = ValueError(NOM), KeyError()
    montree.__context__ = tue
    assert list(journalisation.enchainement(montree)) == [montree, tue]
    montree.__suppress_context__ = True
    assert list(journalisation.enchainement(montree)) == [montree]


@pytest.mark.parametrize(
    ("dit", "ecrit"),
    [
        ("refus de « a.b+c@exemple.invalid » ici", "refus de « […]@… » ici"),
        ("o'fictif@exemple.invalid", "[…]@…"),
        ("<x@y.z>, 'u@v'", "<[…]@…>, […]@…'"),
        ("voir https://hote.invalid/candidat/7?nom=x#y fin", "voir https://hote.invalid/… fin"),
        ("postgresql://nom:secret@base.invalid:5432/p", "postgresql://base.invalid:5432/…"),
        ("rien à taire : 12 @ 3", "rien à taire : 12 @ 3"),
    ],
)
def test_ce_qui_se_masque(dit: str, ecrit: str) -> None:
    assert masquer(dit) == ecrit


@given(st.emails())
def test_aucun_courriel_ne_passe(courriel: str) -> None:
    domaine = courriel.rpartition("@")[2]
    assert f"@{domaine}" not in masquer(f"envoi à {courriel} refusé")


def test_axes_ne_nomme_personne() -> None:
    assert client_anonyme(NOM, "192.0.2.77", "agent", "/connexion/", None) == "une personne"


def test_un_service_ecrit_ses_journaux_ainsi(monkeypatch: pytest.MonkeyPatch) -> None:
    reglages = lire(monkeypatch, **SERVICE)
    assert reglages["MIDDLEWARE"][0] == SUIVI
    journaux = reglages["LOGGING"]
    formes = {journaux["formatters"][sortie["formatter"]]["()"] for sortie in journaux["handlers"].values()}
    assert formes == {"parchemin.web.journalisation.LigneJson"}
    # Django a ses propres sorties, qui écriraient les chemins : tout doit remonter à la racine.
    assert journaux["loggers"]["django"] == {"handlers": [], "propagate": True}
    assert journaux["root"] == {"handlers": list(journaux["handlers"]), "level": "INFO"}
    assert reglages["AXES_CLIENT_STR_CALLABLE"] == "parchemin.web.journalisation.client_anonyme"
