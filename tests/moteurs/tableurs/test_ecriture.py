"""Écriture des sorties : toutes ensemble ou aucune, et un CSV qui se relit."""

import csv
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.moteurs.tableurs import EcritureImpossible, ecrire_csv, ecriture_groupee, meme_fichier
from tests.moteurs.tableurs.fabrique import textes


def ecrire(*chemins: Path, texte: str = "neuf\n") -> None:
    with ecriture_groupee(*chemins) as flux:
        for ouvert in flux:
            ouvert.write(texte)


def contenu(dossier: Path) -> dict[str, str]:
    """Tout ce que le dossier contient : un fichier en cours oublié s'y verrait."""
    return {chemin.name: chemin.read_text() for chemin in dossier.iterdir()}


def test_les_sorties_sont_mises_en_place_ensemble(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("ancien")
    with ecriture_groupee(tmp_path / "a", tmp_path / "b") as (un, deux):
        un.write("é\n")
        deux.write("b\r\n")
        assert (tmp_path / "a").read_text() == "ancien"
        assert not (tmp_path / "b").exists()
    assert (tmp_path / "a").read_bytes() == "é\n".encode()
    assert (tmp_path / "b").read_bytes() == b"b\r\n"
    assert len(contenu(tmp_path)) == 2


@pytest.mark.parametrize("cause", [KeyboardInterrupt, SystemExit, ValueError, OSError])
def test_une_interruption_ne_laisse_rien(tmp_path: Path, cause: type[BaseException]) -> None:
    (tmp_path / "a").write_text("ancien")

    def interrompre() -> None:
        with ecriture_groupee(tmp_path / "a", tmp_path / "b") as (un, _):
            un.write("à moitié")
            raise cause

    with pytest.raises(cause):
        interrompre()
    assert contenu(tmp_path) == {"a": "ancien"}


@pytest.mark.parametrize("liens", [True, False], ids=["avec liens durs", "sans liens durs"])
@pytest.mark.parametrize("cause", [OSError(errno.EACCES, ""), KeyboardInterrupt()])
@pytest.mark.parametrize("existants", [{}, {"a": "ancien"}, {"a": "ancien", "b": "vieux"}])
def test_si_la_seconde_mise_en_place_echoue_la_premiere_est_defaite(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    existants: dict[str, str],
    cause: BaseException,
    liens: bool,
) -> None:
    for nom, texte in existants.items():
        (tmp_path / nom).write_text(texte)
    remplacer = Path.replace

    def echouer(source: Path, cible: Path) -> Path:
        if source.suffix == ".en_cours" and cible.name == "b":
            raise cause
        return remplacer(source, cible)

    def refuser(*_: object) -> None:
        raise OSError(errno.EPERM, "")

    monkeypatch.setattr(Path, "replace", echouer)
    if not liens:
        monkeypatch.setattr(Path, "hardlink_to", refuser)
    attendue = EcritureImpossible if isinstance(cause, OSError) else KeyboardInterrupt
    with pytest.raises(attendue):
        ecrire(tmp_path / "a", tmp_path / "b")
    assert contenu(tmp_path) == existants


def test_sans_liens_durs_la_mise_en_place_reussit_aussi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuser(*_: object) -> None:
        raise OSError(errno.EPERM, "")

    monkeypatch.setattr(Path, "hardlink_to", refuser)
    (tmp_path / "a").write_text("ancien")
    ecrire(tmp_path / "a", tmp_path / "b")
    assert contenu(tmp_path) == {"a": "neuf\n", "b": "neuf\n"}


def test_les_droits_suivent_le_masque_ou_le_fichier_remplace(tmp_path: Path) -> None:
    (tmp_path / "a").touch(mode=0o600)
    ancien = os.umask(0o027)
    try:
        ecrire(tmp_path / "a", tmp_path / "b")
    finally:
        os.umask(ancien)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o640


def test_un_lien_reste_un_lien(tmp_path: Path) -> None:
    (tmp_path / "vrai").write_text("ancien")
    (tmp_path / "lien").symlink_to("vrai")
    ecrire(tmp_path / "lien")
    assert (tmp_path / "lien").is_symlink()
    assert (tmp_path / "vrai").read_text() == "neuf\n"


def sans_ecriture(*_: object) -> bool:
    return False


@pytest.mark.parametrize(
    ("preparer", "constat"),
    [
        (lambda dossier: dossier, "c'est un dossier"),
        (lambda dossier: dossier / "absent" / "b", "le dossier n'existe pas"),
        (lambda dossier: dossier / "a" / "b", "un des dossiers du chemin est un fichier"),
        (lambda dossier: dossier / "a", "deux sorties sont le même fichier"),
        (lambda dossier: dossier / "lien", "deux sorties sont le même fichier"),
        (lambda _: Path("/dev/null"), "ce n'est pas un fichier ordinaire"),
        (lambda dossier: dossier / "x\0y", "ce nom de fichier est impossible"),
        (lambda dossier: dossier / ("x" * 300), "le nom est trop long"),
    ],
)
def test_une_sortie_impossible_se_dit(tmp_path: Path, preparer: Callable[[Path], Path], constat: str) -> None:
    (tmp_path / "a").write_text("ancien")
    (tmp_path / "lien").symlink_to("a")
    avant = contenu(tmp_path)
    impossible = preparer(tmp_path)
    with pytest.raises(EcritureImpossible, match=constat) as refus:
        ecrire(tmp_path / "a", impossible)
    assert str(impossible) in str(refus.value)
    assert contenu(tmp_path) == avant


def test_un_fichier_protege_n_est_pas_remplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("ancien")
    monkeypatch.setattr(os, "access", sans_ecriture)
    with pytest.raises(EcritureImpossible, match="droits insuffisants"):
        ecrire(tmp_path / "a")
    assert contenu(tmp_path) == {"a": "ancien"}


def test_un_disque_plein_se_dit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuser(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuser)
    with pytest.raises(EcritureImpossible, match="plus de place sur le disque"):
        ecrire(tmp_path / "a", tmp_path / "b")
    assert contenu(tmp_path) == {}


def test_meme_fichier(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "lien").symlink_to("a")
    (tmp_path / "dur").hardlink_to(tmp_path / "a")
    (tmp_path / "perdu").symlink_to("absent")
    assert meme_fichier(tmp_path / "a", tmp_path / "lien")
    assert meme_fichier(tmp_path / "a", tmp_path / "dur")
    assert meme_fichier(tmp_path / "absent", tmp_path / "perdu")
    assert meme_fichier(tmp_path / "absent", tmp_path / "x" / ".." / "absent")
    assert not meme_fichier(tmp_path / "a", tmp_path / "absent")


def en_csv(flux: TextIO) -> None:
    ecrire_csv(flux, ["numero", "note"], [["007", "12,5"], ["a;b", 'dit "x"'], ["c\rd", "e\nf"], ["", ""]])


def test_le_csv_ecrit(tmp_path: Path) -> None:
    with ecriture_groupee(tmp_path / "a.csv") as (flux,):
        en_csv(flux)
    attendu = b'numero;note\n007;12,5\n"a;b";"dit ""x"""\n"c\rd";"e\nf"\n;\n'
    assert (tmp_path / "a.csv").read_bytes() == attendu


@given(st.lists(st.lists(st.text(st.sampled_from('ab;"\n\ré '), max_size=5), min_size=2, max_size=2)))
def test_un_csv_ecrit_se_relit(tmp_path_factory: pytest.TempPathFactory, rangees: list[list[str]]) -> None:
    chemin = tmp_path_factory.mktemp("csv") / "a.csv"
    with ecriture_groupee(chemin) as (flux,):
        ecrire_csv(flux, ["un", "deux"], rangees)
    with chemin.open(encoding="utf-8", newline="") as relu:
        assert list(csv.reader(relu, delimiter=";", strict=True)) == [["un", "deux"], *rangees]
    assert textes(chemin)[0] == (1, ["un", "deux"])
