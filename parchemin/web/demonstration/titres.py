"""Ce que les candidats du tableau font valoir : notes gardées, dispenses, validations d'acquis, aménagements, expérience.

Écrit en lots, avec un acte au journal pour chaque demande et chaque décision ; le droit dit ce que vaut chaque note.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from parchemin.droit.benefices import BeneficeExamine
from parchemin.droit.correspondances import correspondances
from parchemin.droit.dispenses import GenreDeTitre
from parchemin.droit.notes import lire_resultat
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import ecrire_codes
from parchemin.etapes.inscriptions.models import (
    Anterieure,
    Benefice,
    DemandeAmenagement,
    Dispense,
    EtatDemande,
    Experience,
    Inscription,
    MesureAccordee,
    Notification,
)
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.etapes.inscriptions.services.examen import EXAMINES, examiner
from parchemin.etapes.inscriptions.services.examen_des_titres import examiner_les_benefices
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.web.demonstration.dates import jour
from parchemin.web.demonstration.tableau import Ligne

SYSTEME = Auteur(code="systeme", nom="Démonstration")
ENSEIGNEMENT = "droit_economie_management"
PAQUET = 200
Inscrit = tuple[Inscription, Ligne]


class Origines:
    """D'où vient une note gardée : une session passée du diplôme, ou l'ancien diplôme qu'il remplace."""

    def __init__(self, connaissances: Connaissances) -> None:
        self.annee = connaissances.session.annee
        self.diplome = connaissances.regles.diplome
        self.tables = correspondances(self.diplome.code)

    @cached_property
    def passees(self) -> list[tuple[str, int, dict[str, str]]]:
        """Diplôme, session, et unité d'origine de chaque unité d'aujourd'hui ; les plus récentes d'abord."""
        propres = [(self.diplome.code, self.annee - ecart) for ecart in (1, 2, 3)]
        anciens = [
            (r.diplome, r.derniere_session) for r in self.tables.reglements if r.diplome != self.diplome.code
        ]
        trouvees = []
        for diplome, annee in [*propres, *anciens]:
            depart = self.tables.reglement(diplome, annee)
            if depart is None:
                continue
            suites = {
                u: self.tables.suivre(depart, u, self.diplome.numerotation).unites for u in depart.unites
            }
            trouvees.append((diplome, annee, {s[0]: u for u, s in suites.items() if len(s) == 1}))
        return trouvees

    def de(self, ligne: Ligne, unite: str) -> tuple[str, int, str]:
        """Diplôme, session et unité d'origine de la note gardée d'un candidat ; la plupart sont de l'an dernier."""
        choix = 0 if ligne.cas else (0, 0, 0, 1, 2, 3)[ligne.rang % 6]
        diplome, annee, unites = self.passees[min(choix, len(self.passees) - 1)]
        if unite not in unites:
            diplome, annee, unites = self.passees[0]
        return diplome, annee, unites[unite]


def donner_les_titres(connaissances: Connaissances, inscrits: Sequence[Inscrit]) -> None:
    """Écrit ce que chaque candidat fait valoir et ce qui en est décidé, puis redemande au droit ce qu'il en dit."""
    le = jour(connaissances.session, -1, 11, 22)
    concernes = [(i, ligne) for i, ligne in inscrits if _fait_valoir(ligne)]
    _amenager(concernes, le=le)
    Experience.objects.bulk_create([e for i, ligne in concernes for e in _experiences(i, ligne)])
    Anterieure.objects.bulk_create([a for i, ligne in concernes for a in _anterieures(i, ligne)])
    _conserver(connaissances, concernes, le=le)
    _dispenser(concernes, le=le)
    reexaminer([i for i, _ in concernes], connaissances)


def reexaminer(inscriptions: Sequence[Inscription], connaissances: Connaissances) -> None:
    """Redemande au droit ce qu'il dit de ces candidatures, en lots."""
    for debut in range(0, len(inscriptions), PAQUET):
        paquet = inscriptions[debut : debut + PAQUET]
        lus = dossiers(paquet)
        for inscription in paquet:
            examiner(lus[inscription.pk], connaissances)
        mettre_a_jour(paquet, ["unites", *EXAMINES])


def mettre_a_jour(inscriptions: Sequence[Inscription], champs: Sequence[str]) -> None:
    """Enregistre ces champs de candidatures qui existent : écrites en conflit sur leur clé, elles se mettent à jour,
    bien plus vite que par `bulk_update`.
    """
    Inscription.objects.bulk_create(
        inscriptions, update_conflicts=True, update_fields=champs, unique_fields=["id"], batch_size=PAQUET
    )


def _fait_valoir(ligne: Ligne) -> bool:
    return bool(ligne.amenagements or ligne.voie is Voie.EXPERIENCE or ligne.unites("B:", "DI", "VA"))


def _experiences(inscription: Inscription, ligne: Ligne) -> list[Experience]:
    """Un candidat sur huit n'a pas encore l'expérience qu'il faut : sa candidature reste à compléter."""
    if ligne.voie is not Voie.EXPERIENCE:
        return []
    annee, court = inscription.deposee_le.year, not ligne.cas and ligne.rang % 8 == 0
    debut = date(annee, 9, 1) if court else date(annee - 4, 3, 1)
    return [
        Experience(
            inscription=inscription, debut=debut, fin=date(annee, 10, 31), emploi="Vendeuse technique (fictif)",
            employeur="Entreprise fictive",
        )
    ]  # fmt: skip


def _anterieures(inscription: Inscription, ligne: Ligne) -> list[Anterieure]:
    if not ligne.unites("B:"):
        return []
    annee = inscription.session.annee - 1
    return [Anterieure(inscription=inscription, annee=annee, voie=ligne.voie, forme=ligne.forme)]


def _amenager(concernes: Sequence[Inscrit], *, le: datetime) -> None:
    retenus = [(i, ligne) for i, ligne in concernes if ligne.amenagements]
    demandes = DemandeAmenagement.objects.bulk_create(
        DemandeAmenagement(
            inscription=i, etat="accordee", demandee_le=i.changee_le, avis_le=le.date(), decidee_le=le,
            reference=f"A-{ligne.numero[-5:]} (fictive)",
        )
        for i, ligne in retenus
    )  # fmt: skip
    mesures, avis = [], []
    for (inscription, ligne), demande in zip(retenus, demandes, strict=True):
        genres = sorted(ligne.amenagements)
        mesures += [MesureAccordee(demande=demande, genre=genre) for genre in genres]
        if ligne.unites("NP"):
            laissees = ligne.unites("NP", "B:", "DI", "VA")
            inscription.unites = ",".join(u for u in ligne.resultats if u not in laissees)
        objet = f"Aménagements accordés, décision {demande.reference}"
        avis.append(_avis(inscription, Notification.Genre.AMENAGEMENT, objet, le, lu=ligne.rang % 3 > 0))
        apres = {"etat": "accordee", "reference": demande.reference, "mesures": genres}
        _consigner("decider_amenagement", inscription, apres, le=le)
    MesureAccordee.objects.bulk_create(mesures)
    Notification.objects.bulk_create(avis)


def _conserver(connaissances: Connaissances, concernes: Sequence[Inscrit], *, le: datetime) -> None:
    origines = Origines(connaissances)
    gardees, avis = [], []
    for inscription, ligne in concernes:
        notes = [_note(inscription, ligne, unite, origines) for unite in ligne.unites("B:")]
        if not notes:
            continue
        for note, examines in zip(
            notes, examiner_les_benefices(inscription, notes, connaissances), strict=True
        ):
            _poser(note, examines, connaissances, ligne, le=le)
            _consigner("demander_benefice", inscription, {"unite": note.unite, "session": note.annee}, le=le)
            if note.etat != EtatDemande.DEMANDEE:
                acte = "accorder_benefice" if note.etat == EtatDemande.ACCORDEE else "refuser_benefice"
                _consigner(acte, inscription, {"unite": note.unite, "etat": note.etat}, le=le)
        gardees += notes
        sens = "Accordée" if notes[0].etat == EtatDemande.ACCORDEE else "Refusée"
        if notes[0].etat != EtatDemande.DEMANDEE:
            objet = f"{sens} : note conservée, {', '.join(n.unite for n in notes)}."
            avis.append(_avis(inscription, Notification.Genre.TITRE, objet, le, lu=ligne.rang % 4 > 0))
    Benefice.objects.bulk_create(gardees, batch_size=PAQUET)
    Notification.objects.bulk_create(avis, batch_size=PAQUET)


def _note(inscription: Inscription, ligne: Ligne, unite: str, origines: Origines) -> Benefice:
    diplome, annee, ancienne = origines.de(ligne, unite)
    return Benefice(
        inscription=inscription, diplome=diplome, annee=annee, unite=ancienne,
        demi_points=lire_resultat(ligne.resultats[unite]).demi_points, obtenue_le=date(annee, 7, 3),
        demandee_le=inscription.changee_le,
    )  # fmt: skip


def _poser(
    note: Benefice,
    examines: list[BeneficeExamine],
    connaissances: Connaissances,
    ligne: Ligne,
    *,
    le: datetime,
) -> None:
    """Ce que le droit dit de la note ; quelques-unes restent à décider, quelques autres sont refusées au vu des pièces."""
    accordes = [e for e in examines if e.est_accorde]
    note.motifs = [m.phrase for e in accordes or examines for m in e.motifs]
    note.unites = ecrire_codes((e.unite for e in accordes if e.unite), connaissances.regles.ordre_des_unites)
    note.fin = max((e.valable_jusqu_au for e in accordes if e.valable_jusqu_au), default=None)
    note.etat = EtatDemande.ACCORDEE if accordes else EtatDemande.REFUSEE
    if not ligne.cas and ligne.rang % 11 == 0:
        note.etat = EtatDemande.DEMANDEE
    elif not ligne.cas and ligne.rang % 29 == 0:
        note.etat, note.motifs = EtatDemande.REFUSEE, ["Relevé de notes illisible : à produire de nouveau."]
    note.decidee_le = None if note.etat == EtatDemande.DEMANDEE else le


def _dispenser(concernes: Sequence[Inscrit], *, le: datetime) -> None:
    demandes, avis = [], []
    for inscription, ligne in concernes:
        for unite in ligne.unites("DI", "VA"):
            demande = _dispense(inscription, ligne, unite, le=le)
            demandes.append(demande)
            apres = {"unite": unite, "titre": demande.genre}
            _consigner("demander_dispense", inscription, apres, le=le)
            if demande.etat == EtatDemande.DEMANDEE:
                continue
            sens = "Accordée" if demande.etat == EtatDemande.ACCORDEE else "Refusée"
            acte = "accorder_dispense" if demande.etat == EtatDemande.ACCORDEE else "refuser_dispense"
            _consigner(acte, inscription, {"unite": unite, "etat": demande.etat}, le=le)
            objet = f"{sens} : dispense, {unite}."
            avis.append(_avis(inscription, Notification.Genre.TITRE, objet, le, lu=ligne.rang % 2 > 0))
    Dispense.objects.bulk_create(demandes, batch_size=PAQUET)
    Notification.objects.bulk_create(avis, batch_size=PAQUET)


def _dispense(inscription: Inscription, ligne: Ligne, unite: str, *, le: datetime) -> Dispense:
    acquise = ligne.resultats[unite] == "VA"
    etat = EtatDemande.ACCORDEE
    if not ligne.cas and not acquise:
        etat = {0: EtatDemande.DEMANDEE, 1: EtatDemande.REFUSEE}.get(ligne.rang % 9, etat)
    return Dispense(
        inscription=inscription, unite=unite, genre=GenreDeTitre.VAE if acquise else GenreDeTitre.DUT,
        intitule="Décision fictive du jury de validation" if acquise else "Diplôme fictif de technologie",
        enseignements="" if acquise else ENSEIGNEMENT, est_justifiee=True, demandee_le=inscription.changee_le,
        etat=etat, decidee_le=None if etat == EtatDemande.DEMANDEE else le,
        motifs=["Titre non reconnu pour cette unité."] if etat == EtatDemande.REFUSEE else [],
    )  # fmt: skip


def _avis(
    inscription: Inscription, genre: Notification.Genre, objet: str, le: datetime, *, lu: bool
) -> Notification:
    ouverte = le if lu else None
    return Notification(
        inscription=inscription, genre=genre, objet=objet[:200], remise_le=le, ouverte_le=ouverte
    )


def _consigner(acte: str, inscription: Inscription, apres: Mapping[str, object], *, le: datetime) -> None:
    fait = Fait(inscription.code, str(inscription.candidat), inscription.session.code, apres=apres)
    consigner(f"inscriptions.{acte}", fait, par=SYSTEME, le=le)
