"""De courts fichiers pour les essais, et ce qu'on en lit."""

import csv
import io
from collections.abc import Sequence

from parchemin.moteurs.echanges import Diagnostic, FichierLu, lire

OBLIGATOIRES = ("Nom de famille", "Prénoms", "Date de naissance")


def en_csv(*rangees: Sequence[str], separateur: str = ";") -> bytes:
    flux = io.StringIO(newline="")
    csv.writer(flux, delimiter=separateur).writerows(rangees)
    return flux.getvalue().encode()


def lire_modele(titres: Sequence[str] = (), *rangees: Sequence[str]) -> FichierLu:
    """Fichier de notre modèle dont chaque rangée suit l'identité d'une même personne."""
    identite = ("LABBÉ", "Alice", "10/08/2005")
    return lire(en_csv((*OBLIGATOIRES, *titres), *((*identite, *rangee) for rangee in rangees)), "essai.csv")


def le_diagnostic(fichier: FichierLu) -> Diagnostic:
    (seul,) = fichier.tous_les_diagnostics()
    return seul
