"""L'espace du candidat : ce qui est à faire, ce qui attend quelqu'un d'autre, ce qui est décidé, et jusqu'à quand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.limites import Limite, jour_local, limite_du_calendrier, limite_du_jour
from parchemin.etapes.inscriptions.models import (
    Benefice,
    DemandeAmenagement,
    Dispense,
    EtatDemande,
    EtatInscription,
    MesureAccordee,
    Notification,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.plume import AVANT_CONFIRMATION
from parchemin.etapes.inscriptions.queries.candidat import PieceDue, Sienne

# Mot et forme de chaque état d'une demande.
DEMANDES = {
    EtatDemande.DEMANDEE: ("Demandée", "cours"), EtatDemande.ACCORDEE: ("Accordée", "fait"),
    EtatDemande.REFUSEE: ("Refusée", "nv"),
}  # fmt: skip
FORMES_DES_ETATS = {
    EtatInscription.BROUILLON: "avenir", EtatInscription.DEPOSEE: "attention", EtatInscription.CONFIRMEE: "cours",
    EtatInscription.RECEVABLE: "fait", EtatInscription.REJETEE: "nv", EtatInscription.ANNULEE: "di",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demarche:
    """Une chose à faire, en attente ou décidée : son état, ce qu'elle demande, sa limite, et où agir."""

    titre: str
    mot: str
    forme: str
    details: tuple[str, ...] = ()
    limite: Limite | None = None
    action: str = ""
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class Espace:
    """Les trois listes de l'espace, et si la candidature peut encore changer."""

    a_faire: tuple[Demarche, ...]
    en_attente: tuple[Demarche, ...]
    decide: tuple[Demarche, ...]

    @property
    def urgente(self) -> Demarche | None:
        """La première chose à faire, celle dont la date vient d'abord."""
        return self.a_faire[0] if self.a_faire else None


def espace(sienne: Sienne, *, le: datetime) -> Espace:
    """Espace du candidat à cet instant ; ce qui est à faire vient par date limite, le sans date à la fin."""
    if not sienne.inscription.est_en_vie:
        return Espace(tuple(_a_lire(sienne, le=le)), (), tuple(_decide(sienne)))
    a_faire = [*_saisie(sienne, le=le), *_a_remettre(sienne, le=le), *_a_lire(sienne, le=le)]
    return Espace(tuple(_par_date(a_faire)), tuple(_en_attente(sienne)), tuple(_decide(sienne)))


def _par_date(demarches: Iterable[Demarche]) -> list[Demarche]:
    return sorted(
        demarches, key=lambda d: (d.limite is None, d.limite.instant.timestamp() if d.limite else 0)
    )


def _a_faire(titre: str, action: str, adresse: str, limite: Limite | None, *details: str) -> Demarche:
    passee = limite is not None and limite.est_passee
    # Une liste « à faire » n'a pas à le répéter à chaque ligne.
    mot, forme = ("Date passée", "bloquant") if passee else ("", "")
    return Demarche(titre, mot, forme, tuple(d for d in details if d), limite, action, adresse)


def _saisie(sienne: Sienne, *, le: datetime) -> Iterator[Demarche]:
    i, calendrier = sienne.inscription, sienne.connaissances.calendrier
    if i.etat not in AVANT_CONFIRMATION:
        return
    cloture = limite_du_calendrier(calendrier, Operation.CLOTURE, i.academie, le=le)
    if i.etat == EtatInscription.BROUILLON:
        adresse = reverse("inscriptions-inscrire-etape", args=[i.pk, "relire"])
        yield _a_faire("Terminer votre inscription", "Reprendre", adresse, cloture,
                       "Votre saisie est gardée ; elle n'est pas encore déposée.")  # fmt: skip
        return
    choix = reverse("ma-candidature-modifier", args=["choix"])
    for point in sienne.examen.a_completer:
        yield _a_faire("Compléter votre candidature", "Compléter", choix, cloture, point.complet)
    if not sienne.examen.a_completer:
        limite = limite_du_calendrier(calendrier, Operation.CONFIRMATIONS, i.academie, le=le)
        yield _a_faire("Confirmer votre inscription", "Relire et confirmer", reverse("ma-candidature-confirmer"),
                       limite or cloture, "Sans confirmation, vous ne serez pas convoqué.")  # fmt: skip


def _a_remettre(sienne: Sienne, *, le: datetime) -> Iterator[Demarche]:
    if sienne.inscription.etat == EtatInscription.BROUILLON:
        return
    for piece in sienne.pieces:
        if piece.est_a_remettre:
            adresse = reverse("ma-candidature-piece", args=[piece.code])
            yield _a_faire(f"Remettre : {piece.libelle}", "Envoyer la pièce", adresse,
                           limite_de_la_piece(sienne, piece, le=le), *ce_qui_ne_va_pas(piece))  # fmt: skip


def limite_de_la_piece(sienne: Sienne, piece: PieceDue, *, le: datetime) -> Limite | None:
    """Date que le service a fixée en la réclamant, à défaut celle du calendrier."""
    academie = sienne.inscription.academie
    if piece.demandee:
        return limite_du_jour(piece.demandee.pour_le, academie, le=le)
    return limite_du_calendrier(sienne.connaissances.calendrier, Operation.PIECES, academie, le=le)


def ce_qui_ne_va_pas(piece: PieceDue) -> list[str]:
    """Pourquoi la pièce remise a été refusée, pourquoi le service la réclame."""
    dites = []
    if piece.deposee and piece.deposee.etat == PieceDeposee.Etat.REFUSEE:
        dites.append(f"Celle que vous aviez remise est refusée : {piece.deposee.motif}")
    if piece.demandee and piece.demandee.motif:
        dites.append(f"Le service écrit : {piece.demandee.motif}")
    return dites


def est_a_accuser(notification: Notification) -> bool:
    """Vrai pour une décision d'aménagement ouverte dont le candidat n'a pas encore accusé réception."""
    return notification.genre == Notification.Genre.AMENAGEMENT and notification.accusee_le is None


def _a_lire(sienne: Sienne, *, le: datetime) -> Iterator[Demarche]:
    for n in sienne.notifications:
        adresse = reverse("ma-candidature-message", args=[n.pk])
        limite = limite_du_jour(n.pour_le, sienne.inscription.academie, le=le)
        if n.ouverte_le is None:
            yield _a_faire(f"Lire : {n.get_genre_display()}", "Ouvrir", adresse, limite,
                           f"Reçu le {jour_local(n.remise_le, sienne.inscription.academie)}.")  # fmt: skip
        elif est_a_accuser(n):
            yield _a_faire("Accuser réception de la décision d'aménagement", "Voir la décision", adresse, limite,
                           "Le service attend de savoir que vous l'avez lue.")  # fmt: skip


def _en_attente(sienne: Sienne) -> Iterator[Demarche]:
    if sienne.inscription.etat == EtatInscription.CONFIRMEE:
        yield Demarche("Contrôle de votre candidature", "Au service des examens", "cours",
                       ("Elle est confirmée ; le service vérifie qu'elle est recevable.",))  # fmt: skip
    for piece in sienne.pieces:
        if piece.deposee and not piece.est_a_remettre and piece.deposee.etat == PieceDeposee.Etat.A_CONTROLER:
            yield Demarche(piece.libelle, "À contrôler", "cours",
                           (f"Remise le {jour_local(piece.deposee.deposee_le, sienne.inscription.academie)}.",))  # fmt: skip
    demande = sienne.amenagement
    if demande and demande.etat in {DemandeAmenagement.Etat.DEMANDEE, DemandeAmenagement.Etat.AVIS_RENDU}:
        yield Demarche("Aménagement d'épreuves", demande.get_etat_display(), "cours", ())
    for titre in titres_demandes(sienne):
        if titre.etat == EtatDemande.DEMANDEE:
            yield Demarche(nommer(titre), "À décider", "cours", tuple(titre.motifs))


def _decide(sienne: Sienne) -> Iterator[Demarche]:
    i = sienne.inscription
    if i.etat in {EtatInscription.RECEVABLE, EtatInscription.REJETEE, EtatInscription.ANNULEE}:
        yield Demarche("Votre candidature", i.get_etat_display(), FORMES_DES_ETATS[EtatInscription(i.etat)])
    if i.confirmee_le:
        yield Demarche("Confirmation", i.get_confirmee_par_display(), "fait",
                       (f"Le {jour_local(i.confirmee_le, i.academie)}.",))  # fmt: skip
    demande = sienne.amenagement
    if demande and demande.etat in {DemandeAmenagement.Etat.ACCORDEE, DemandeAmenagement.Etat.REFUSEE}:
        forme = "fait" if demande.etat == DemandeAmenagement.Etat.ACCORDEE else "nv"
        dites = tuple(dire_la_mesure(m) for m in sienne.dossier.mesures)
        yield Demarche("Aménagement d'épreuves", demande.get_etat_display(), forme,
                       (f"Décision {demande.reference}.", *dites))  # fmt: skip
    for titre in titres_demandes(sienne):
        if titre.etat in {EtatDemande.ACCORDEE, EtatDemande.REFUSEE}:
            mot, forme = DEMANDES[EtatDemande(titre.etat)]
            yield Demarche(nommer(titre), mot, forme, tuple(titre.motifs))
    for piece in sienne.pieces:
        if piece.deposee and not piece.est_a_remettre and piece.deposee.etat == PieceDeposee.Etat.ACCEPTEE:
            yield Demarche(piece.libelle, "Acceptée", "fait")


def titres_demandes(sienne: Sienne) -> list[Benefice | Dispense]:
    """Notes à conserver puis dispenses, sans celles qui ont été retirées."""
    return [*sienne.dossier.benefices, *sienne.dossier.dispenses]


def nommer(titre: Benefice | Dispense) -> str:
    """Ce que le candidat a demandé : « Note conservée, U1 de la session 2024 », « Dispense de U1 », sa note s'il y en a."""
    if isinstance(titre, Benefice):
        return f"Note conservée, {titre.unite} de la session {titre.annee}"
    return f"Dispense de {titre.unite}{f' : {titre.origine}' if titre.origine else ''}"


def dire_la_mesure(mesure: MesureAccordee) -> str:
    """Une mesure accordée, telle que le candidat la lit : « Temps majoré d'un tiers » se dit « 1/3 de la durée »."""
    part = f" de {mesure.numerateur}/{mesure.denominateur} de la durée" if mesure.numerateur else ""
    precision = f" ({mesure.precision})" if mesure.precision else ""
    return f"{mesure.get_genre_display()}{part}{precision}, {mesure.get_champ_display().lower()}"
