"""Les noms : imprimés juste, ou refusés avec la raison."""

import io
import unicodedata

import pikepdf
import pypdfium2
import pytest
import typst

from parchemin.moteurs.rendu.noms import AUTRES_SIGNES, LONGUEUR_MAXIMALE, NomRefuse, preparer_nom

GABARIT = b'#set document(title: "E")\n#set text(font: "Libertinus Serif", lang: "fr", fallback: false)\n#sys.inputs.mots'


@pytest.mark.parametrize(
    ("ecrit", "imprime"),
    [
        ("DUPONT", "DUPONT"),
        ("-Dupont", "-Dupont"),
        ("D'ARC", "D’ARC"),
        ("D\u02bcarc", "D’arc"),
        ("D\u00b4arc", "D’arc"),
        ("e\u0301lodie", "élodie"),
        ("  Jean \u00a0 Paul ", "Jean Paul"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Łukasz Żółć", "Łukasz Żółć"),
        ("Jean\u2010Paul", "Jean-Paul"),
        ("É" * LONGUEUR_MAXIMALE, "É" * LONGUEUR_MAXIMALE),
        ("", ""),
    ],
)
def test_un_nom_s_imprime(ecrit: str, imprime: str) -> None:
    assert preparer_nom(ecrit) == imprime


@pytest.mark.parametrize(
    ("ecrit", "raison"),
    [
        ("משה", "HEBREW"),
        ("محمد", "ARABIC"),
        ("王芳", "CJK"),
        ("Zoé 😀", "1F600"),
        ("Zoé\x00", "U+0000"),
        ("Zoé\u202e", "U+202E"),
        ("Zoé\u0378", "U+0378"),
        ("Zoé\n", "U+000A"),
        ("x" * (LONGUEUR_MAXIMALE + 1), "201 caractères"),
        ("q\u0301", "U+0301"),
    ],
)
def test_un_nom_qui_sortirait_abime_est_refuse(ecrit: str, raison: str) -> None:
    with pytest.raises(
        NomRefuse,
        match=raison.replace("+", r"\+") if "caract" in raison else "(?i)" + raison.replace("+", r"\+"),
    ):
        preparer_nom(ecrit)


def test_la_police_dessine_tout_ce_qui_est_admis() -> None:
    """Chaque signe admis est compilé : un glyphe absent se lit dans le contenu de la page et dans le texte extrait."""
    points = [*range(0x20, 0x250), *range(0x1E00, 0x1F00)]
    admis = []
    for point in points:
        try:
            admis.append(preparer_nom(chr(point)))
        except NomRefuse:
            continue
    signes = sorted({*admis, *AUTRES_SIGNES} - {"", " "})
    assert len(signes) > 700
    octets = typst.compile(
        GABARIT, sys_inputs={"mots": " ".join(signes)}, format="pdf", ignore_system_fonts=True
    )
    assert isinstance(octets, bytes)
    texte = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(octets))
    extraits = set(unicodedata.normalize("NFC", texte))
    assert [f"{s} U+{ord(s):04X}" for s in signes if s not in extraits] == []
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        assert all(b"\\000\\000" not in page.Contents.read_bytes() for page in pdf.pages)
