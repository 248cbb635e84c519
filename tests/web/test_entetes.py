"""Ce que chaque réponse dit au navigateur pour sa sûreté, en essai comme en service."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern, URLResolver
from pytest_django import Settings

from parchemin.web.pages import calendrier
from tests.architecture.arbre import RACINE
from tests.architecture.test_reglages import SERVICE, lire

UN_AN = 31_536_000
ATTENDUS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DIRECTIVES = {"object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"}
BAVARDS = ("Server", "X-Powered-By", "Access-Control-Allow-Origin")
ECRIRE_DU_HTML = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
GARDER_DES_DONNEES = re.compile(r"localStorage|indexedDB")
ECOUTER_AILLEURS = re.compile(r"(window|parent|opener)\.postMessage|addEventListener\(\"message\"")


def adresses_sans_argument(
    motifs: list[URLPattern | URLResolver] | None = None, debut: str = "/"
) -> Iterator[str]:
    """Adresses de toutes les routes que l'on peut demander sans rien savoir."""
    for motif in get_resolver().url_patterns if motifs is None else motifs:
        if not isinstance(motif.pattern, RoutePattern) or "<" in str(motif.pattern):
            continue
        adresse = debut + str(motif.pattern)
        if isinstance(motif, URLResolver):
            yield from adresses_sans_argument(motif.url_patterns, adresse)
        else:
            yield adresse


ADRESSES = [
    *adresses_sans_argument(), "/nulle/part/", "/sante/", "/.git/config", "/static/", "/static/parchemin.css",
]  # fmt: skip


@pytest.fixture
def visiteur() -> Client:
    return Client(raise_request_exception=False)


def manquants(reponse: Any) -> list[str]:
    """Ce que les en-têtes d'une réponse n'ont pas, ou ont de trop."""
    fautes = [nom for nom, valeur in ATTENDUS.items() if reponse.headers.get(nom) != valeur]
    politique = {d.strip() for d in reponse.headers.get("Content-Security-Policy", "").split(";")}
    fautes += sorted(DIRECTIVES - politique)
    fautes += [nom for nom in BAVARDS if nom in reponse.headers]
    type_ = reponse.headers.get("Content-Type", "")
    if reponse.getvalue() and (not type_ or (type_.startswith("text/") and "charset=" not in type_)):
        fautes.append(f"Content-Type : {type_}")
    return fautes


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ADRESSES)
def test_chaque_reponse_porte_ses_protections(visiteur: Client, adresse: str) -> None:
    for demander in (visiteur.get, visiteur.post, visiteur.options):
        reponse = demander(adresse)
        assert reponse.status_code < 500
        assert manquants(reponse) == []
        if reponse.headers.get("Content-Type", "").startswith("text/html"):
            assert reponse.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ADRESSES)
def test_la_methode_trace_est_refusee(visiteur: Client, adresse: str) -> None:
    reponse = visiteur.trace(adresse, headers={"x-secret": "a-ne-pas-renvoyer"})
    assert reponse.status_code in (403, 404, 405)
    assert b"a-ne-pas-renvoyer" not in reponse.getvalue()


def test_une_panne_garde_ses_protections_et_ne_montre_rien(
    visiteur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tomber(session: int) -> None:
        raise RuntimeError("secret-de-la-panne")

    monkeypatch.setattr(calendrier, "jours", tomber)
    reponse = visiteur.get("/calendrier/")
    assert reponse.status_code == 500
    assert manquants(reponse) == []
    for fuite in (b"secret-de-la-panne", b"Traceback", b"RuntimeError", b"calendrier.py"):
        assert fuite not in reponse.content


def test_une_demande_d_une_autre_origine_n_obtient_aucun_partage(visiteur: Client) -> None:
    reponse = visiteur.options(
        "/", headers={"origin": "https://ailleurs.invalid", "access-control-request-method": "POST"}
    )
    assert [nom for nom in reponse.headers if nom.lower().startswith("access-control-")] == []


def test_un_envoi_d_une_autre_origine_est_refuse() -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for en_tetes in ({}, {"origin": "https://ailleurs.invalid"}, {"sec-fetch-site": "cross-site"}):
        assert strict.post("/que-dois-je-passer/", headers=en_tetes).status_code == 403


@pytest.mark.parametrize(
    "adresse", ["/.git/config", "/static/", "/static/../config/settings.py", "/manage.py"]
)
def test_ni_le_depot_ni_la_liste_d_un_dossier_ne_se_lisent(visiteur: Client, adresse: str) -> None:
    assert visiteur.get(adresse).status_code == 404


def test_les_scripts_n_ecrivent_pas_de_html_et_ne_gardent_rien_apres_l_onglet() -> None:
    web = RACINE / "parchemin/web"
    scripts = [*web.rglob("static/*.js"), web / "templates/sw.js"]
    assert len(scripts) > 1
    for motif in (ECRIRE_DU_HTML, GARDER_DES_DONNEES, ECOUTER_AILLEURS):
        assert [s.name for s in scripts if motif.search(s.read_text(encoding="utf-8"))] == []


EN_SERVICE = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from config import settings
call_command("migrate", verbosity=0)
vues = {}
# Le service rassemble ses fichiers statiques avant de démarrer ; les essais ne les rassemblent pas.
fichiers = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
with override_settings(STORAGES=fichiers):
    for adresse in json.load(sys.stdin):
        for protocole in ("http", "https"):
            visiteur = Client(raise_request_exception=False, headers={"host": "a.invalid"})
            reponse = visiteur.get(adresse, headers={"x-forwarded-proto": protocole})
            page = b"" if reponse.streaming else reponse.content
            vues[f"{protocole} {adresse}"] = {
                "statut": reponse.status_code, "en_tetes": dict(reponse.headers), "page": page.decode(errors="replace"),
                "temoins": [temoin.OutputString() for temoin in reponse.cookies.values()],
            }
json.dump(vues, sys.stdout)
"""


@pytest.fixture(scope="module")
def en_service(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Réponses d'un service, en clair et par TLS : « https /sante » → statut, en-têtes, page, témoins."""
    vierges = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("PARCHEMIN_")}
    variables = {
        **vierges, **SERVICE, "DJANGO_SETTINGS_MODULE": "config.settings",
        "PARCHEMIN_BASE": str(tmp_path_factory.mktemp("service") / "essai.sqlite3"),
    }  # fmt: skip
    lu = subprocess.run(
        [sys.executable, "-c", EN_SERVICE], cwd=RACINE, env=variables, input=json.dumps(ADRESSES),
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert lu.returncode == 0, lu.stderr
    vues: dict[str, dict[str, Any]] = json.loads(lu.stdout)
    return vues


def test_en_service_tout_passe_par_tls(en_service: dict[str, dict[str, Any]]) -> None:
    for demande, vue in en_service.items():
        protocole, _, adresse = demande.partition(" ")
        if protocole == "http":
            assert vue["statut"] == 301, demande
            assert vue["en_tetes"]["Location"] == f"https://a.invalid{adresse}"
        else:
            strict = vue["en_tetes"]["Strict-Transport-Security"]
            assert int(re.findall(r"max-age=(\d+)", strict)[0]) >= UN_AN
            assert "includeSubDomains" in strict


def test_en_service_aucune_page_ne_montre_le_code(en_service: dict[str, dict[str, Any]]) -> None:
    assert {vue["statut"] for vue in en_service.values()} >= {200, 301, 404}
    for demande, vue in en_service.items():
        assert vue["statut"] < 500, demande
        for fuite in ("Traceback", "DEBUG", "urlpatterns", str(RACINE), sys.prefix):
            assert fuite not in vue["page"], demande


def test_en_service_chaque_temoin_est_protege(en_service: dict[str, dict[str, Any]]) -> None:
    poses = {ecrit.partition("=")[0] for vue in en_service.values() for ecrit in vue["temoins"]}
    assert "__Host-csrftoken" in poses
    assert [nom for nom in poses if not nom.startswith("__Host-")] == []
    for demande, vue in en_service.items():
        for ecrit in vue["temoins"]:
            [temoin] = SimpleCookie(ecrit).values()
            assert temoin["secure"], demande
            assert temoin["httponly"], demande
            assert temoin["samesite"] in ("Lax", "Strict"), demande
            assert temoin["path"] == "/", demande
            assert not temoin["domain"], demande
            assert len(ecrit.partition(";")[0]) < 4096


def test_en_service_le_temoin_de_session_est_protege(monkeypatch: pytest.MonkeyPatch) -> None:
    reglages = lire(monkeypatch, **SERVICE)
    assert reglages["SESSION_COOKIE_SECURE"] is reglages["CSRF_COOKIE_SECURE"] is True
    assert reglages["SESSION_COOKIE_HTTPONLY"] is reglages["CSRF_COOKIE_HTTPONLY"] is True
    noms = {reglages["SESSION_COOKIE_NAME"], reglages["CSRF_COOKIE_NAME"]}
    assert noms == {"__Host-sessionid", "__Host-csrftoken"}
    assert {reglages["SESSION_COOKIE_SAMESITE"], reglages["CSRF_COOKIE_SAMESITE"]} <= {"Lax", "Strict"}


def test_le_script_pose_ses_temoins_pour_cet_hote_et_par_tls_seulement() -> None:
    script = (RACINE / "parchemin/web/static/parchemin.js").read_text(encoding="utf-8")
    [ecriture] = re.findall(r"document\.cookie = `([^`]*)`", script)
    assert ecriture == "${prefixe}${nom}=${valeur}; path=/; max-age=${UN_AN}; samesite=lax${suite}"
    assert 'location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""]' in script


def test_par_tls_l_affichage_choisi_se_lit_du_seul_temoin_de_cet_hote() -> None:
    visiteur = Client()
    visiteur.cookies["theme"] = "sombre"
    assert 'data-theme="sombre"' in visiteur.get("/").content.decode()
    assert 'data-theme="' not in visiteur.get("/", secure=True).content.decode()
    visiteur.cookies["__Host-theme"] = "clair"
    assert 'data-theme="clair"' in visiteur.get("/", secure=True).content.decode()


def test_une_panne_se_dit_meme_sans_fichiers_rassembles(
    visiteur: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    def tomber(session: int) -> None:
        raise RuntimeError

    monkeypatch.setattr(calendrier, "jours", tomber)
    assert "parchemin.css" in visiteur.get("/calendrier/").content.decode()
    manifeste = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifeste}}
    reponse = visiteur.get("/calendrier/")
    assert reponse.status_code == 500
    assert "Parchemin est en panne" in reponse.content.decode()
    assert "parchemin.css" not in reponse.content.decode()


def test_en_service_rien_ne_reste_de_la_demonstration(en_service: dict[str, dict[str, Any]]) -> None:
    for adresse in ("/decisions/", "/composants/"):
        assert en_service[f"https {adresse}"]["statut"] == 404
        for demande, vue in en_service.items():
            assert f'href="{adresse}' not in vue["page"], demande
