"""Les longs travaux des inscriptions : appliquer un fichier de candidats, le défaire, recompter les pièces."""

from django.urls import reverse

from parchemin.etapes.inscriptions.imports.application import APPLIQUER, a_faire, faire_un_paquet
from parchemin.etapes.inscriptions.imports.retour import DEFAIRE, defaire_un_paquet
from parchemin.etapes.inscriptions.models import FichierRecu
from parchemin.etapes.inscriptions.services.reexamen import (
    PAR_PAQUET,
    REEXAMINER,
    a_reexaminer,
    reexaminer_plusieurs,
)
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.taches.genres import Avancee, Paquet, TravailRefuse, genre

LIGNES = ("ligne", "lignes")


def _adresse(objet: str) -> str:
    return reverse("inscriptions-fichier", kwargs={"numero": int(objet.partition(":")[2])})


@genre(APPLIQUER, "Appliquer un fichier de candidats", unites=LIGNES, refus=(ActeRefuse,), adresse=_adresse)
def appliquer_un_paquet(avancee: Avancee) -> Paquet:
    """Applique les lignes suivantes du fichier ; la dernière fois, le dit appliqué."""
    fichier = _fichier(avancee)
    passees = faire_un_paquet(fichier, par=avancee.auteur, le=avancee.le)
    if passees and a_faire(fichier).exists():
        return Paquet(passees, reste=True)
    if passees:
        faire_un_paquet(fichier, par=avancee.auteur, le=avancee.le)
    return Paquet(passees, reste=False, message="Le fichier est appliqué.")


@genre(DEFAIRE, "Défaire un fichier de candidats", unites=LIGNES, refus=(ActeRefuse,), adresse=_adresse)
def defaire_un_autre_paquet(avancee: Avancee) -> Paquet:
    """Défait les lignes suivantes du fichier, de la dernière à la première."""
    passees = defaire_un_paquet(_fichier(avancee), par=avancee.auteur, le=avancee.le)
    message = "" if passees else "Le fichier est défait."
    return Paquet(passees, reste=passees > 0, message=message)


@genre(REEXAMINER, "Recompter les pièces", unites=("candidature", "candidatures"), refus=(ActeRefuse,))
def reexaminer_un_paquet(avancee: Avancee) -> Paquet:
    """Réexamine les candidatures suivantes de l'académie dont la liste de pièces a changé."""
    session, academie, *_ = avancee.cle.split("-")
    cles = a_reexaminer(int(session), academie)
    paquet = cles[avancee.fait : avancee.fait + PAR_PAQUET]
    lues = reexaminer_plusieurs(SessionExamen.objects.get(pk=session), paquet)
    return Paquet(lues, reste=lues > 0 and avancee.fait + lues < len(cles), total=len(cles))


def _fichier(avancee: Avancee) -> FichierRecu:
    fichier = FichierRecu.objects.select_related("session").defer("octets").filter(pk=avancee.cle).first()
    if fichier is None:
        raise TravailRefuse("Ce fichier n'existe plus : renvoyez-le.")
    return fichier
