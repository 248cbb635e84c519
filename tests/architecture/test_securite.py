"""Ce que dit docs/securite.md est ce que fait le code : mêmes nombres, mêmes listes, et chaque exigence citée."""

import re
from datetime import timedelta

from django.conf import settings

from config.environnement import texte
from parchemin.etapes.inscriptions import rangement
from parchemin.moteurs.echanges import modele
from parchemin.socle.comptes import mots_de_passe
from parchemin.socle.comptes.controle import DUREE_MAXIMUM_S, PREUVE_RECENTE_S
from parchemin.socle.comptes.jetons import CARACTERES
from parchemin.socle.comptes.models import Jeton
from parchemin.socle.comptes.roles import D_UN_AN
from parchemin.socle.comptes.services.entrees import DUREES
from parchemin.socle.comptes.services.second_facteur import CODES_DE_SECOURS
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.imports.lecture import LIGNES_MAXIMUM, LIMITES, OCTETS_MAXIMUM
from parchemin.socle.organisation.imports.lots import CHANGEMENTS_MAXIMUM
from parchemin.socle.organisation.views.demandes import PAR_PAGE
from tests.architecture import asvs
from tests.architecture.arbre import RACINE

DOCUMENT = (RACINE / "docs/securite.md").read_text(encoding="utf-8")
SUR_UNE_LIGNE = " ".join(DOCUMENT.split())
ICI = "tests/architecture/test_securite.py::test_chaque_exigence_de_documentation_est_ecrite_dans_le_document"


def citees(document: str) -> set[str]:
    """Exigences que le document cite entre parenthèses."""
    return {
        n for groupe in re.findall(r"\(((?:\d+\.\d+\.\d+(?:, )?)+)\)", document) for n in groupe.split(", ")
    }


def test_chaque_exigence_de_documentation_est_ecrite_dans_le_document() -> None:
    lignes = asvs.grille(RACINE / "docs/asvs.csv")
    prouvees_ici = {ligne.identifiant for ligne in lignes if ICI in ligne.essais}
    assert prouvees_ici
    assert prouvees_ici == citees(DOCUMENT)


def test_les_durees_ecrites_sont_celles_du_code() -> None:
    assert (10, timedelta(minutes=15)) == (settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME)
    assert settings.INACTIVITE_S == 30 * 60
    assert (DUREE_MAXIMUM_S, PREUVE_RECENTE_S) == (12 * 3600, 10 * 60)
    assert {
        Jeton.Genre.INVITATION: timedelta(days=7),
        Jeton.Genre.MOT_DE_PASSE: timedelta(hours=1),
        Jeton.Genre.PAPIER: timedelta(days=60),
    } == DUREES
    assert D_UN_AN == 366
    for dit in (
        "dix échecs par compte et adresse, puis 15 minutes", "30 minutes d'inactivité", "12 heures en tout",
        "10 minutes depuis la dernière preuve", "sept jours ; une heure", "soixante jours", "un an au plus",
    ):  # fmt: skip
        assert dit in SUR_UNE_LIGNE, dit


def test_les_limites_ecrites_sont_celles_du_code() -> None:
    assert (OCTETS_MAXIMUM, LIGNES_MAXIMUM, CHANGEMENTS_MAXIMUM, PAR_PAGE) == (5_000_000, 50_000, 5_000, 50)
    assert (LIMITES.octets_deplies, LIMITES.colonnes) == (50_000_000, 200)
    assert (mots_de_passe.DOUZE, mots_de_passe.QUATORZE, mots_de_passe.MOTS) == (12, 14, 7)
    assert (CARACTERES * 5, CODES_DE_SECOURS) == (80, 10)
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 10_000_000
    assert (rangement.OCTETS_MAXIMUM, modele.LIGNES_MAXIMUM) == (8_000_000, 20_000)
    for dit in ("Huit mégaoctets", "20 000 lignes", "Dix mégaoctets"):
        assert dit in SUR_UNE_LIGNE, dit
    for dit in ("5 Mo, 50 Mo dépliés, 50 000 lignes, 200 colonnes", "5 000 changements", "10 Mo", "80 bits"):
        assert dit in SUR_UNE_LIGNE, dit
    assert "`MOTS_D_ICI`" in DOCUMENT


def test_chaque_fichier_et_chaque_variable_cites_existent() -> None:
    for chemin in re.findall(r"`(socle/[a-z_/]+\.py)`", DOCUMENT):
        assert (RACINE / "parchemin" / chemin).is_file(), chemin
    reglages = "".join(f.read_text(encoding="utf-8") for f in (RACINE / "config").glob("*.py"))
    variables = set(re.findall(r"PARCHEMIN_[A-Z_]+", DOCUMENT))
    assert len(variables) >= 4
    for variable in variables:
        assert variable in reglages or f"`_{variable.rpartition('_')[2]}`" in reglages, variable
    assert texte("PARCHEMIN_MODE") == "essai"


def test_les_algorithmes_ecrits_sont_ceux_du_code() -> None:
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    champ = Acte._meta.get_field("empreinte")
    assert champ.max_length == 64
    for dit in (
        "Argon2id (mots de passe)",
        "SHA-256 (chaîne du journal",
        "RS256 ou ES256 (jeton d'identité)",
    ):
        assert dit in SUR_UNE_LIGNE, dit
