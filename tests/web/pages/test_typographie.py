"""La typographie se pose sur ce qui s'affiche, jamais sur les balises ni sur ce qui se copie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.web.typographie import composer

INSECABLE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("<p>Que faire ?</p>", f"<p>Que faire{INSECABLE}?</p>"),
        ("<p>« oui »</p>", f"<p>«{INSECABLE}oui{INSECABLE}»</p>"),
        ("<p>l&#x27;arrêté, l'examen</p>", "<p>l’arrêté, l’examen</p>"),
        ("<p>14 h 30</p>", f"<p>14{INSECABLE}h{INSECABLE}30</p>"),
        ("<p>art. D643-19, § 2.5, n° 3</p>", f"<p>art.{INSECABLE}D643-19, §{INSECABLE}2.5, n°{INSECABLE}3</p>"),
        ("<p>12 × 1,5 = 18 points</p>", f"<p>12{INSECABLE}×{INSECABLE}1,5{INSECABLE}={INSECABLE}18{INSECABLE}points</p>"),
        ("<code>a ? b : 'c'</code>", "<code>a ? b : 'c'</code>"),
        ("<title>Quoi ?</title>", "<title>Quoi ?</title>"),
        ('<input value="l\'un ?">', '<input value="l\'un ?">'),
        ("<code>x</code><p>y ?</p>", f"<code>x</code><p>y{INSECABLE}?</p>"),
    ],
)  # fmt: skip
def test_ce_qui_se_compose(avant: str, apres: str) -> None:
    assert composer(avant) == apres


@given(st.text(alphabet="ab <>/'?:»«&;12h×=", max_size=60))
def test_rien_ne_se_perd_et_recomposer_ne_change_rien(page: str) -> None:
    composee = composer(page)
    assert composer(composee) == composee
    assert composee.replace(INSECABLE, " ").replace("’", "'") == page.replace("&#x27;", "'")
