"""Ce qui n'est pas un tableau, ou ne se lit pas, est refusé en français, avec de quoi y remédier."""

import errno
import zipfile
from pathlib import Path

import pytest

from parchemin.moteurs.tableurs import TableauIllisible, lire_tableau
from tests.moteurs.tableurs.fabrique import (
    ESPACES_ODS,
    TYPE_ODS,
    TYPE_XLSX,
    archive,
    contenu_ods,
    en_ligne,
    parties_xlsx,
    texte_ods,
    textes,
    tout,
    xlsx,
)

TITRE = f'<row r="1">{en_ligne("A1", "a")}</row>'
TITRE_ODS = f"<table:table-row>{texte_ods('a')}</table:table-row>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RIRES = '<!DOCTYPE x [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
PARAMETRE = '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'


def refus(chemin: Path) -> str:
    with pytest.raises(TableauIllisible) as leve:
        tout(chemin)
    phrase = str(leve.value)
    assert phrase.startswith(f"{chemin} : ")
    assert "\n" not in phrase
    return phrase.removeprefix(f"{chemin} : ")


@pytest.mark.parametrize(
    ("octets", "constat"),
    [
        (b"", "le fichier est vide"),
        (b"\xef\xbb\xbf \r\n", "le fichier est vide"),
        (b"%PDF-1.7\n", "c'est un PDF"),
        (b"{\\rtf1", "c'est un document RTF"),
        (b"\x89PNG\r\n", "c'est une image"),
        (b"\x1f\x8b\x08", "c'est une archive gzip"),
        (b"PK\x05\x06" + bytes(18), "c'est une archive vide"),
        (b"PK\x03\x04" + bytes(60), "le classeur est abîmé"),
        (OLE + bytes(600), "c'est un ancien fichier Office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        (b"<html><table>", "c'est une page HTML"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML>", "c'est une page HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "c'est une page HTML ou un fichier XML"),
        (b"\x00\x01\x02", "ni un tableur ni un CSV"),
    ],
)
def test_ce_qui_n_est_pas_un_tableau(tmp_path: Path, octets: bytes, constat: str) -> None:
    chemin = tmp_path / "notes.xlsx"
    chemin.write_bytes(octets)
    phrase = refus(chemin)
    assert constat in phrase
    assert " ; " in phrase, "le refus dit comment y remédier"


def test_un_dossier_un_absent_un_nom_impossible(tmp_path: Path) -> None:
    assert "c'est un dossier" in refus(tmp_path)
    assert "introuvable" in refus(tmp_path / "absent.csv")
    assert "nom est trop long" in refus(tmp_path / ("x" * 300))
    assert "impossible" in refus(tmp_path / "a\0b")


def test_un_fichier_interdit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuser(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuser)
    assert "droits insuffisants" in refus(tmp_path / "notes.csv")


@pytest.mark.parametrize(
    ("type_", "constat"),
    [
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "à macros (.xlsm)"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", ".xlsb"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "document Word"),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
            "présentation",
        ),
        ("application/autre", "n'est pas un classeur Excel"),
    ],
)
def test_les_autres_documents_de_bureau(tmp_path: Path, type_: str, constat: str) -> None:
    parties = parties_xlsx(TITRE)
    parties["[Content_Types].xml"] = str(parties["[Content_Types].xml"]).replace(TYPE_XLSX, type_)
    assert constat in refus(archive(tmp_path / "x.xlsx", parties))


def test_les_autres_archives(tmp_path: Path) -> None:
    odt = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": contenu_ods(TITRE_ODS)}
    assert "pas un classeur OpenDocument" in refus(archive(tmp_path / "a.ods", odt))
    assert "archive zip" in refus(archive(tmp_path / "b.ods", {"notes.csv": "a;b\n1;2\n"}))


@pytest.mark.parametrize("doctype", [RIRES, EXTERNE, PARAMETRE, "<!DOCTYPE x>"])
@pytest.mark.parametrize("partie", sorted(parties_xlsx("")))
def test_aucun_doctype_dans_un_xlsx(tmp_path: Path, partie: str, doctype: str) -> None:
    parties = parties_xlsx(TITRE)
    parties[partie] = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}{parties[partie]!s}'
    assert "DOCTYPE" in refus(archive(tmp_path / "x.xlsx", parties))


@pytest.mark.parametrize("doctype", [RIRES, EXTERNE, PARAMETRE, "<!DOCTYPE x>"])
@pytest.mark.parametrize("partie", ["content.xml", "styles.xml", "META-INF/manifest.xml"])
def test_aucun_doctype_dans_un_ods(tmp_path: Path, partie: str, doctype: str) -> None:
    membres: dict[str, str | bytes] = {"mimetype": TYPE_ODS, "content.xml": contenu_ods(TITRE_ODS)}
    membres[partie] = doctype + str(membres.get(partie, "<x/>"))
    assert "DOCTYPE" in refus(archive(tmp_path / "x.ods", membres))


def test_un_ods_chiffre(tmp_path: Path) -> None:
    manifeste = '<m:manifest xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    membres = {"mimetype": TYPE_ODS, "content.xml": "\x01", "META-INF/manifest.xml": manifeste}
    assert "mot de passe" in refus(archive(tmp_path / "a.ods", membres))
    enveloppe = {"mimetype": TYPE_ODS, "content.xml": "x", "encrypted-package": "x"}
    assert "mot de passe" in refus(archive(tmp_path / "b.ods", enveloppe))


def test_une_archive_chiffree(tmp_path: Path) -> None:
    chemin = xlsx(tmp_path, TITRE)
    octets = bytearray(chemin.read_bytes())
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    chemin.write_bytes(octets)
    assert "mot de passe" in refus(chemin)


@pytest.mark.parametrize("reste", [0.2, 0.5, 0.9, 0.99])
def test_une_archive_tronquee(tmp_path: Path, reste: float) -> None:
    chemin = xlsx(tmp_path, TITRE)
    octets = chemin.read_bytes()
    chemin.write_bytes(octets[: int(len(octets) * reste)])
    assert "abîmé" in refus(chemin)


def test_un_chiffre_altere_se_voit_a_la_somme_de_controle(tmp_path: Path) -> None:
    parties = parties_xlsx(f'{TITRE}<row r="2"><c r="A2"><v>12</v></c></row>')
    chemin = archive(tmp_path / "x.xlsx", parties, zipfile.ZIP_STORED)
    assert textes(chemin)[1:] == [(2, ["12"])]
    chemin.write_bytes(chemin.read_bytes().replace(b"<v>12</v>", b"<v>13</v>"))
    assert "abîmé" in refus(chemin)


@pytest.mark.parametrize("methode", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_une_compression_que_les_tableurs_n_emploient_pas(tmp_path: Path, methode: int) -> None:
    assert "abîmé" in refus(archive(tmp_path / "x.xlsx", parties_xlsx(TITRE), methode))


def test_deux_membres_du_meme_nom(tmp_path: Path) -> None:
    parties = parties_xlsx(TITRE)
    parties["xl/worksheets/sheet2.xml"] = "<autre/>"
    chemin = archive(tmp_path / "x.xlsx", parties)
    chemin.write_bytes(chemin.read_bytes().replace(b"sheet2.xml", b"sheet1.xml"))
    assert "abîmé" in refus(chemin)


@pytest.mark.parametrize("encodage", ["utf-16", "iso-8859-1"])
def test_le_xml_peut_etre_dans_un_autre_encodage(tmp_path: Path, encodage: str) -> None:
    parties = parties_xlsx(
        f'<row r="1">{en_ligne("A1", "é")}</row>', prologue=f'<?xml version="1.0" encoding="{encodage}"?>'
    )
    parties["xl/worksheets/sheet1.xml"] = str(parties["xl/worksheets/sheet1.xml"]).encode(encodage)
    assert textes(archive(tmp_path / "x.xlsx", parties)) == [(1, ["é"])]


@pytest.mark.parametrize("encodage", ["cp037", "gb18030", "rot13", "inconnu"])
def test_un_encodage_inattendu(tmp_path: Path, encodage: str) -> None:
    prologue = f'<?xml version="1.0" encoding="{encodage}"?>'
    assert "abîmé" in refus(archive(tmp_path / "x.xlsx", parties_xlsx(TITRE, prologue=prologue)))


def test_un_espace_de_noms_non_declare(tmp_path: Path) -> None:
    contenu = contenu_ods(TITRE_ODS).replace(ESPACES_ODS, "")
    assert "abîmé" in refus(archive(tmp_path / "x.ods", {"mimetype": TYPE_ODS, "content.xml": contenu}))


def test_un_titre_lu_puis_un_classeur_abime_plus_loin(tmp_path: Path) -> None:
    lignes = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 6000))
    tableau = lire_tableau(xlsx(tmp_path, f"{TITRE}{lignes}</faute>"))
    assert list(tableau.entete.cellules) == ["a"]
    with pytest.raises(TableauIllisible, match="abîmé"):
        list(tableau.rangees())
