"""La fiche d'un candidat : tout ce que sa page dit, déjà en mots, avec les articles qui le fondent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from parchemin.droit.regimes import Etablissement as Categorie
from parchemin.droit.regimes import Habilitation, RegimeRefuse, Voie, determiner_regime
from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.epreuves import EpreuveDuCandidat, Situation, epreuves_du_candidat
from parchemin.etapes.inscriptions.faits import Examen, Point
from parchemin.etapes.inscriptions.fiche_actes import Possibles, possibles
from parchemin.etapes.inscriptions.fiche_histoire import Episode, Recit, Relais, nom_d_etablissement
from parchemin.etapes.inscriptions.fiche_suivi import (
    AmenagementSuivi,
    LectureDuCandidat,
    PieceSuivie,
    Titre,
    amenagements_suivis,
    lectures,
    pieces_suivies,
    titres_suivis,
)
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.faits import CATEGORIES, RegimeConstate
from parchemin.socle.organisation.heures import HeureLocale

CIRCULAIRE = "Circulaire d'organisation, § 1.1"
FORMES_DES_ETATS: Mapping[str, str] = {
    EtatInscription.BROUILLON: "avenir", EtatInscription.DEPOSEE: "cours", EtatInscription.CONFIRMEE: "cours",
    EtatInscription.RECEVABLE: "fait", EtatInscription.REJETEE: "bloquant", EtatInscription.ANNULEE: "nv",
}  # fmt: skip
FORMES_DES_SITUATIONS: Mapping[Situation, str] = {
    Situation.PRESENTEE: "cours", Situation.CONSERVEE: "benefice", Situation.DISPENSEE: "di",
    Situation.ACQUISE: "fait", Situation.NON_PRESENTEE: "non-saisie", Situation.NON_CHOISIE: "avenir",
}  # fmt: skip
SITUATION = ("redoublant", "sportif_haut_niveau", "positionnement")
GROUPES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "identite": ("Identité", champs.IDENTITE),
    "coordonnees": ("Coordonnées", champs.COORDONNEES),
    "choix": ("Choix d'inscription", tuple(c for c in champs.CHOIX if c not in {"voie", *SITUATION})),
    "situation": ("Situation", SITUATION),
}


@dataclass(frozen=True, slots=True)
class GroupeDeChamps:
    """Des champs que l'on lit et change ensemble : nom et valeur, telle qu'on la lit."""

    code: str
    titre: str
    champs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PointARegler:
    """Un point que le droit relève, et où le régler : un groupe de champs, « voie », ou rien."""

    point: Point
    groupe: str


@dataclass(frozen=True, slots=True)
class LigneDEpreuve:
    """Une épreuve et la forme qui dessine sa situation."""

    epreuve: EpreuveDuCandidat
    forme: str


@dataclass(frozen=True, slots=True)
class Fiche:
    """Tout ce que la page d'un candidat montre."""

    inscription: Inscription
    chapeau: str
    etat: tuple[str, str]
    phrase_d_etat: str
    pilote: str
    plume: tuple[str, ...]
    regime: RegimeConstate
    le_changerait: tuple[str, ...]
    epreuves: tuple[LigneDEpreuve, ...]
    interdits: tuple[PointARegler, ...]
    a_completer: tuple[PointARegler, ...]
    groupes: tuple[GroupeDeChamps, ...]
    pieces: tuple[PieceSuivie, ...]
    titres: tuple[Titre, ...]
    amenagements: tuple[AmenagementSuivi, ...]
    lectures: tuple[LectureDuCandidat, ...]
    relais: tuple[Relais, ...]
    histoire: tuple[Episode, ...]
    peut: Possibles

    @property
    def pieces_manquantes(self) -> tuple[PieceSuivie, ...]:
        """Pièces qui manquent encore au dossier."""
        return tuple(p for p in self.pieces if not p.est_remise)

    @property
    def a_un_amenagement(self) -> bool:
        """Vrai si une demande ou une décision d'aménagement est en vigueur."""
        return any(a.est_en_vigueur for a in self.amenagements)


def fiche_de(lu: Lecture, *, par: Auteur, le: datetime) -> Fiche:
    """Fiche de la candidature pour cette personne, à cet instant. Lève `ActeRefuse` sans droit connu pour la session."""
    i, examen = lu.inscription, lu.connaissances.regles.examiner(lu.dossier)
    pieces = pieces_suivies(lu, le=le)
    recit = Recit(lu, par, {p.code: p.libelle for p in pieces})
    points = [PointARegler(p, groupe_du_champ(p.champ)) for p in examen.points]
    return Fiche(
        i, _chapeau(i), (i.get_etat_display(), FORMES_DES_ETATS[i.etat]), _phrase_d_etat(i),
        lu.pilote.nom if lu.pilote else "", tuple(_plume(lu)), examen.regime, tuple(_le_changerait(lu, examen)),
        lignes_d_epreuves(lu, examen), tuple(p for p in points if not p.point.se_complete),
        tuple(p for p in points if p.point.se_complete), tuple(groupes(i)), pieces, titres_suivis(lu),
        amenagements_suivis(lu), lectures(lu), tuple(recit.relais()), recit.histoire(),
        possibles(lu, par, le=le),
    )  # fmt: skip


def lignes_d_epreuves(lu: Lecture, examen: Examen) -> tuple[LigneDEpreuve, ...]:
    """Épreuves du candidat ; une facultative qu'il ne choisit pas ne s'y trouve pas."""
    lignes = epreuves_du_candidat(lu.dossier, examen, lu.connaissances.regles)
    retenues = (e for e in lignes if e.situation is not Situation.NON_CHOISIE)
    return tuple(LigneDEpreuve(e, FORMES_DES_SITUATIONS[e.situation]) for e in retenues)


def groupe_du_champ(champ: str) -> str:
    """Groupe de champs où se corrige ce point ; vide s'il ne s'y corrige pas."""
    if champ in {"voie", "habilitation"}:
        return "voie"
    if champ in {"experiences", "anterieures"}:
        return "parcours"
    if champ.startswith(("EF", "UF")):
        return "choix"
    return next((code for code, (_, siens) in GROUPES.items() if champ in siens), "")


def groupes(inscription: Inscription) -> Iterable[GroupeDeChamps]:
    """Les champs de la candidature, groupe par groupe ; une case vide le dit."""
    valeurs = champs.etat(inscription)
    for code, (titre, siens) in GROUPES.items():
        paires = tuple((champs.libelle(c), dire_la_valeur(inscription, c, valeurs[c])) for c in siens)
        yield GroupeDeChamps(code, titre, paires)


def dire_la_valeur(inscription: Inscription, champ: str, valeur: str) -> str:
    """Valeur d'un champ telle qu'on la lit, sans lire la base."""
    if champ == "etablissement":
        return nom_d_etablissement(inscription, valeur) if valeur else "aucun, candidat individuel"
    if champ == "unites":
        return valeur.replace(",", ", ") or "toutes"
    if champ == "facultatives":
        return valeur.replace(",", ", ") or "aucune"
    if champ in {"publication", "positionnement"}:
        return str(getattr(_porteur(inscription, champ), f"get_{champ}_display")())
    return champs.dire(champ, valeur)


def _porteur(inscription: Inscription, champ: str) -> object:
    return inscription.candidat if champ in champs.DU_CANDIDAT else inscription


def _chapeau(i: Inscription) -> str:
    lieu = f", {i.etablissement.nom}" if i.etablissement else ", candidat individuel"
    division = f", division {i.division}" if i.division else ""
    return f"{i.get_voie_display()}{lieu}{division}. {i.get_forme_display()}."


def _phrase_d_etat(i: Inscription) -> str:
    def dit(quand: datetime | None) -> str:
        return HeureLocale(quand, i.academie.fuseau).texte if quand else "une date inconnue"

    match i.etat:
        case EtatInscription.BROUILLON:
            return "La saisie n'est pas finie : rien n'est encore déposé."
        case EtatInscription.DEPOSEE:
            return f"Déposée le {i.deposee_le:%d/%m/%Y}. Le candidat doit encore la confirmer."
        case EtatInscription.CONFIRMEE:
            comment = i.get_confirmee_par_display().lower()
            return (
                f"Confirmée ({comment}) le {dit(i.confirmee_le)}. Le service doit contrôler sa recevabilité."
            )
        case EtatInscription.RECEVABLE:
            return f"Déclarée recevable le {dit(i.decidee_le)}."
        case EtatInscription.REJETEE:
            return f"Rejetée le {dit(i.decidee_le)} ; les raisons et les recours sont dans l'histoire."
        case _:
            return f"Annulée le {dit(i.changee_le)} ; elle reste lisible, plus rien n'y change."


def _plume(lu: Lecture) -> Iterable[str]:
    i, pilote, origine = lu.inscription, lu.pilote, lu.inscription.academie.nom
    if pilote is None:
        yield f"L'académie de la candidature ({origine}) n'est d'aucun regroupement : elle tient seule la plume."
    elif pilote.pk == i.academie_id:
        yield f"{origine} tient la plume : académie d'origine et pilote sont la même."
    elif i.transferee_le:
        depuis = HeureLocale(i.transferee_le, i.academie.fuseau).texte
        yield (
            f"{origine} et {pilote.nom} tiennent la plume ensemble depuis le transfert du {depuis} : "
            "un acte de l'une vaut pour les deux, l'autre le voit aussitôt."
        )
    else:
        prevu = lu.connaissances.calendrier.jour(Operation.TRANSFERT, i.academie)
        terme = (
            f"au transfert, prévu le {prevu:%d/%m/%Y}"
            if prevu
            else "au transfert, dont le calendrier ne fixe pas encore le jour"
        )
        yield f"{origine}, académie d'origine, tient la plume ; {pilote.nom}, pilote, lit jusqu'{terme}."
    if i.etat in {EtatInscription.BROUILLON, EtatInscription.DEPOSEE}:
        yield "L'établissement et le candidat complètent aussi, jusqu'à la confirmation."


def _le_changerait(lu: Lecture, examen: Examen) -> Iterable[str]:
    """Ce qui, seul, donnerait un autre régime : une autre habilitation, un autre genre d'établissement."""
    i, actuel = lu.inscription, examen.regime.regime
    if actuel is None or i.etablissement is None:
        return
    categorie = CATEGORIES.get(i.etablissement.secteur)
    tenue = examen.regime.habilitation
    habilitation = Habilitation.NON
    if tenue:
        habilitation = Habilitation.ETENDUE if tenue.etendue else Habilitation.OUI
    essais = [(f"Établissement {h.libelle}", categorie, h) for h in Habilitation if h is not habilitation]
    essais += [(c.libelle.capitalize(), c, habilitation) for c in Categorie if c is not categorie]
    for dit, autre_categorie, autre_habilitation in essais:
        try:
            decide = determiner_regime(
                Voie(i.voie), autre_categorie, autre_habilitation, le=lu.connaissances.regles.le
            )
        except RegimeRefuse:
            continue
        if decide.regime is not actuel:
            yield f"{dit} : régime {decide.regime.value}, {decide.regime.libelle}"
