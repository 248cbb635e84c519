"""Du premier compte à la vérification du journal : chacun entre, nomme le suivant, et ne voit que ce qui est à lui."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # paquet sans types
from django_otp.oath import TOTP
from playwright.sync_api import Browser, Page, expect

from tests.parcours.service import Service, service_en_marche
from tests.parcours.test_accessibilite import REGLES

pytestmark = pytest.mark.parcours
MOTS = "sept mots assez longs pour entrer chaque jour"
LYCEE, AILLEURS = "0690026D", "0750001U"
OFFRE = f"""session;uai;statut;capacite;departement
2026;{LYCEE};scolaire;24;069
2026;{AILLEURS};scolaire;12;075
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with service_en_marche(tmp_path) as en_marche:
        yield en_marche


@pytest.fixture
def ouvrir(navigateur: Browser, service: Service) -> Iterator[Callable[[], Page]]:
    """Ouvre un navigateur neuf pour une personne ; toute demande ailleurs ou toute erreur de script se voit."""
    contextes, plaintes = [], []

    def neuf() -> Page:
        contexte = navigateur.new_context(
            base_url=service.adresse, viewport={"width": 1280, "height": 900}, locale="fr-FR"
        )
        contexte.set_default_timeout(10_000)
        contextes.append(contexte)
        page = contexte.new_page()
        page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
        page.on("console", lambda m: plaintes.append(m.text) if "Content Security Policy" in m.text else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((service.adresse, "data:")) else plaintes.append(r.url),
        )
        return page

    yield neuf
    for contexte in contextes:
        contexte.close()
    assert plaintes == []


def sans_faute(page: Page) -> None:
    """Aucune faute d'accessibilité, et rien qui déborde sur un téléphone."""
    page.set_viewport_size({"width": 360, "height": 800})
    trouve = Axe().run(page, options={**REGLES, "resultTypes": ["violations"]})
    fautes = [(v["id"], [n["html"] for n in v["nodes"]]) for v in trouve.response["violations"]]
    assert fautes == [], page.url
    assert (
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    ), page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def voir(page: Page, adresse: str, titre: str) -> None:
    page.goto(adresse)
    expect(page.get_by_role("heading", level=1)).to_contain_text(titre)
    sans_faute(page)


def choisir_son_mot_de_passe(page: Page, lien: str) -> None:
    page.goto(lien)
    assert page.url.endswith("/connexion/lien/choisir/")
    sans_faute(page)
    page.get_by_label("Nouveau mot de passe").fill(MOTS)
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(page).to_have_url(re.compile("/mon-espace/"))


def installer_le_second_facteur(page: Page) -> str:
    """Lit le secret comme le ferait la personne, donne le premier code ; rend le secret."""
    page.goto("/second-facteur/installer/")
    sans_faute(page)
    page.get_by_text("Recopier le secret").click()
    secret = page.locator("details code").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(code(secret))
    page.get_by_role("button", name="Installer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("codes de secours")
    assert page.locator("ol code").count() == 10
    sans_faute(page)
    page.get_by_role("link", name="Je les ai gardés").click()
    return secret


def code(secret: str) -> str:
    import base64

    totp = TOTP(base64.b32decode(secret + "=" * (-len(secret) % 8)))
    totp.time = time.time()
    return f"{totp.token():06d}"


def confier(page: Page, role: str, **champs: str) -> None:
    role = role.replace("'", "’")
    page.goto("/droits/inviter/")
    page.get_by_label(role, exact=True).check()
    page.get_by_role("button", name="Continuer").click()
    sans_faute(page)
    for nom, valeur in champs.items():
        champ = page.locator(f"[name={nom}]")
        if champ.evaluate("e => e.tagName") == "SELECT":
            champ.select_option(label=valeur)
        else:
            champ.fill(valeur)
    page.locator("[name=fin]").fill(time.strftime("%Y-%m-%d", time.localtime(time.time() + 60 * 86_400)))
    page.get_by_role("button", name="Confier ce rôle").click()
    expect(page.get_by_role("status")).to_contain_text(role)


def statut(page: Page, adresse: str) -> int:
    reponse = page.goto(adresse)
    assert reponse is not None
    return reponse.status


def test_de_la_premiere_personne_au_journal_verifie(
    service: Service, ouvrir: Callable[[], Page], tmp_path: Path
) -> None:
    # L'administration nationale ouvre la session et reprend l'offre.
    national = ouvrir()
    annonce = service.commande(
        "compte", "premier", "--nom", "Fictive", "--prenom", "Ada", "--courriel", "ada@exemple.invalid",
        "--site", service.adresse,
    )  # fmt: skip
    choisir_son_mot_de_passe(national, annonce.split()[-1])
    assert statut(national, "/droits/") == 200
    expect(national).to_have_url(re.compile("/second-facteur/installer/"))
    installer_le_second_facteur(national)
    voir(national, "/organisation/sessions/", "Sessions")
    national.locator("[name=annee]").select_option("2026")
    national.get_by_role("button", name="Ouvrir la session").click()
    expect(national.get_by_role("heading", level=1)).to_contain_text("2026")
    fichier = tmp_path / "offre.csv"
    fichier.write_text(OFFRE, encoding="utf-8")
    voir(national, "/organisation/imports/", "Reprendre un fichier")
    national.locator("[name=genre]").select_option("offre")
    national.locator("[name=fichier]").set_input_files(fichier)
    national.get_by_role("button", name="Lire le fichier").click()
    sans_faute(national)
    national.get_by_role("button", name=re.compile("Appliquer")).click()
    expect(national.get_by_role("status")).to_contain_text("appliqué")
    voir(national, "/organisation/regroupements/", "Regroupements")
    national.locator("[name=pilote]").select_option(label="Lyon")
    national.get_by_role("button", name="Créer le regroupement").click()

    # Elle invite un agent de l'académie pilote, qui installe son second facteur.
    confier(
        national, "Académie pilote de l'organisation", nom="Fictif", prenom="Bob", courriel="bob@exemple.invalid",
        perimetre="Regroupement de Lyon, CCST, session 2026",
    )  # fmt: skip
    pilote = ouvrir()
    choisir_son_mot_de_passe(pilote, service.boite.lien_pour("bob@exemple.invalid"))
    installer_le_second_facteur(pilote)
    voir(pilote, f"/organisation/etablissements/{LYCEE}/", "À renseigner")
    assert statut(pilote, f"/organisation/etablissements/{AILLEURS}/") == 404
    assert statut(pilote, "/journal/") == 200

    # L'agent nomme une direction, qui invite un enseignant.
    confier(
        pilote,
        "Direction d'établissement",
        nom="Fictive",
        prenom="Clara",
        courriel="clara@exemple.invalid",
        perimetre=LYCEE,
    )
    direction = ouvrir()
    choisir_son_mot_de_passe(direction, service.boite.lien_pour("clara@exemple.invalid"))
    installer_le_second_facteur(direction)
    confier(
        direction,
        "Enseignant",
        nom="Fictif",
        prenom="Driss",
        courriel="driss@exemple.invalid",
        perimetre=LYCEE,
    )
    voir(direction, "/droits/", "rôle")
    lignes = direction.locator("tbody th").all_inner_texts()
    assert sorted(ligne.split("\n")[0] for ligne in lignes) == ["Clara Fictive", "Driss Fictif"]
    assert statut(direction, "/journal/") == 403
    assert statut(direction, f"/organisation/etablissements/{AILLEURS}/") == 404
    enseignant = ouvrir()
    choisir_son_mot_de_passe(enseignant, service.boite.lien_pour("driss@exemple.invalid"))
    installer_le_second_facteur(enseignant)
    assert statut(enseignant, "/droits/") == 403
    voir(enseignant, "/compte/qui-voit-quoi/", "Qui voit quoi")
    expect(enseignant.locator("table")).to_contain_text("Clara Fictive")

    # L'audit vérifie le journal avec la tête que l'administration a gardée.
    confier(national, "Audit", nom="Fictive", prenom="Eva", courriel="eva@exemple.invalid")
    tete = service.commande("journal", "tete").splitlines()[0]
    audit = ouvrir()
    choisir_son_mot_de_passe(audit, service.boite.lien_pour("eva@exemple.invalid"))
    installer_le_second_facteur(audit)
    voir(audit, "/journal/", "journal")
    voir(audit, "/journal/verifier/", "Vérifier")
    audit.locator("textarea, [name=tetes], [name=tete]").first.fill(tete)
    audit.get_by_role("button", name="Vérifier le journal").click()
    expect(audit.locator("main, body").first).to_contain_text("Le journal est intact")
    sans_faute(audit)
    assert "Anomalies : aucune" in service.commande("journal", "verifier", "--tete", tete)


def test_un_brouillon_survit_a_la_session_fermee(service: Service, ouvrir: Callable[[], Page]) -> None:
    page = ouvrir()
    entrer_en_demonstration(service, page)
    page.goto("/droits/inviter/?role=auditeur")
    page.get_by_label("Nom", exact=True).fill("Fictive")
    page.get_by_label("Prénom").fill("Zoé")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Confier ce rôle").click()
    expect(page).to_have_url(re.compile(r"/connexion/\?suite="))
    entrer_en_demonstration(service, page, deja_la=True)
    expect(page).to_have_url(re.compile("/droits/inviter/"))
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Fictive")
    expect(page.get_by_label("Prénom")).to_have_value("Zoé")


def test_la_session_previent_vingt_secondes_avant(service: Service, ouvrir: Callable[[], Page]) -> None:
    page = ouvrir()
    page.clock.install()
    entrer_en_demonstration(service, page)
    page.goto("/mon-espace/")
    boite = page.get_by_role("dialog")
    page.clock.run_for((30 * 60 - 25) * 1000)
    expect(boite).not_to_be_visible()
    page.clock.run_for(10_000)
    expect(boite).to_be_visible()
    sans_faute(page)
    page.keyboard.press("Enter")
    expect(boite).not_to_be_visible()
    page.clock.run_for(60_000)
    expect(page).to_have_url(re.compile("/mon-espace/"))
    page.clock.run_for((30 * 60) * 1000)
    expect(page).to_have_url(re.compile(r"/connexion/\?expiree"))
    expect(page.get_by_text("Votre session s’est fermée")).to_be_visible()


def entrer_en_demonstration(service: Service, page: Page, *, deja_la: bool = False) -> None:
    """Fait entrer une personne par le formulaire ; la crée d'abord, la première fois."""
    if not deja_la:
        preparer_zelie(service)
        page.goto("/connexion/")
    page.get_by_label("Adresse électronique ou identifiant").fill("zelie@exemple.invalid")
    page.get_by_label("Mot de passe", exact=True).fill(MOTS)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile(r"/second-facteur/|/mon-espace/|/droits/"))
    if "/second-facteur/" not in page.url:
        page.goto("/second-facteur/")
    page.get_by_label("Code").fill(CODES.pop())
    page.get_by_role("button", name="Continuer").click()


CODES: list[str] = []


def preparer_zelie(service: Service) -> None:
    """Un compte qui confie des rôles, avec des codes de secours pour entrer plusieurs fois."""
    import subprocess
    import sys

    from tests.architecture.arbre import RACINE

    sortie = subprocess.run(
        [sys.executable, "tests/parcours/zelie.py", MOTS], cwd=RACINE, env=service.environnement, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip
    CODES[:] = sortie.split()
