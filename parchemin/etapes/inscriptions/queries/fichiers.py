"""Les fichiers de candidats que chacun voit : ceux de ses académies, de son établissement, ou qu'il a lus."""

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet

from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.portee import Portee

Genre, Etat = LigneRecue.Genre, LigneRecue.Etat
SANS_REPONSE = Q(genre=Genre.CONFLIT, choix="", etat=Etat.A_FAIRE)
# Ce que la page d'un fichier montre de ses lignes : un code d'adresse, son libellé, la condition.
VUES: Mapping[str, tuple[str, Q]] = {
    "ajout": ("Ajouts", Q(genre=Genre.AJOUT)),
    "changement": ("Changements", Q(genre=Genre.CHANGEMENT)),
    "conflit": ("À trancher", SANS_REPONSE),
    "tranchee": ("Tranchées", Q(genre=Genre.CONFLIT) & ~Q(choix="")),
    "refusee": ("Refusées", Q(genre=Genre.REFUSEE)),
    "inchangee": ("Sans changement", Q(genre=Genre.INCHANGEE)),
    "ecartee": ("Laissées de côté", Q(genre=Genre.ECARTEE)),
    "faite": ("Faites", Q(etat=Etat.FAITE)),
    "laissee": ("Refusées à l'application", Q(etat=Etat.REFUSEE)),
    "defaite": ("Défaites", Q(etat=Etat.DEFAITE)),
}


def fichiers(portee: Portee, auteur: Auteur) -> QuerySet[FichierRecu]:
    """Fichiers visibles, du plus récent au plus ancien, sans leurs octets."""
    tous = FichierRecu.objects.select_related("session", "etablissement", "academie").defer("octets")
    if portee.session:
        tous = tous.filter(session=portee.session)
    if portee.partout:
        return tous
    siens = Q(lu_par=auteur.code, lu_par__gt="")
    return tous.filter(siens | Q(academie__in=portee.academies) | Q(etablissement__in=portee.etablissements))


def de_la_session(portee: Portee, auteur: Auteur, session: SessionExamen) -> QuerySet[FichierRecu]:
    """Fichiers visibles de cette session."""
    return fichiers(portee, auteur).filter(session=session)


def de_la_meme_source(fichier: FichierRecu, portee: Portee, auteur: Auteur) -> QuerySet[FichierRecu]:
    """Autres fichiers visibles de la même source : même session, même format, même établissement."""
    memes = fichiers(portee, auteur).filter(
        session=fichier.session, format=fichier.format, etablissement=fichier.etablissement_id
    )
    return memes.exclude(pk=fichier.pk)


def nombres(fichier: FichierRecu) -> dict[str, int]:
    """Nombre de lignes de chaque vue, lu en une fois."""
    comptes: dict[str, int] = LigneRecue.objects.filter(fichier=fichier).aggregate(
        toutes=Count("pk"), **{code: Count("pk", filter=condition) for code, (_, condition) in VUES.items()}
    )
    return comptes


def lignes(fichier: FichierRecu, vue: str) -> QuerySet[LigneRecue]:
    """Lignes d'une vue, dans l'ordre du fichier ; « remarques » : celles dont il y a quelque chose à dire."""
    toutes = LigneRecue.objects.filter(fichier=fichier).order_by("numero")
    if vue == "remarques":
        return toutes.exclude(diagnostics=[])
    return toutes.filter(VUES[vue][1]) if vue in VUES else toutes
