"""Les listes rendues : ce qu'on écrit se relit, rien ne devient une formule, les mêmes données font les mêmes octets."""

import csv
import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.dc import Title as DcTitle  # type: ignore[import-untyped]  # odfpy n'a pas de types
from odf.draw import Frame, TextBox  # type: ignore[import-untyped]  # idem
from odf.opendocument import load  # type: ignore[import-untyped]  # odfpy n'a pas de types
from odf.table import Table, TableCell, TableRow  # type: ignore[import-untyped]  # idem
from odf.teletype import extractText  # type: ignore[import-untyped]  # idem
from openpyxl import load_workbook

from parchemin.moteurs.tableurs import FormatTableau, NatureCellule, Rangee, lire_tableau, nettoyer
from parchemin.moteurs.tableurs.classeurs import exporter
from parchemin.moteurs.tableurs.sortie import (
    CARACTERES_MAXIMUM,
    ExportImpossible,
    TypeColonne,
    Valeur,
    nommer_feuille,
)
from parchemin.moteurs.tableurs.sortie_csv import ecrire_csv_protege, proteger

CSV, XLSX, ODS = FormatTableau
FORMATS = list(FormatTableau)
CLASSEURS = [XLSX, ODS]
TITRES = ["numéro", "nom", "naissance", "note", "code postal", "absent"]
LIGNES: list[Sequence[Valeur]] = [
    ("0000123", "-Dupont", date(2006, 2, 1), Decimal("12.5"), "01000", False),
    ("0123456789A", "Œil d'Élan & <b>", date(1899, 5, 4), 7, None, True),
]
DANGERS = [
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "-1+1", "-A1", "-PI()", "-Dupont!A1",
    '-"x"&A1', "  =1+1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(1)",
    "+HYPERLINK(1)", "-2,+cmd|x", "=", "@dupont", "+\tcmd()",
]  # fmt: skip
ANODINS = [
    "-Dupont", "-Dupont-Martin", "- d'Orbe", "-d’Orbe", "-Éloïse", "+Zoé", "-12,5", "+33 6 12 34 56 78", "-1.000",
    "-", "--", "zoe@exemple.invalid", "1+1", "a=b", "Lycée (E-F)", "'=1", "", "Rue du 8-Mai", "Oui, -Dupont",
]  # fmt: skip


def relire(dossier: Path, format_: FormatTableau, octets: bytes) -> list[Rangee]:
    """Rangées du tableau, relues par le lecteur du projet, titres compris."""
    chemin = dossier / f"liste.{format_.value.lower()}"
    chemin.write_bytes(octets)
    tableau = lire_tableau(chemin)
    assert tableau.format is format_
    return [tableau.entete, *tableau.rangees()]


def cellules_ods(octets: bytes) -> list[list[str]]:
    """Cellules d'un ODS, relues par odfpy."""
    (table,) = load(io.BytesIO(octets)).spreadsheet.getElementsByType(Table)
    return [
        [extractText(cellule) for cellule in rangee.getElementsByType(TableCell)]
        for rangee in table.getElementsByType(TableRow)
    ]


def membre(octets: bytes, nom: str) -> str:
    """Texte d'un membre du classeur."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return archive.read(nom).decode()


@pytest.mark.parametrize("format_", FORMATS)
def test_une_liste_rendue_se_relit(tmp_path: Path, format_: FormatTableau) -> None:
    titres, un, deux = relire(tmp_path, format_, exporter(format_, TITRES, LIGNES))
    note = "12,5" if format_ is CSV else "12.5"
    assert list(titres.cellules) == TITRES
    assert list(un.cellules) == ["0000123", "-Dupont", "2006-02-01", note, "01000", "non"]
    assert list(deux.cellules) == ["0123456789A", "Œil d'Élan & <b>", "1899-05-04", "7", "", "oui"]
    natures = {} if format_ is CSV else {2: NatureCellule.DATE, 3: NatureCellule.NOMBRE}
    assert dict(un.natures) == natures
    # Avant le 1er mars 1900, les tableurs ne s'accordent pas sur les jours : la date est un texte.
    assert NatureCellule.DATE not in deux.natures.values()


def test_le_csv_est_celui_d_un_tableur_francais() -> None:
    octets = exporter(CSV, ["nom", "ville"], [("É;a", 'dit "x"'), ("a\rb", None)])
    assert octets == '\ufeffnom;ville\r\n"É;a";"dit ""x"""\r\n"a\nb";\r\n'.encode()


def test_le_flux_du_csv_reste_a_l_appelant() -> None:
    flux = io.BytesIO()
    ecrire_csv_protege(flux, ["nom"], [("a",)])
    with pytest.raises(ExportImpossible):
        ecrire_csv_protege(flux, ["nom"], [("a", "b")])
    assert not flux.closed


@pytest.mark.parametrize("danger", DANGERS)
def test_une_formule_est_neutralisee_en_csv(danger: str) -> None:
    protege = proteger(danger)
    assert protege.replace("'", "") == danger.replace("'", "")
    assert protege.count("'") > danger.count("'")
    # Neutraliser deux fois ne change plus rien.
    assert proteger(protege) == protege


@pytest.mark.parametrize("anodin", ANODINS)
def test_ce_qui_ne_s_execute_pas_ressort_intact(tmp_path: Path, anodin: str) -> None:
    assert proteger(anodin) == anodin
    (_, rangee) = relire(tmp_path, CSV, exporter(CSV, ["a", "b"], [("x", anodin)]))
    assert list(rangee.cellules) in ([["x", anodin]] if anodin else [["x"], ["x", ""]])


@pytest.mark.parametrize(
    ("texte", "protege"),
    [
        ("a,=1", "a,'=1"),
        ("a;+b(1)", "a;'+b(1)"),
        ("a\t=1", "a\t'=1"),
        ("a\n=1", "a\n'=1"),
        ('a"=1', "a\"'=1"),
        ("-1,+cmd()", "'-1,'+cmd()"),
        ("Élan, -Dupont", "Élan, -Dupont"),
    ],
)
def test_un_autre_separateur_n_ouvre_pas_de_cellule_dangereuse(texte: str, protege: str) -> None:
    assert proteger(texte) == protege


def est_anodine(cellule: str) -> bool:
    """Oracle : ni appel, ni lien, ni opérateur, ni renvoi à une cellule après le signe."""
    corps = cellule.lstrip(" -")
    sans_signe = cellule[1:].lstrip(" ")
    if cellule[:1] not in "+-":
        return False
    if any(c in '=+@|!&()*/^<>"%;\t\n[]{}#:$' for c in sans_signe):
        return False
    return not (any(map(str.isdigit, corps)) and any(map(str.isalpha, corps)))


@given(st.text(st.sampled_from("=+-@|!(),;\t\n\"' aB1é."), max_size=12), st.sampled_from(";,\t"))
def test_aucune_cellule_ne_s_execute_quel_que_soit_le_separateur(texte: str, separateur: str) -> None:
    octets = exporter(CSV, ["a", "b", "c"], [("x", texte, "y")])
    rangees = csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=separateur)
    for cellule in (cellule for rangee in rangees for cellule in rangee):
        # « ; » n'est pas un opérateur : la case voisine, restée collée, ne fait pas de ce texte une formule.
        debut = cellule.removesuffix(";y").strip(' "\t\n')
        assert not debut.startswith(("=", "@")), cellule
        assert not debut.startswith(("+", "-")) or est_anodine(debut), cellule


def test_une_cellule_hostile_ne_prend_pas_de_temps() -> None:
    for morceau in ("\t", " ", ",-a", '"', "-", "+1 ", "- a", ",="):
        debut = time.perf_counter()
        proteger((morceau * CARACTERES_MAXIMUM)[:CARACTERES_MAXIMUM])
        assert time.perf_counter() - debut < 1, morceau


@pytest.mark.parametrize("texte", [*DANGERS, "#N/A", "TRUE", "1e5", "007", "_x0041_", "a_x000D_b"])
@pytest.mark.parametrize("format_", CLASSEURS)
def test_un_texte_de_classeur_reste_ce_texte(tmp_path: Path, format_: FormatTableau, texte: str) -> None:
    octets = exporter(format_, ["a", "b"], [("x", texte)])
    (_, rangee) = relire(tmp_path, format_, octets)
    assert list(rangee.cellules) == ["x", nettoyer(texte)]
    assert not rangee.natures
    parties = {XLSX: "xl/worksheets/sheet1.xml", ODS: "content.xml"}
    contenu = membre(octets, parties[format_])
    assert "<f>" not in contenu
    assert "table:formula" not in contenu


IMPRIMABLES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
)


@given(st.lists(st.tuples(IMPRIMABLES, IMPRIMABLES), max_size=4))
@pytest.mark.parametrize("format_", CLASSEURS)
def test_tout_texte_se_relit(
    tmp_path_factory: pytest.TempPathFactory, format_: FormatTableau, lignes: list[tuple[str, str]]
) -> None:
    lues = relire(tmp_path_factory.mktemp("liste"), format_, exporter(format_, ["a", "b"], lignes))[1:]
    attendues = [[nettoyer(cellule) for cellule in ligne] for ligne in lignes]
    assert [[*rangee.cellules, "", ""][:2] for rangee in lues] == list(filter(any, attendues))


def test_un_xlsx_s_ouvre_fige_filtre_et_anonyme() -> None:
    octets = exporter(XLSX, TITRES, LIGNES, feuille="Candidats de l'académie : liste [2026]")
    classeur = load_workbook(io.BytesIO(octets))
    (feuille,) = classeur.worksheets
    assert feuille.title == "Candidats de l'académie - liste"
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref == "A1:F3"
    assert not feuille.merged_cells.ranges
    assert [c.value for c in feuille[1]] == TITRES
    assert all(c.font.b for c in feuille[1])
    assert [c.value for c in feuille[2]] == ["0000123", "-Dupont", datetime(2006, 2, 1), 12.5, "01000", "non"]  # noqa: DTZ001
    assert [c.number_format for c in feuille[2]] == ["@", "@", "dd/mm/yyyy", "General", "@", "@"]
    assert 8 <= feuille.column_dimensions["A"].width <= 60
    assert classeur.properties.creator == "Parchemin"
    assert classeur.properties.lastModifiedBy is None


def test_un_ods_s_ouvre_fige_filtre_et_anonyme() -> None:
    octets = exporter(ODS, TITRES, LIGNES, feuille="Liste d'appel")
    assert cellules_ods(octets) == [
        TITRES,
        ["0000123", "-Dupont", "01/02/2006", "12,5", "01000", "non"],
        ["0123456789A", "Œil d'Élan & <b>", "1899-05-04", "7", "", "oui"],
    ]
    contenu = membre(octets, "content.xml")
    assert "table:target-range-address=\"$'Liste d''appel'.A1:.F3\"" in contenu
    assert 'office:date-value="2006-02-01"' in contenu
    assert '<config:config-item config:name="VerticalSplitPosition" config:type="int">1<' in membre(
        octets, "settings.xml"
    )
    assert "creator" not in membre(octets, "meta.xml")
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        premier = archive.infolist()[0]
    assert (premier.filename, premier.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_les_blancs_d_un_ods_sont_gardes() -> None:
    texte = "  a  b\tc\n d "
    assert cellules_ods(exporter(ODS, ["a"], [(texte,)]))[1] == [texte.replace("\n", "")]


@pytest.mark.parametrize("format_", FORMATS)
def test_les_memes_donnees_font_les_memes_octets(format_: FormatTableau, tmp_path: Path) -> None:
    octets = exporter(format_, TITRES, LIGNES)
    assert exporter(format_, TITRES, iter(LIGNES)) == octets
    code = (
        "import sys; from tests.moteurs.tableurs.test_classeurs import *; "
        f"sys.stdout.buffer.write(exporter(FormatTableau.{format_.name}, TITRES, LIGNES))"
    )
    ailleurs = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, cwd=Path(__file__).parents[3]
    )
    assert ailleurs.stdout == octets
    if format_ is not CSV:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            assert {m.date_time for m in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_un_classeur_deja_ecrit_ne_change_pas_les_octets_du_suivant() -> None:
    avant = exporter(ODS, TITRES, LIGNES)
    # odfpy déclare partout les espaces de noms qu'il a déjà rencontrés dans ce processus.
    Frame(width="1cm").addElement(TextBox())
    DcTitle(text="Fictif")
    assert exporter(ODS, TITRES, LIGNES) == avant
    assert cellules_ods(avant)


@pytest.mark.parametrize("format_", FORMATS)
def test_dix_mille_lignes_en_trois_secondes_et_relues(tmp_path: Path, format_: FormatTableau) -> None:
    titres = [f"colonne {rang}" for rang in range(20)]
    debut = time.perf_counter()
    octets = exporter(
        format_, titres, ((f"{numero:07}", "-Dupont", *["Éloïse"] * 18) for numero in range(10_000))
    )
    duree = time.perf_counter() - debut
    lues = relire(tmp_path, format_, octets)
    assert len(lues) == 10_001
    assert list(lues[-1].cellules[:3]) == ["0009999", "-Dupont", "Éloïse"]
    assert duree <= 3


def test_une_liste_vide_garde_ses_titres(tmp_path: Path) -> None:
    for format_ in FORMATS:
        (titres,) = relire(tmp_path, format_, exporter(format_, TITRES, []))
        assert list(titres.cellules) == TITRES


@pytest.mark.parametrize("format_", FORMATS)
def test_une_colonne_de_texte_garde_tout_en_texte(tmp_path: Path, format_: FormatTableau) -> None:
    types = {"n": TypeColonne.TEXTE, "d": TypeColonne.TEXTE}
    octets = exporter(format_, ["n", "d", "x"], [(12, date(2026, 6, 9), 1234567890123456)], types=types)
    (_, rangee) = relire(tmp_path, format_, octets)
    # Seize chiffres : un tableur perdrait le dernier, c'est un numéro.
    assert list(rangee.cellules) == ["12", "2026-06-09", "1234567890123456"]
    assert not rangee.natures


@pytest.mark.parametrize(
    ("titres", "phrase"),
    [
        ([], "chaque colonne doit avoir un titre"),
        (["a", " "], "chaque colonne doit avoir un titre"),
        (["Nom", "a", "nom "], "deux colonnes ont le titre « nom »"),
    ],
)
@pytest.mark.parametrize("format_", FORMATS)
def test_des_titres_impropres_au_publipostage_sont_refuses(
    format_: FormatTableau, titres: list[str], phrase: str
) -> None:
    with pytest.raises(ExportImpossible, match=phrase):
        exporter(format_, titres, [])


@pytest.mark.parametrize(
    ("valeur", "type_", "phrase"),
    [
        ("demain", TypeColonne.DATE, "ligne 2, colonne « b » : « demain » n'est pas une date"),
        ("douze", TypeColonne.NOMBRE, "ligne 2, colonne « b » : « douze » n'est pas un nombre"),
        (12, TypeColonne.DATE, "« 12 » n'est pas une date"),
        (date(2026, 6, 9), TypeColonne.NOMBRE, "« 2026-06-09 » n'est pas un nombre"),
        (Decimal("NaN"), None, "« NaN » n'est pas un nombre"),
        (datetime(2026, 6, 9, tzinfo=UTC), None, "un instant s'écrit en texte, dans l'heure du lieu"),
        (12.5, None, "float n'est ni un texte, ni un nombre exact, ni une date"),
        ("a" * (CARACTERES_MAXIMUM + 1), None, "le texte dépasse 32767 caractères"),
    ],
)
@pytest.mark.parametrize("format_", FORMATS)
def test_une_valeur_impropre_est_refusee_avec_sa_place(
    format_: FormatTableau, valeur: Valeur, type_: TypeColonne | None, phrase: str
) -> None:
    types = {"b": type_} if type_ else None
    with pytest.raises(ExportImpossible, match="ligne 2, colonne « b » : ") as refus:
        exporter(format_, ["a", "b"], [("x", valeur)], types=types)
    assert phrase in str(refus.value)


def test_une_ligne_trop_courte_ou_un_type_sans_colonne_est_refuse() -> None:
    with pytest.raises(ExportImpossible, match="ligne 3 : 1 valeurs pour 2 colonnes"):
        exporter(CSV, ["a", "b"], [("x", "y"), ("z",)])
    with pytest.raises(ExportImpossible, match="aucune colonne n'a le titre « c »"):
        exporter(CSV, ["a"], [], types={"c": TypeColonne.DATE})


@pytest.mark.parametrize("format_", FORMATS)
def test_un_caractere_impossible_est_remplace_a_vue(tmp_path: Path, format_: FormatTableau) -> None:
    (_, rangee) = relire(tmp_path, format_, exporter(format_, ["a"], [("x\x00y\x1bz\ud800\uffff",)]))
    assert list(rangee.cellules) == ["x\ufffdy\ufffdz\ufffd\ufffd"]


@pytest.mark.parametrize(
    ("demande", "nom"), [("a/b:c", "a-b-c"), ("", "Liste"), ("'x'", "x"), ("é" * 40, "é" * 31)]
)
def test_un_nom_de_feuille_est_admis_partout(demande: str, nom: str) -> None:
    assert nommer_feuille(demande) == nom
