"""Les fichiers hostiles du corpus : chacun doit être refusé, ou lu, sans épuiser ni le temps ni la mémoire."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping

from mesures.candidats import fichier
from tests.moteurs.tableurs.fabrique import TYPE_ODS, contenu_ods, en_ligne, parties_xlsx, texte_ods

Piege = Callable[[], bytes]
TITRES = ("nom", "prenoms", "ne_le")
ENTETE = (
    f'<row r="1">{"".join(en_ligne(f"{lettre}1", t) for lettre, t in zip("ABC", TITRES, strict=True))}</row>'
)
DOCTYPE = (
    '<?xml version="1.0"?><!DOCTYPE BEE_ELEVES [<!ENTITY a "rire"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><BEE_ELEVES><DONNEES>&c;</DONNEES></BEE_ELEVES>'
)
XXE = (
    '<?xml version="1.0"?><!DOCTYPE BEE_ELEVES [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<BEE_ELEVES><PARAMETRES><UAJ>&x;</UAJ></PARAMETRES></BEE_ELEVES>"
)


def zip_de(membres: Mapping[str, str | bytes]) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    return flux.getvalue()


def hasard(taille: int) -> str:
    return hashlib.shake_256(b"hasard").hexdigest(taille // 2)


def xlsx(rangees: str, apres: str = "", prologue: str = "") -> bytes:
    parties = parties_xlsx(f"{ENTETE}{rangees}", prologue=prologue)
    feuille = str(parties["xl/worksheets/sheet1.xml"]).replace("</sheetData>", f"</sheetData>{apres}")
    bourre = "".join(f"<!--{hasard(60_000)}-->" for _ in range(len(rangees) // 2_000_000 + 1))
    return zip_de(parties | {"xl/worksheets/sheet1.xml": feuille + bourre})


def ods(table: str) -> bytes:
    titres = f"<table:table-row>{''.join(map(texte_ods, TITRES))}</table:table-row>"
    return zip_de({"mimetype": TYPE_ODS, "content.xml": contenu_ods(titres + table)})


def xlsm() -> bytes:
    parties = parties_xlsx(ENTETE) | {"xl/vbaProject.bin": b"macro"}
    types = str(parties["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return zip_de(parties | {"[Content_Types].xml": types})


def csv_de(corps: str) -> bytes:
    return f"{';'.join(TITRES)}\n{corps}".encode()


def bee(donnees: str) -> bytes:
    return f'<?xml version="1.0" encoding="ISO-8859-15"?><BEE_ELEVES>{donnees}</BEE_ELEVES>'.encode(
        "iso-8859-15"
    )


REFUSES: Mapping[str, tuple[Piege, str]] = {
    "bombe dans un classeur": (
        lambda: zip_de(parties_xlsx(ENTETE) | {"xl/media/a.bin": bytes(30_000_000)}),
        "comprimé",
    ),
    "bombe dans une archive": (lambda: zip_de({"ElevesSansAdresses.xml": bytes(50_000_000)}), "comprimé"),
    "archive de plusieurs fichiers": (lambda: zip_de({"a.csv": "x", "b.csv": "y"}), "contient 2 fichiers"),
    "archive dans une archive": (lambda: zip_de({"a.zip": zip_de({"b.csv": "x"})}), "archive zip"),
    "milliard de rires": (DOCTYPE.encode, "DOCTYPE"),
    "milliard de rires dans un classeur": (
        lambda: xlsx("", prologue='<!DOCTYPE x [<!ENTITY a "rire">]>'),
        "DOCTYPE",
    ),
    "entité externe": (XXE.encode, "DOCTYPE"),
    "entité externe en UTF-16": (lambda: XXE.encode("utf-16"), "DOCTYPE"),
    "XML d'un autre genre": (lambda: b'<?xml version="1.0"?><BEE_RESPONSABLES/>', "BEE_RESPONSABLES"),
    "XML coupé": (lambda: fichier("bee", 3)[:-40], "abîmé"),
    "XML à l'encodage inconnu": (lambda: b'<?xml version="1.0" encoding="utf-7"?><BEE_ELEVES/>', "utf-7"),
    "XML profond": (lambda: bee("<A>" * 100_000), "l'une dans l'autre"),
    "XML d'un million d'élèves": (lambda: bee("<ELEVES>" + "<ELEVE/>" * 1_000_000 + "</ELEVES>"), "élèves"),
    "XML aux mille balises": (
        lambda: bee("<ELEVE>" + "".join(f"<B{r}>1</B{r}>" for r in range(1000)) + "</ELEVE>"),
        "balises",
    ),
    "XML à la valeur démesurée": (lambda: bee(f"<UAJ>{'a' * 10_000_000}</UAJ>"), "caractères"),
    "XML à l'attribut démesuré": (lambda: bee(f'<A b="{"a" * 15_000_000}"/>'), "démesuré"),
    "macros": (xlsm, "macros"),
    "ancien Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000), "ancien fichier Office"),
    "PDF": (lambda: b"%PDF-1.7\n", "PDF"),
    "page HTML": (lambda: b"<html><table><tr><td>nom</td></tr></table></html>", "HTML"),
    "vide": (lambda: b"", "vide"),
    "lignes vides": (lambda: b"\n" * 1_000_000, "vide"),
    "caractère nul": (lambda: csv_de("LABB\0;Alice;10/08/2005\n"), "nul"),
    "UTF-16 sans marque": (lambda: csv_de("A;B;10/08/2005").decode().encode("utf-16-le"), "nul"),
    "UTF-16 impair": (lambda: csv_de("A;B;10/08/2005").decode().encode("utf-16") + b"x", "utf-16"),
    "UTF-8 qui n'en est pas": (lambda: b"\xef\xbb\xbfnom;prenoms;ne_le\n\xe9;b;c", "utf-8"),
    "octet sans encodage": (lambda: b"nom;prenoms;ne_le\n\x81\xe9;b;c", "0x81"),
    "un million de colonnes": (lambda: b"nom;prenoms;ne_le" + b";x" * 1_000_000, "caractères"),
    "cinq cents colonnes": (lambda: b"nom;prenoms;ne_le" + b";x" * 500, "colonnes"),
    "un million de colonnes dans un classeur": (
        lambda: xlsx(f"<row>{'<c/>' * 1_000_000}<c><v>1</v></c></row>"),
        "colonnes",
    ),
    "un million de lignes répétées": (
        lambda: ods(f"<table:table-row table:number-rows-repeated='1000000'>{texte_ods('a')}</table:table-row>"),
        "cellules",
    ),
    "trop de lignes": (lambda: csv_de("a;b;c\n" * 30_000), "lignes remplies"),
    "trop de cellules": (lambda: csv_de((";".join(f"{r:03x}" for r in range(390)) + "\n") * 8_000), "cellules"),
    "cellule démesurée": (lambda: csv_de("a" * 15_000_000), "caractères"),
    "guillemet jamais refermé": (lambda: csv_de('"LABBÉ;Alice;10/08/2005\n'), "guillemet"),
    "guillemet au milieu": (lambda: csv_de('LAB"BÉ;Alice;10/08/2005\n'), "guillemet"),
    "trop gros": (lambda: csv_de("a;b;c\n" * 4_000_000), "Mo"),
    "hasard": (lambda: hashlib.shake_256(b"x").digest(10_000), "nul"),
}  # fmt: skip
"""Par nom : de quoi le fabriquer, et un mot de la cause attendue."""

LUS: Mapping[str, Piege] = {
    "un million de lignes vides": lambda: csv_de("\n" * 1_000_000 + "LABBÉ;Alice;10/08/2005\n"),
    "un million de rangées vides": lambda: xlsx("<row/>" * 1_000_000),
    "des fautes partout": lambda: csv_de("1;;31/02/2005;x;x;x;x\n" * 19_000),
    "des fautes toutes différentes": lambda: (
        fichier("modele", 19_000).replace(b"/", b"#").replace(b"GG", b"?")
    ),
    "le plus gros qu'on admette": lambda: fichier("modele", 19_900),
    "fusions sans fin": lambda: xlsx("", "".join(f'<mergeCell ref="A{r}:B{r}"/>' for r in range(2, 100_000))),
}
"""Ce qui se lit, à condition d'y résister."""
