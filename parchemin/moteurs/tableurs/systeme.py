"""Les refus du système d'exploitation, dits en français."""

import errno

_PHRASES = {
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.ENOENT: "introuvable",
    errno.ENOTDIR: "un des dossiers du chemin est un fichier",
    errno.EISDIR: "c'est un dossier, pas un fichier",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ELOOP: "le lien tourne en rond",
    errno.EROFS: "le support est en lecture seule",
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EDQUOT: "le quota du disque est atteint",
    errno.EFBIG: "le fichier est trop gros pour ce disque",
    errno.EIO: "le disque ne répond pas bien",
    errno.EBUSY: "un autre programme s'en sert",
    errno.ETXTBSY: "un autre programme s'en sert",
}


def dire_erreur(erreur: OSError) -> str:
    """Rend en français la cause d'une erreur du système."""
    return _PHRASES.get(erreur.errno or 0, f"le système refuse (erreur {erreur.errno})")
