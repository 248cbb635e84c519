"""L'archive zip d'un classeur : refusée avant d'être dépliée si elle est chiffrée, démesurée ou abîmée."""

import io
import struct
import zipfile
import zlib
from typing import IO

from parchemin.moteurs.tableurs.modele import Fichier

ERREURS_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
    OSError,
)
_CHIFFRE = 0x1
_METHODES = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Sans ce compte fait d'avance, un catalogue d'un million de noms serait chargé en mémoire.
_ENTREE_DU_CATALOGUE = b"PK\x01\x02"


class Archive:
    """Les membres d'un classeur, par nom. Lève `TableauIllisible` à l'ouverture si elle est hors limites."""

    def __init__(self, fichier: Fichier) -> None:
        self.fichier = fichier
        if fichier.donnees.count(_ENTREE_DU_CATALOGUE) > fichier.limites.membres:
            raise fichier.refus(f"l'archive a plus de {fichier.limites.membres} membres")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(fichier.donnees))
        except ERREURS_ZIP as erreur:
            raise fichier.abime() from erreur
        self._membres = {membre.filename: membre for membre in self._zip.infolist()}
        if len(self._membres) < len(self._zip.infolist()):
            raise fichier.abime()
        self._verifier()

    def __contains__(self, nom: str) -> bool:
        return nom in self._membres

    def noms(self) -> list[str]:
        """Rend les noms de tous les membres, dans l'ordre de l'archive."""
        return list(self._membres)

    def taille(self, nom: str) -> int:
        """Rend la taille dépliée d'un membre, en octets."""
        return self._membres[nom].file_size

    def ouvrir(self, nom: str) -> IO[bytes]:
        """Ouvre un membre à lire par morceaux. Lève `TableauIllisible` s'il manque ou s'il est abîmé."""
        try:
            return self._zip.open(self._membres[nom])
        except (KeyError, *ERREURS_ZIP) as erreur:
            raise self.fichier.abime() from erreur

    def _verifier(self) -> None:
        limites = self.fichier.limites
        membres = self._membres.values()
        if any(membre.flag_bits & _CHIFFRE for membre in membres):
            raise self.fichier.protege()
        if any(membre.compress_type not in _METHODES for membre in membres):
            raise self.fichier.abime()
        if sum(membre.file_size for membre in membres) > limites.octets_deplies:
            raise self.fichier.refus(
                f"le classeur dépasse {limites.octets_deplies // 10**6} Mo une fois déplié",
                "n'y laissez que le tableau, ou enregistrez-le en CSV",
            )
        for membre in membres:
            gros = membre.file_size > limites.octets_sans_ratio
            if gros and membre.file_size > limites.ratio * membre.compress_size:
                raise self.fichier.refus(
                    f"le membre {membre.filename} de l'archive est comprimé plus de {limites.ratio} fois",
                    "supprimez les lignes et les colonnes vides mises en forme, ou enregistrez en CSV",
                )
