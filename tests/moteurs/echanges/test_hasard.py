"""Des fichiers abîmés au hasard n'ont que deux issues : lus, ou refusés ; la mesure en tire cent mille."""

import pytest

from mesures.echanges import essayer, fabriquer, tirer

# Rangs de la graine 2026 qui ont trouvé des fautes.
TROUVES = (4_649, 24_761, 45_357, 84_926)


@pytest.mark.parametrize("rang", TROUVES)
def test_un_cas_qui_a_trouve_une_faute_est_repare(rang: int) -> None:
    assert essayer(2026, rang)


def test_deux_mille_cas_au_hasard_n_ont_que_les_issues_prevues() -> None:
    issues, fautes = tirer(1, 2_000)
    assert fautes == []
    assert sum(issues.values()) == 2_000
    assert len(issues) == 8


def test_un_cas_est_toujours_le_meme() -> None:
    assert [fabriquer(1, rang) for rang in range(20)] == [fabriquer(1, rang) for rang in range(20)]
