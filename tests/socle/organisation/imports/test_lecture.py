"""Ouvrir un fichier quelconque : ce qui se lit se lit pareil, le reste est refusé avec une phrase."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from parchemin.socle.organisation.imports.lecture import (
    LIGNES_MAXIMUM,
    OCTETS_MAXIMUM,
    lire_le_fichier,
    ranger,
)
from parchemin.socle.organisation.imports.modele import Colonne
from parchemin.socle.organisation.refus import ActeRefuse
from tests.socle.organisation.imports.fichiers import csv, ods, xlsx

COLONNES = (
    Colonne("nom", "le nom", ("Appellation officielle",), obligatoire=True),
    Colonne("places", "les places"),
)


def valeurs(octets: bytes) -> list[tuple[int, str, str]]:
    lignes, _ = ranger(lire_le_fichier(octets, "essai.csv"), COLONNES)
    return [(ligne.numero, ligne["nom"], ligne["places"]) for ligne in lignes]


ATTENDUES = [(2, "Lycée d'Été", "12"), (3, "L'Œuvre", "7")]
TEXTE = "nom;places\nLycée d'Été;12\nL'Œuvre;7\n"
RANGEES: tuple[list[str | int], ...] = (["nom", "places"], ["Lycée d'Été", 12], ["L'Œuvre", 7])


@pytest.mark.parametrize(
    "octets",
    [
        TEXTE.encode(),
        TEXTE.encode("utf-8-sig"),
        TEXTE.encode("cp1252"),
        TEXTE.replace("\n", "\r\n").encode(),
        TEXTE.replace(";", ",").encode("utf-8-sig"),
        TEXTE.replace(";", "\t").encode("cp1252"),
        xlsx(*RANGEES),
    ],
    ids=["utf8", "bom", "cp1252", "crlf", "virgules", "tabulations", "xlsx"],
)
def test_tous_les_formats_se_lisent_pareil(octets: bytes) -> None:
    assert valeurs(octets) == ATTENDUES


def test_un_classeur_ods_se_lit_de_meme(tmp_path: Path) -> None:
    assert valeurs(ods(tmp_path, *RANGEES)) == ATTENDUES


def test_une_cellule_sur_plusieurs_lignes_ne_decale_pas_les_numeros() -> None:
    octets = b'nom,places\n"Lyc\xc3\xa9e\nd\'en bas",3\n\nAutre,4\n'
    assert [numero for numero, *_ in valeurs(octets)] == [2, 5]


def test_un_titre_se_reconnait_sans_accent_ni_casse_ni_souligne() -> None:
    assert valeurs(csv("APPELLATION_OFFICIELLE;Places", "Un;2")) == [(2, "Un", "2")]


def test_les_colonnes_inutiles_sont_dites_et_celles_de_diagnostic_tues() -> None:
    _, inutiles = ranger(lire_le_fichier(csv("_ligne;nom;téléphone", "1;Un;0"), "essai.csv"), COLONNES)
    assert inutiles == ["téléphone"]


def archive() -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as fichier:
        fichier.writestr("rien.txt", "rien")
    return flux.getvalue()


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        (b"", "le fichier est vide"),
        (b"\n\n;;\n", "le tableau est vide"),
        (b"nom;places\n", "des titres et aucune ligne"),
        (b"%PDF-1.7 ...", "c'est un PDF"),
        (b"<html><table></table></html>", "c'est une page HTML"),
        (archive(), "c'est une archive zip"),
        (b"PK\x03\x04 tronque", "est abîmé"),
        ("nom;places\nUn;2\n".encode("utf-16"), "UTF-16"),
        (b"nom;places\nUn\x00;2\n", "caractère nul"),
        (b'nom;places\n"Un;2\n', "guillemet"),
        (b'nom,places\n"Un"x,2\n', "guillemets mal placés"),
        (b"nom;nom\nUn;2\n", "est deux fois dans le fichier"),
        (b"noms;places\nUn;2\n", "Il manque la colonne « nom » (le nom)"),
        (b"x" * (OCTETS_MAXIMUM + 1), "dépasse 5 Mo"),
        (b"nom;places\n" + b"Un;2\n" * (LIGNES_MAXIMUM + 1), f"plus de {LIGNES_MAXIMUM} lignes"),
    ],
)
def test_un_fichier_qui_ne_convient_pas_est_refuse_par_son_nom(octets: bytes, mot: str) -> None:
    with pytest.raises(ActeRefuse) as refus:
        valeurs(octets)
    assert mot in str(refus.value)
    assert tempfile.gettempdir() not in str(refus.value)


def test_une_colonne_absente_dit_les_titres_reconnus_et_le_plus_proche() -> None:
    with pytest.raises(ActeRefuse, match=r"Titres reconnus : nom, Appellation officielle\. Est-ce « noms »"):
        valeurs(csv("noms;places", "Un;2"))


def test_une_formule_ou_une_cellule_de_trop_est_une_faute_de_sa_ligne() -> None:
    fautes = lire_le_fichier(xlsx(["nom", "places"], ["Un", "=1+1"]), "essai.xlsx").fautes
    assert [(f.ligne, f.colonne) for f in fautes] == [(2, "places")]
    assert "formule" in fautes[0].remede
    fautes = lire_le_fichier(csv("nom;places", "Lycée; bas;3"), "essai.csv").fautes
    assert [(f.ligne, f.colonne, f.valeur) for f in fautes] == [(2, "n° 3", "3")]
