"""Écrit des fichiers à part, puis les met en place tous ensemble : aucune sortie à moitié faite."""

import csv
import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from parchemin.moteurs.tableurs.systeme import dire_erreur

_DISQUE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


class EcritureImpossible(Exception):
    """Une sortie ne peut pas être écrite : la phrase nomme le fichier et dit pourquoi."""

    def __init__(self, constat: str, *chemins: Path) -> None:
        self.constat, self.chemins = constat, chemins
        super().__init__(f"{' et '.join(map(str, chemins))} : écriture impossible, {constat}")


def ecrire_csv(flux: TextIO, entete: Sequence[str], rangees: Iterable[Sequence[str]]) -> None:
    """Écrit un CSV : point-virgule, fins de ligne LF, guillemets seulement où il en faut.

    Le flux vient d'`ecriture_groupee`, ou d'`open` avec `newline=""`.
    """
    # Python ne met de guillemets autour de CR et de LF que si tous deux sont dans sa fin de ligne.
    redacteur = csv.writer(_FinsDeLigne(flux), delimiter=";", lineterminator="\r\n")
    redacteur.writerow(entete)
    redacteur.writerows(rangees)


class _FinsDeLigne:
    """Remplace par LF la fin de ligne CRLF de chaque rangée."""

    def __init__(self, flux: TextIO) -> None:
        self._ecrire = flux.write

    def write(self, rangee: str) -> int:
        return self._ecrire(rangee[:-2] + "\n")


def meme_fichier(un: Path, autre: Path) -> bool:
    """Dit si deux chemins mènent au même fichier, liens compris, qu'il existe ou non."""
    with suppress(OSError, ValueError):
        return un.samefile(autre)
    return os.path.realpath(un) == os.path.realpath(autre)


@contextmanager
def ecriture_groupee(*chemins: Path) -> Iterator[tuple[TextIO, ...]]:
    """Donne un flux UTF-8 par chemin ; au bout du bloc, met toutes les sorties en place, ou aucune.

    Les fichiers en cours sont dans le dossier de leur sortie. À la moindre erreur, ou si l'on interrompt, ils
    disparaissent et les fichiers qui existaient sont comme avant. Une sortie qui existait garde ses droits ;
    une nouvelle suit le masque de l'utilisateur. Lève `EcritureImpossible`.
    """
    sorties: list[_Sortie] = []
    try:
        with ExitStack() as pile:
            flux = tuple(pile.enter_context(_ouvrir(chemin, sorties)) for chemin in chemins)
            yield flux
            for ouvert in flux:
                ouvert.flush()
                os.fsync(ouvert.fileno())
        _mettre_en_place(sorties)
    except OSError as erreur:
        if erreur.errno in _DISQUE:
            raise EcritureImpossible(dire_erreur(erreur), *chemins) from erreur
        raise
    finally:
        for sortie in sorties:
            with suppress(OSError):
                sortie.en_cours.unlink()


@dataclass(frozen=True, slots=True)
class _Sortie:
    chemin: Path
    cible: Path
    """Le fichier au bout des liens : c'est lui qu'on remplace, pas le lien."""
    existait: bool
    en_cours: Path
    ancienne: Path

    def remplacer(self) -> None:
        try:
            if self.existait:
                self._mettre_de_cote()
            self.en_cours.replace(self.cible)
        except OSError as erreur:
            raise EcritureImpossible(dire_erreur(erreur), self.chemin) from erreur

    def _mettre_de_cote(self) -> None:
        try:
            # Un second nom plutôt qu'un déplacement : la cible ne manque à aucun instant.
            self.ancienne.hardlink_to(self.cible)
        except OSError:
            self.cible.replace(self.ancienne)

    def remettre(self) -> None:
        if self.ancienne.exists():
            self.ancienne.replace(self.cible)
            self.ancienne.unlink(missing_ok=True)
        elif not self.existait and not self.en_cours.exists():
            self.cible.unlink(missing_ok=True)


def _ouvrir(chemin: Path, sorties: list[_Sortie]) -> TextIO:
    """Ouvre le fichier en cours d'une sortie, après l'avoir ajoutée à la liste."""
    try:
        cible = Path(os.path.realpath(chemin))
        mode = _mode(chemin, cible)
        marque = secrets.token_hex(6)
        en_cours, ancienne = (cible.with_name(f".{marque}.{genre}") for genre in ("en_cours", "ancienne"))
        if any(meme_fichier(cible, sortie.cible) for sortie in sorties):
            raise EcritureImpossible("deux sorties sont le même fichier", chemin)
        sorties.append(_Sortie(chemin, cible, mode is not None, en_cours, ancienne))
        flux = en_cours.open("x", encoding="utf-8", newline="")
        if mode is not None:
            en_cours.chmod(mode)
    except FileNotFoundError as erreur:
        raise EcritureImpossible("le dossier n'existe pas", chemin) from erreur
    except OSError as erreur:
        raise EcritureImpossible(dire_erreur(erreur), chemin) from erreur
    except ValueError as erreur:
        raise EcritureImpossible("ce nom de fichier est impossible", chemin) from erreur
    return flux


def _mode(chemin: Path, cible: Path) -> int | None:
    """Droits de la cible, ou None si elle n'existe pas encore. Refuse ce qu'on ne doit pas remplacer."""
    if not cible.exists():
        return None
    if cible.is_dir():
        raise EcritureImpossible("c'est un dossier, pas un fichier", chemin)
    if not cible.is_file():
        raise EcritureImpossible("ce n'est pas un fichier ordinaire", chemin)
    if not os.access(cible, os.W_OK):
        raise EcritureImpossible("droits insuffisants", chemin)
    return stat.S_IMODE(cible.stat().st_mode)


def _mettre_en_place(sorties: Sequence[_Sortie]) -> None:
    try:
        for sortie in sorties:
            sortie.remplacer()
    except BaseException:
        for sortie in reversed(sorties):
            sortie.remettre()
        raise
    for sortie in sorties:
        with suppress(OSError):
            sortie.ancienne.unlink(missing_ok=True)
