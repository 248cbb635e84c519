"""Le dessin ne se nomme que dans `composants/`, et la politique de sécurité peut rester stricte."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.arbre import RACINE, nom

GABARITS = RACINE / "parchemin/web/templates"
DESSIN = re.compile(r"""\bclass\s*=|\bdata-etat\s*=""")
EN_LIGNE = re.compile(r"""\bstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\bsrc=)|javascript:""")
EXTERIEUR = re.compile(r"""(?:href|src|action)\s*=\s*["'](?:https?:)?//""")


def gabarits() -> list[Path]:
    return sorted(p for p in RACINE.glob("parchemin/**/templates/**/*.html"))


def lignes(motif: re.Pattern[str], chemins: Iterable[Path]) -> list[str]:
    """Lignes des gabarits qui portent ce motif : « chemin:ligne »."""
    return [
        f"{chemin.name}:{numero}"
        for chemin in chemins
        for numero, ligne in enumerate(chemin.read_text(encoding="utf-8").splitlines(), start=1)
        if motif.search(ligne)
    ]


def test_le_dessin_ne_se_nomme_que_dans_les_composants() -> None:
    assert gabarits()
    ailleurs = [chemin for chemin in gabarits() if "composants" not in chemin.parts]
    assert lignes(DESSIN, ailleurs) == []


def test_rien_n_est_ecrit_dans_la_page_ni_demande_ailleurs() -> None:
    assert lignes(EN_LIGNE, gabarits()) == []
    assert lignes(EXTERIEUR, gabarits()) == []
    scripts = sorted(RACINE.glob("parchemin/**/static/**/*.js"))
    assert [nom(s) for s in scripts if re.search(r"https?://|\beval\(|innerHTML", s.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("motif", "fautive"),
    [
        (DESSIN, '<p class="petit">'),
        (DESSIN, '<b data-etat="fait">'),
        (EN_LIGNE, '<p style="color:red">'),
        (EN_LIGNE, '<a onclick="x()">'),
        (EN_LIGNE, "<script>x()</script>"),
        (EXTERIEUR, '<img src="//exemple.invalid/x.png">'),
    ],
)
def test_une_faute_se_voit(motif: re.Pattern[str], fautive: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<main>\n{fautive}\n", encoding="utf-8")
    assert lignes(motif, [tmp_path / "page.html"]) == ["page.html:2"]


def toutes_les_balises() -> str:
    return "".join(
        p.read_text(encoding="utf-8") for p in sorted((RACINE / "parchemin/web/templatetags").glob("*.py"))
    )


def test_chaque_composant_sert() -> None:
    textes = "".join(p.read_text(encoding="utf-8") for p in gabarits())
    balises = toutes_les_balises()
    inutiles = [
        p.stem
        for p in (GABARITS / "composants").glob("*.html")
        if f'"{p.stem}"' not in balises and f"composants/{p.name}" not in textes
    ]
    assert inutiles == []


def test_le_catalogue_montre_chaque_composant() -> None:
    balises = toutes_les_balises()
    catalogue = (GABARITS / "pages/composants.html").read_text(encoding="utf-8")
    noms = re.findall(r"@register\.simple(?:_block)?_tag\ndef (\w+)", balises)
    # Ceux-là sont la charpente de toute page, ou un détail d'un autre composant.
    charpente = {
        "feuille",
        "entete",
        "section",
        "zone",
        "pagination",
        "lecture",
        "renvoi",
        "titre_texte",
        "renseigne",
    }
    assert [n for n in noms if n not in charpente and not re.search(rf"{{% {n}\b", catalogue)] == []
