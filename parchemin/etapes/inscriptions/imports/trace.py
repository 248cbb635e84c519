"""Comment le journal et les travaux désignent un fichier reçu, et ce qu'ils en gardent."""

from django.db.models import Count

from parchemin.etapes.inscriptions.models import FichierRecu
from parchemin.socle.journal.services import Fait


def code(fichier: FichierRecu) -> str:
    """Code sous lequel le journal et les travaux désignent le fichier : « fichier:12 »."""
    return f"fichier:{fichier.pk}"


def fait(fichier: FichierRecu, motif: str = "") -> Fait:
    """Ce que le journal garde d'un fichier : d'où il vient, et combien de lignes de chaque sorte."""
    comptes = (
        fichier.lignes.values_list("genre", "etat").annotate(nombre=Count("pk")).order_by("genre", "etat")
    )
    nombres = {f"{genre}.{etat}": nombre for genre, etat, nombre in comptes}
    apres = {"format": fichier.format, "condense": fichier.condense, "lignes": nombres}
    return Fait(code(fichier), fichier.nom, fichier.session.code, apres=apres, motif=motif)
