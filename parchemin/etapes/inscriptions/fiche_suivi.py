"""Ce qui suit une candidature, prêt à montrer : pièces et comptes à rebours, notes et dispenses, aménagements, lectures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from parchemin.droit.notes import ecrire_note
from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.connaissances import CONFIRMATION, DECISION_D_AMENAGEMENT
from parchemin.etapes.inscriptions.models import (
    Benefice,
    Dispense,
    EtatDemande,
    MesureAccordee,
    Notification,
    PieceDemandee,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.queries.fiche import Amenagement, Lecture, est_en_vigueur
from parchemin.socle.organisation.heures import HeureLocale

FORMES_DES_DEMANDES: Mapping[str, str] = {
    EtatDemande.DEMANDEE: "cours", EtatDemande.ACCORDEE: "fait", EtatDemande.REFUSEE: "nv", EtatDemande.RETIREE: "di",
    "avis_rendu": "attention",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remise:
    """Une pièce remise, telle qu'on la lit : quand, sous quelle forme, ce que le service en a conclu."""

    piece: PieceDeposee
    quand: str
    poids: str
    forme: str

    @property
    def a_un_fichier(self) -> bool:
        """Vrai si la pièce s'ouvre ; faux pour un papier que le service a vu."""
        return bool(self.piece.condense)


@dataclass(frozen=True, slots=True)
class PieceSuivie:
    """Une pièce attendue : pourquoi, où elle en est, ce qui presse ; `mot` et `forme` disent son état."""

    code: str
    libelle: str
    raison: str
    reference: str
    mot: str
    forme: str
    remise: Remise | None
    anciennes: tuple[Remise, ...]
    demande: PieceDemandee | None
    rebours: str
    est_remise: bool

    @property
    def precision(self) -> str:
        """Ce qui est attendu, ce qui presse, ce qui ne va pas."""
        dits = (
            self.demande.motif if self.demande else "",
            self.rebours,
            self.remise.piece.motif if self.remise else "",
        )
        return " ; ".join(dit for dit in dits if dit)


@dataclass(frozen=True, slots=True)
class Titre:
    """Une note à conserver ou une dispense : ce qu'elle est, ce qu'elle donne, son terme, pourquoi."""

    numero: int
    genre: str
    unite: str
    quoi: str
    donne: str
    terme: date | None
    etat: str
    forme: str
    motifs: tuple[str, ...]
    est_a_decider: bool
    est_en_cours: bool


@dataclass(frozen=True, slots=True)
class AmenagementSuivi:
    """Une demande d'aménagement et ses mesures dites en clair ; jamais leur raison."""

    demande: Amenagement
    mot: str
    forme: str
    quand: str
    mesures: tuple[tuple[str, str], ...]
    est_en_vigueur: bool


@dataclass(frozen=True, slots=True)
class LectureDuCandidat:
    """Ce qui a été remis au candidat, et s'il l'a ouvert."""

    notification: Notification
    remise: str
    mot: str
    forme: str
    suite: str


def jour_local(lu: Lecture, le: datetime) -> date:
    """Jour qu'il est, à cet instant, à l'horloge de l'académie."""
    return le.astimezone(ZoneInfo(lu.inscription.academie.fuseau)).date()


def rebours(pour_le: date, *, le: date) -> str:
    """« encore 12 jours », « demain », « aujourd'hui », « dépassé de 3 jours »."""
    reste = (pour_le - le).days
    if reste in {0, 1}:
        return "aujourd'hui" if reste == 0 else "demain"
    jours = f"{abs(reste)} jour{'s' if abs(reste) > 1 else ''}"
    return f"encore {jours}" if reste > 0 else f"dépassé de {jours}"


def pieces_suivies(lu: Lecture, *, le: datetime) -> tuple[PieceSuivie, ...]:
    """Pièces attendues de la candidature, dans l'ordre de la liste de son académie."""
    i, connues = lu.inscription, lu.connaissances
    aujourd_hui = jour_local(lu, le)
    limite = connues.calendrier.jour(Operation.PIECES, i.academie)
    demandees = {d.code: d for d in lu.demandees}
    suivies = []
    for attendue in connues.pieces(lu.dossier, lu.en_vigueur).attendues:
        siennes = [_remise(lu, p) for p in lu.deposees if p.code == attendue.code]
        actuelle = next((r for r in siennes if r.piece.remplacee_le is None), None)
        demande = None if attendue.est_remise else demandees.get(attendue.code)
        mot, forme = _etat_de_la_piece(lu, attendue.code, actuelle, reclamee=demande is not None)
        due = demande.pour_le if demande else limite
        suivies.append(
            PieceSuivie(
                attendue.code, attendue.libelle, _raison(attendue.motif.valeurs), attendue.motif.reference.libelle,
                mot, forme, actuelle, tuple(r for r in siennes if r is not actuelle), demande,
                rebours(due, le=aujourd_hui) if due and not attendue.est_remise else "", attendue.est_remise,
            )
        )  # fmt: skip
    return tuple(suivies)


def titres_suivis(lu: Lecture) -> tuple[Titre, ...]:
    """Notes à conserver et dispenses, décidées ou non."""
    return (*map(_de_la_note, lu.benefices), *map(_de_la_dispense, lu.dispenses))


def amenagements_suivis(lu: Lecture) -> tuple[AmenagementSuivi, ...]:
    """Demandes d'aménagement, celle en vigueur d'abord."""
    return tuple(_amenagement(lu, a) for a in lu.amenagements)


def lectures(lu: Lecture) -> tuple[LectureDuCandidat, ...]:
    """Ce que le candidat a reçu, du plus récent au plus ancien."""
    return tuple(_lecture(lu, n) for n in lu.notifications)


def dire_la_mesure(mesure: MesureAccordee) -> tuple[str, str]:
    """La mesure et ce qui la précise : « Temps majoré » ; « 1/3 de la durée, épreuves écrites »."""
    part = f"{mesure.numerateur}/{mesure.denominateur} de la durée" if mesure.numerateur else ""
    dits = (part, mesure.get_champ_display().lower(), mesure.precision)
    return mesure.get_genre_display(), ", ".join(d for d in dits if d)


def _raison(valeurs: Mapping[str, object]) -> str:
    return str(valeurs.get("raison", ""))


def _remise(lu: Lecture, piece: PieceDeposee) -> Remise:
    formes = {PieceDeposee.Etat.ACCEPTEE: "fait", PieceDeposee.Etat.REFUSEE: "nv"}
    forme = "di" if piece.remplacee_le else formes.get(PieceDeposee.Etat(piece.etat), "cours")
    poids = "papier vu par le service"
    if piece.condense:
        poids = f"{piece.genre.rpartition('/')[2].upper()}, {max(1, piece.taille // 1000)} ko"
    return Remise(piece, _texte(lu, piece.deposee_le), poids, forme)


def _etat_de_la_piece(lu: Lecture, code: str, remise: Remise | None, *, reclamee: bool) -> tuple[str, str]:
    if code == CONFIRMATION and lu.inscription.confirmee_le and not remise:
        return lu.inscription.get_confirmee_par_display(), "fait"
    if code == DECISION_D_AMENAGEMENT and lu.dossier.mesures and not remise:
        return "Prise par le service", "fait"
    if remise is None:
        return ("Réclamée", "attention") if reclamee else ("Attendue", "avenir")
    return remise.piece.get_etat_display(), remise.forme


def _de_la_note(b: Benefice) -> Titre:
    quoi = f"{b.unite} de la session {b.annee} : {ecrire_note(b.demi_points)}"
    donne = f"donne {b.unites.replace(',', ', ')}" if b.unites else "ne donne aucune unité"
    return _titre(b, "benefice", quoi, donne, b.fin)


def _de_la_dispense(d: Dispense) -> Titre:
    genre = f"{d.get_genre_display()}, {d.intitule}" if d.intitule else d.get_genre_display()
    if d.genre == "vae":
        return _titre(d, "dispense", f"{d.unite} acquise : {genre}", "", None)
    return _titre(d, "dispense", f"Dispense de {d.unite} : {genre}", d.origine, d.fin)


def _titre(lu: Benefice | Dispense, genre: str, quoi: str, donne: str, terme: date | None) -> Titre:
    return Titre(
        lu.pk, genre, lu.unite, quoi, donne, terme, lu.get_etat_display(), FORMES_DES_DEMANDES[lu.etat], tuple(lu.motifs),
        lu.etat == EtatDemande.DEMANDEE, lu.etat in {EtatDemande.DEMANDEE, EtatDemande.ACCORDEE},
    )  # fmt: skip


def _amenagement(lu: Lecture, amenagement: Amenagement) -> AmenagementSuivi:
    d = amenagement.demande
    vigueur = est_en_vigueur(d)
    mot = "Remplacée" if d.remplacee_le else d.get_etat_display()
    quand = _texte(lu, d.decidee_le or d.demandee_le)
    mesures = tuple(dire_la_mesure(m) for m in amenagement.mesures)
    forme = FORMES_DES_DEMANDES[d.etat] if vigueur else "di"
    return AmenagementSuivi(amenagement, mot, forme, quand, mesures, vigueur)


def _lecture(lu: Lecture, n: Notification) -> LectureDuCandidat:
    if n.accusee_le:
        mot, forme = f"Reçue, le candidat l'a dit le {_texte(lu, n.accusee_le)}", "fait"
    elif n.ouverte_le:
        mot, forme = f"Ouverte le {_texte(lu, n.ouverte_le)}", "fait"
    elif n.sans_objet_le:
        mot, forme = "Sans objet depuis", "di"
    else:
        mot, forme = "Pas encore ouverte", "attention"
    return LectureDuCandidat(n, _texte(lu, n.remise_le), mot, forme, ", ".join(_suites(n)))


def _suites(n: Notification) -> Sequence[str]:
    if n.ouverte_le or n.sans_objet_le:
        return []
    relances = [f"{n.relances} relance{'s' if n.relances > 1 else ''}"] if n.relances else []
    return [*relances, *(["établissement prévenu"] if n.escaladee_le else [])]


def _texte(lu: Lecture, instant: datetime) -> str:
    return HeureLocale(instant, lu.inscription.academie.fuseau).texte
