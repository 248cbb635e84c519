"""Ce qui entre et ce qui sort : fichiers, formulaires, courriels, adresses, refus journalisés."""

import logging
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django import forms as formulaires_de_django
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import BadHeaderError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from parchemin.socle.comptes import forms
from parchemin.socle.comptes.acces import ECRITURE, LECTURE, TABLE
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.routes import routes
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.forms import calendrier, centres, etablissements, imports, sessions
from parchemin.socle.organisation.imports.lecture import OCTETS_MAXIMUM
from parchemin.socle.organisation.models import LotImporte
from tests.socle.comptes.monde import LYCEE, Monde, entrer, titulaire

OFFRE = "session;uai;statut;capacite\n2026;{uai};scolaire;24\n"


@pytest.fixture
def national(monde: Monde) -> Client:
    return entrer(titulaire(Role.NATIONAL, monde).personne)


def deposer(client: Client, monde: Monde, nom: str, octets: bytes) -> int:
    """Statut de la réponse au dépôt de ce fichier d'offre."""
    fichier = SimpleUploadedFile(nom, octets, content_type="text/csv")
    envoi = {"genre": "offre", "session": str(monde.session.pk), "fichier": fichier}
    return client.post(reverse("organisation-imports"), envoi).status_code


@pytest.mark.parametrize(
    "nom", ["../../../etc/cron.d/x.csv", "..\\..\\x.php", "offre.html", "<script>.csv", "x" * 180]
)
def test_le_nom_d_un_fichier_recu_ne_choisit_ni_chemin_ni_type(
    national: Client,
    monde: Monde,
    settings: Settings,
    nom: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.MEDIA_ROOT = tmp_path
    assert deposer(national, monde, nom, OFFRE.format(uai=LYCEE).encode()) == 302
    # Rien du fichier ne reste sur le disque : ses cellules seules sont gardées, en texte, dans la base.
    assert list(tmp_path.rglob("*")) == []
    lot = LotImporte.objects.get()
    page = national.get(reverse("organisation-import", args=[lot.pk]))
    assert b"<script>.csv" not in page.content
    rendu = national.get(reverse("organisation-import-corrige", args=[lot.pk]))
    attendu = f'attachment; filename="fichier-{lot.pk}-diagnostics.csv"'
    assert rendu.headers["Content-Disposition"] == attendu
    assert rendu.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert rendu.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "octets", [b"%PDF-1.7", b"\x7fELF", b"<?php echo 1;", b"<html><script>", b"PK\x03\x04abc", b"GIF89a"]
)
def test_un_contenu_qui_n_est_pas_un_tableau_est_refuse_quel_que_soit_son_nom(
    national: Client, monde: Monde, octets: bytes
) -> None:
    for nom in ("offre.csv", "offre.xlsx", "offre.ods"):
        assert deposer(national, monde, nom, octets) == 422
    assert not LotImporte.objects.exists()


def test_un_fichier_trop_gros_est_refuse_avant_d_etre_lu(
    national: Client, monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parchemin.socle.organisation.views.imports.lire_a_blanc", lambda *_, **__: 1 / 0)
    assert deposer(national, monde, "offre.csv", b"x" * (OCTETS_MAXIMUM + 1)) == 422


@pytest.mark.parametrize("adresse", ["/organisation/imports/", "/connexion/", "/nulle-part/"])
def test_un_envoi_demesure_est_refuse_sans_etre_lu_meme_d_un_inconnu(db: None, adresse: str) -> None:
    entete = {"CONTENT_LENGTH": str(10**10), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reponse = Client(raise_request_exception=False).generic("POST", adresse, **entete)  # type: ignore[arg-type]  # en-têtes WSGI
    assert reponse.status_code == 413
    assert "ne dépasse pas 10" in reponse.content.decode()


def test_une_formule_du_fichier_revient_en_texte(national: Client, monde: Monde) -> None:
    deposer(
        national,
        monde,
        "offre.csv",
        (OFFRE.format(uai=LYCEE) + "2026;=cmd|'/c calc'!A1;scolaire;24\n").encode(),
    )
    lot = LotImporte.objects.get()
    rendu = national.get(reverse("organisation-import-corrige", args=[lot.pk])).content.decode()
    assert ";'=cmd" in rendu
    assert ";=cmd" not in rendu


@pytest.mark.parametrize("chemin", ["prenom", "nom"])
def test_une_saisie_ne_change_ni_les_en_tetes_ni_les_destinataires_d_un_courriel(
    national: Client,
    monde: Monde,
    chemin: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    envoi = {
        "role": "auditeur", "nom": "Fictive", "prenom": "Eve", "courriel": "eve@exemple.invalid", "perimetre": "",
        "fin": f"{monde.le + timedelta(days=20):%Y-%m-%d}", chemin: "Eve\r\nBcc: pirate@exemple.invalid",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert national.post("/droits/inviter/", envoi).status_code == 302
    [courriel] = mail.outbox
    entete = courriel.message().as_bytes().partition(b"\n\n")[0]
    assert courriel.recipients() == ["eve@exemple.invalid"]
    assert b"pirate" not in entete
    with django_capture_on_commit_callbacks(execute=True):
        envoi |= {"courriel": "eve@exemple.invalid\r\nBcc: pirate@exemple.invalid", chemin: "Eve"}
        assert national.post("/droits/inviter/", envoi).status_code == 422
    assert len(mail.outbox) == 1
    # Même si un formulaire laissait passer un saut de ligne, le message ne s'écrirait pas.
    with pytest.raises(BadHeaderError):
        mail.EmailMessage("a", "b", to=["x@exemple.invalid\nBcc: y@exemple.invalid"]).message()


def test_un_champ_ajoute_a_l_envoi_ne_change_rien(national: Client, monde: Monde) -> None:
    envoi = {
        "role": "auditeur", "nom": "Fictive", "prenom": "Eve", "courriel": "eve@exemple.invalid", "perimetre": "",
        "fin": f"{monde.le + timedelta(days=20):%Y-%m-%d}", "activee_le": "2026-01-01", "identite_externe": "vole",
        "password": "x", "is_superuser": "1", "deleguee_de": "1", "accordee_par": "personne:999999", "nature": "national",
    }  # fmt: skip
    assert national.post("/droits/inviter/", envoi).status_code == 302
    creee = Personne.objects.get(identifiant="eve@exemple.invalid")
    assert (creee.activee_le, creee.identite_externe, creee.has_usable_password()) == (None, None, False)
    confiee = Habilitation.objects.get(personne=creee)
    auteur = Personne.objects.get(identifiant="national@exemple.invalid")
    assert (confiee.deleguee_de, confiee.accordee_par) == (None, auteur.code)


def champs() -> Iterator[tuple[str, str, formulaires_de_django.Field]]:
    """Formulaire, nom et champ de chaque saisie des comptes et de l'organisation."""
    for module in (forms, calendrier, centres, etablissements, imports, sessions):
        for classe in vars(module).values():
            if isinstance(classe, type) and issubclass(classe, formulaires_de_django.Form):
                for nom, champ in classe.base_fields.items():
                    yield classe.__name__, nom, champ


def test_chaque_texte_saisi_est_borne() -> None:
    lus = list(champs())
    assert len(lus) > 30
    textes = [(f, n, c) for f, n, c in lus if isinstance(c, formulaires_de_django.CharField)]
    bornes = {
        f"{f}.{n}" for f, n, c in textes if c.max_length or isinstance(c, formulaires_de_django.RegexField)
    }
    assert [f"{f}.{n}" for f, n, _ in textes if f"{f}.{n}" not in bornes] == []


def test_aucune_route_ne_change_rien_par_lecture(monde: Monde) -> None:
    assert not LECTURE & ECRITURE
    sans_argument = [nom for nom, motif in routes() if "<" not in str(motif.pattern)]
    client = entrer(titulaire(Role.NATIONAL, monde).personne)
    # Emporter une liste se consigne : c'est la seule trace que laisse une lecture.
    exports = {"journal-export", "inscriptions-candidats-exporter"}
    for nom in sorted(set(sans_argument) - exports - {"connexion-fournisseur", "connexion-retour"}):
        avant = (
            Acte.objects.count(),
            Personne.objects.count(),
            Habilitation.objects.count(),
            LotImporte.objects.count(),
        )
        client.get(reverse(nom))
        apres = (
            Acte.objects.count(),
            Personne.objects.count(),
            Habilitation.objects.count(),
            LotImporte.objects.count(),
        )
        assert apres == avant, nom
    # Toute écriture passe par POST ; ni PUT, ni PATCH, ni DELETE ne sont admis nulle part.
    assert frozenset({"POST"}) == ECRITURE
    assert all(
        acces.roles(methode) is None for acces in TABLE.values() for methode in ("PUT", "PATCH", "DELETE")
    )


def test_un_refus_d_acces_et_un_envoi_forge_laissent_une_ligne(
    monde: Monde, caplog: pytest.LogCaptureFixture
) -> None:
    enseignant = entrer(titulaire(Role.ENSEIGNANT, monde).personne)
    with caplog.at_level(logging.INFO):
        assert enseignant.get("/droits/").status_code == 403
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/connexion/", {"username": "a", "password": "b"}).status_code == 403
        assert Client(headers={"host": "ailleurs.invalid"}).get("/").status_code == 400
    ecrites = {(fait.name, getattr(fait, "statut", None)) for fait in caplog.records}
    assert ("parchemin.demandes", 403) in ecrites
    assert {"django.security.csrf", "django.security.DisallowedHost"} <= {nom for nom, _ in ecrites}


@pytest.mark.parametrize("suite", ["https://ailleurs.invalid/", "//ailleurs.invalid/", "/\\ailleurs.invalid"])
def test_aucune_page_ne_redirige_vers_un_autre_site(monde: Monde, suite: str) -> None:
    anonyme, reconnue = Client(), entrer(titulaire(Role.NATIONAL, monde).personne)
    for nom, motif in routes():
        if "<" in str(motif.pattern):
            continue
        for client in (anonyme, reconnue):
            ou = client.get(reverse(nom), {"suite": suite, "next": suite, "url": suite}).headers.get(
                "Location", "/"
            )
            assert ou.startswith("/"), nom
            assert not ou.startswith(("//", "/\\")), nom


# Des numéros et des codes, jamais un nom ni une adresse.
ARGUMENTS = frozenset(
    {
        "numero", "uai", "code", "salle", "secret", "element",
        "groupe", "genre", "ligne", "depot", "titre", "demande", "etape", "quoi",
    }
)  # fmt: skip


def test_aucune_adresse_ne_porte_de_donnee_d_une_personne() -> None:
    for nom, motif in routes():
        arguments = {
            m.partition(">")[0] for m in str(motif.pattern).replace("<", ":<").split(":") if ">" in m
        }
        assert arguments <= ARGUMENTS, (nom, arguments)
