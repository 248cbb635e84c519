"""Ce qu'un humain répond aux lignes à trancher : la même personne, une autre, garder, reprendre, laisser."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.imports.connus import Connus
from parchemin.etapes.inscriptions.imports.jugement import Contexte, Juge
from parchemin.etapes.inscriptions.imports.memoire import enregistrer_les_lignes, memoire_de
from parchemin.etapes.inscriptions.imports.modele import LAISSER, LIGNE, Genre, Jugement, Voulue
from parchemin.etapes.inscriptions.imports.reception import dits, verrouiller
from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse

QUESTIONS_A_LA_FOIS = 200
# Une question se tranche aussi après coup : sa ligne s'applique alors à son tour.
SE_TRANCHENT = frozenset({FichierRecu.Etat.LU, FichierRecu.Etat.EN_COURS, FichierRecu.Etat.APPLIQUE})


def trancher(
    fichier: FichierRecu, reponses: Mapping[int, str], *, portee: Portee, par: Auteur, le: datetime
) -> FichierRecu:
    """Fichier dont ces lignes (par numéro) ont leur réponse : le code d'une de leurs propositions, vide pour l'ôter.

    Lève `ActeRefuse`, sans rien retenir, si une réponse n'est pas proposée, si elle ferait une candidature que le droit
    interdit, ou si le fichier n'est plus à appliquer.
    """
    with transaction.atomic():
        fichier = verrouiller(fichier)
        if fichier.etat not in SE_TRANCHENT:
            raise ActeRefuse(
                f"Ce fichier est « {fichier.get_etat_display().lower()} » : il n'y a plus rien à trancher."
            )
        lignes = _lignes(fichier, list(reponses)[:QUESTIONS_A_LA_FOIS])
        changees = [ligne for ligne in lignes if _repondre(ligne, reponses[ligne.numero])]
        juge = juge_de(fichier, changees, portee=portee, par=par, le=le)
        fautes = [phrase for ligne in changees for phrase in _juger_de_nouveau(ligne, juge)]
        if fautes:
            raise ActeRefuse(*fautes)
        enregistrer_les_lignes(changees)
    return fichier


def juge_de(
    fichier: FichierRecu, lignes: Sequence[LigneRecue], *, portee: Portee, par: Auteur, le: datetime,
    connaissances: Connaissances | None = None,
) -> Juge:  # fmt: skip
    """De quoi juger de nouveau ces lignes, d'après la base d'aujourd'hui."""
    options = memoire_de(fichier).options
    voulues = [Voulue.relue(ligne) for ligne in lignes]
    connus = Connus(connaissances or Connaissances(fichier.session), voulues, fichier.format)
    return Juge(Contexte(portee, par, le, options.motif, academie=fichier.academie_id or ""), connus)


def _lignes(fichier: FichierRecu, numeros: Sequence[int]) -> list[LigneRecue]:
    return list(
        LigneRecue.objects.select_for_update(no_key=True, of=("self",)).filter(
            fichier=fichier, numero__in=numeros, genre=Genre.CONFLIT, etat=LigneRecue.Etat.A_FAIRE
        )
    )


def _repondre(ligne: LigneRecue, reponse: str) -> bool:
    """Pose la réponse sur la ligne, et dit si elle change. Lève `ActeRefuse` si elle n'est pas proposée."""
    if reponse and reponse not in {p["code"] for p in ligne.homonymes}:
        raise ActeRefuse(f"Ligne {ligne.numero} : choisissez une des réponses proposées.")
    change = reponse != ligne.choix
    ligne.choix = reponse
    return change


def _juger_de_nouveau(ligne: LigneRecue, juge: Juge) -> list[str]:
    """Pose sur la ligne ce que sa réponse ferait, et rend ce qui s'y oppose."""
    ligne.avant, ligne.apres, ligne.inscription = None, {}, None
    if not ligne.choix or ligne.choix == LAISSER or ligne.choix.startswith(f"{LIGNE}:"):
        return []
    jugement = juge.juger(Voulue.relue(ligne), ligne.choix)
    if jugement.genre == Genre.CONFLIT:
        return [f"Ligne {ligne.numero} : {jugement.remarques[-1].dit}. Relisez le fichier, la base a changé."]
    if jugement.genre in {Genre.REFUSEE, Genre.ECARTEE}:
        return [f"Ligne {ligne.numero} : {r.dit}" for r in jugement.remarques if r.est_bloquante]
    poser(ligne, jugement)
    return []


def poser(ligne: LigneRecue, jugement: Jugement) -> None:
    """Pose sur la ligne ce qu'elle ferait ; sa question et ce que la lecture en avait dit restent."""
    ligne.avant = dict(jugement.avant) if jugement.avant else None
    ligne.apres, ligne.inscription = dict(jugement.apres), jugement.inscription
    nouvelles = [d for d in dits(jugement.remarques) if d not in ligne.diagnostics]
    ligne.diagnostics = [*ligne.diagnostics, *nouvelles]
