"""Changer une candidature : la compléter, la rectifier après la clôture, changer de voie, l'annuler.

Un seul acte vaut pour les deux académies : il est visible aussitôt de l'une et de l'autre, avec son auteur
(circulaire d'organisation, § 1.1).
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Examen, codes, ecrire_codes
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.plume import AVANT_CONFIRMATION, exiger_la_plume, exiger_le_service
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services.examen import examiner, marquer, refuser_les_interdits
from parchemin.etapes.inscriptions.services.inscrire import poser_tout, refuser_l_etablissement
from parchemin.etapes.inscriptions.services.notifier import prevenir_d_une_modification, rendre_sans_objet
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, verrouiller
from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse, Valeurs, exiger_un_motif

COMPLETER = "inscriptions.completer"
RECTIFIER = "inscriptions.rectifier"
CHANGER_DE_VOIE = "inscriptions.changer_de_voie"
# Ce qui ne se change pas en passant : cela a son acte.
RESERVES = frozenset({"academie", "voie"})


def completer(
    inscription: Inscription, valeurs: Valeurs, *, lu: Valeurs, motif: str = "", par: Auteur, le: datetime
) -> Inscription:
    """Candidature dont ces champs (ceux de `champs.TOUS`, en texte) ont ces valeurs ; sans changement, telle quelle.

    Après la clôture des registres ou la confirmation, c'est une rectification : le service des examens la fait, motif à
    l'appui, et le candidat en est prévenu. Lève `Conflit`, champ par champ, si quelqu'un a changé la même chose depuis
    la lecture ; `ActeRefuse` si le droit l'interdit ou si la personne n'a pas la plume.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        _refuser_les_reserves(inscription, valeurs)
        valeurs = _normaliser(valeurs, connaissances)
        avant = champs.etat(inscription)
        demandees = champs.changes(avant, valeurs)
        if not demandees:
            return inscription
        exiger_en_vie(inscription)
        exiger_la_plume(inscription, par, connaissances.regroupements)
        champs.refuser_tout_ecrasement(lu=lu, actuel=avant, saisi=demandees)
        acte = COMPLETER
        if est_figee(inscription, connaissances, le=le):
            exiger_le_service(inscription, par, connaissances.regroupements)
            motif = exiger_un_motif(
                motif,
                "les registres sont clos ou la candidature confirmée ; les deux académies liront ce motif.",
            )
            acte = RECTIFIER
        _changer(inscription, demandees, connaissances, le=le)
        if acte == RECTIFIER:
            prevenir_d_une_modification(inscription, list(demandees), le=le)
        consigner(acte, _fait(inscription, avant, demandees, motif), par=par, le=le)
    return inscription


def _refuser_les_reserves(inscription: Inscription, valeurs: Valeurs) -> None:
    # En cours de saisie, rien n'est encore demandé : la voie se choisit comme le reste.
    reserves = RESERVES - {"voie"} if inscription.etat == EtatInscription.BROUILLON else RESERVES
    if interdit := sorted(reserves & valeurs.keys()):
        raise ActeRefuse(
            f"{champs.libelle(interdit[0])} : ce champ a son propre acte, avec ses conséquences."
        )


def changer_de_voie(
    inscription: Inscription, valeurs: Valeurs, *, lu: Valeurs, motif: str, par: Auteur, le: datetime
) -> Inscription:
    """Candidature passée à une autre voie, avec l'établissement et la forme qui vont avec (CE, art. D643-14).

    Le régime est redit par le droit. Lève `ActeRefuse` sans motif, `Conflit` si elle a changé depuis la lecture.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        valeurs = _normaliser(valeurs, connaissances)
        avant = champs.etat(inscription)
        demandees = champs.changes(avant, valeurs)
        if not demandees:
            return inscription
        exiger_en_vie(inscription)
        exiger_le_service(inscription, par, connaissances.regroupements)
        champs.refuser_tout_ecrasement(lu=lu, actuel=avant, saisi=demandees)
        motif = exiger_un_motif(motif, "un changement de voie change le régime et les épreuves du candidat.")
        _changer(inscription, demandees, connaissances, le=le)
        prevenir_d_une_modification(inscription, list(demandees), le=le)
        consigner(CHANGER_DE_VOIE, _fait(inscription, avant, demandees, motif), par=par, le=le)
    return inscription


def annuler(inscription: Inscription, *, motif: str, par: Auteur, le: datetime) -> Inscription:
    """Candidature annulée, à la demande du candidat ou parce qu'elle n'avait pas lieu d'être ; elle reste lisible.

    Lève `ActeRefuse` sans motif.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        if inscription.etat == EtatInscription.ANNULEE:
            return inscription
        exiger_en_vie(inscription)
        exiger_la_plume(inscription, par, connaissances.regroupements)
        motif = exiger_un_motif(
            motif, "le candidat ne sera pas convoqué ; le motif reste avec sa candidature."
        )
        avant = inscription.etat
        inscription.etat = EtatInscription.ANNULEE
        inscription.save(update_fields=["etat"])
        marquer(inscription, le=le)
        rendre_sans_objet(inscription, le=le)
        fait = Fait(
            inscription.code, str(inscription.candidat), inscription.session.code, {"etat": avant},
            {"etat": inscription.etat}, motif,
        )  # fmt: skip
        consigner("inscriptions.annuler", fait, par=par, le=le)
    return inscription


def est_figee(inscription: Inscription, connaissances: Connaissances, *, le: datetime) -> bool:
    """Vrai quand la candidature ne se complète plus d'elle-même : registres clos, ou confirmée si le règlement le dit."""
    if inscription.etat == EtatInscription.BROUILLON:
        # Une saisie se poursuit ; c'est le dépôt que la clôture arrête.
        return False
    if connaissances.calendrier.est_passee(Operation.CLOTURE, inscription.academie, le=le):
        return True
    return inscription.etat not in AVANT_CONFIRMATION and connaissances.regles.confirmation_gele


def exiger_qui_complete(
    inscription: Inscription, par: Auteur, connaissances: Connaissances, *, le: datetime
) -> None:
    """Lève `ActeRefuse` sans la plume ; registres clos ou candidature confirmée, il faut être du service des examens."""
    exiger_la_plume(inscription, par, connaissances.regroupements)
    if est_figee(inscription, connaissances, le=le):
        exiger_le_service(inscription, par, connaissances.regroupements)


def faire_suivre_l_acces(inscription: Inscription) -> None:
    """L'accès du candidat suit sa candidature : son ancien lycée ne le voit plus, le nouveau l'aide à entrer."""
    acces = Habilitation.objects.filter(role=Role.CANDIDAT, objet=inscription.code)
    acces.update(etablissement=inscription.etablissement)


def _changer(
    inscription: Inscription, demandees: Valeurs, connaissances: Connaissances, *, le: datetime
) -> Examen:
    avant = connaissances.regles.examiner(dossier(inscription))
    poser_tout(inscription, demandees, connaissances)
    refuser_l_etablissement(inscription)
    champs.verifier(inscription.candidat, champs.DU_CANDIDAT)
    champs.verifier(inscription, champs.CHOIX)
    deposees = list(inscription.pieces_deposees.filter(remplacee_le=None))
    examen = examiner(dossier(inscription), connaissances, deposees)
    if inscription.etat != EtatInscription.BROUILLON:
        refuser_les_interdits(examen, deja=avant.points)
    try:
        with transaction.atomic():
            inscription.candidat.save()
            inscription.save()
            marquer(inscription, le=le)
            if "etablissement" in demandees:
                faire_suivre_l_acces(inscription)
    except IntegrityError as erreur:
        raise ActeRefuse(
            "INE : un autre candidat a déjà celui-ci. Vérifiez-le ; s'il est juste, le service des examens tranche."
        ) from erreur
    return examen


def _normaliser(valeurs: Valeurs, connaissances: Connaissances) -> dict[str, str]:
    """Valeurs sans blancs autour, unités et facultatives dans l'ordre du règlement : deux écritures, une valeur."""
    regles, propres = connaissances.regles, {c: v.strip() for c, v in valeurs.items()}
    ordres = {"unites": regles.ordre_des_unites, "facultatives": regles.ordre_des_facultatives}
    return propres | {c: ecrire_codes(codes(propres[c]), o) for c, o in ordres.items() if c in propres}


def _fait(inscription: Inscription, avant: Valeurs, apres: Valeurs, motif: str) -> Fait:
    return Fait(
        inscription.code, str(inscription.candidat), inscription.session.code,
        {champ: avant[champ] for champ in apres}, dict(apres), motif.strip(),
    )  # fmt: skip
