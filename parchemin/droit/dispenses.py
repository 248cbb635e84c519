"""Les dispenses d'unités : qui peut en demander, pour quelle unité, qui décide.

Arrêté du 24 juin 2005, art. 1 et 2 ; annexe IV b de l'arrêté qui crée le diplôme. Une dispense
s'accorde à la demande du candidat, sur justificatif ; l'unité dispensée sort de la moyenne.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from parchemin.droit.benefices import NoteAnterieure, ReglesDesBenefices
from parchemin.droit.diplome import Diplome
from parchemin.droit.epreuves import Domaine, Epreuve
from parchemin.droit.notes import Etat, Resultat, ecrire_note
from parchemin.droit.parametres import Valeur, ValeurInvalide, registre
from parchemin.droit.references import Motif, Reference

DE_DROIT, MANUELLE = "de_droit", "manuelle"
MODES_DE_DECISION = (DE_DROIT, MANUELLE)


class GenreDeTitre(StrEnum):
    """Ce que le candidat fait valoir pour être dispensé."""

    BTS_AUTRE_SPECIALITE = "bts_autre_specialite"
    BTS_MEME_SPECIALITE = "bts_meme_specialite"
    DUT = "dut"
    DIPLOME_NATIONAL = "diplome_national"
    AUTRE_TITRE = "autre_titre"
    DIPLOME_ETRANGER = "diplome_etranger"
    BENEFICE_AUTRE_BTS = "benefice_autre_bts"
    VAE = "vae"

    @property
    def libelle(self) -> str:
        """Nom du titre, dans une phrase."""
        return {
            "bts_autre_specialite": "BTS d'une autre spécialité",
            "bts_meme_specialite": "BTS de la même spécialité",
            "dut": "DUT",
            "diplome_national": "diplôme national",
            "autre_titre": "titre qui n'est pas un diplôme national",
            "diplome_etranger": "diplôme étranger",
            "benefice_autre_bts": "bénéfice de l'unité d'un autre BTS",
            "vae": "validation des acquis de l'expérience",
        }[self.value]


class IssueDeDispense(StrEnum):
    """Issue de l'examen d'une demande de dispense."""

    ACCORDEE = "accordee"
    REFUSEE = "refusee"
    A_DECIDER = "a_decider"


@dataclass(frozen=True, slots=True)
class Titre:
    """Un titre que le candidat fait valoir.

    `niveau` : niveau du cadre national, pour un diplôme national ; `enseignements` : unités
    d'enseignement qu'il y a validées ; `benefice` : la note, pour le bénéfice d'un autre BTS.
    """

    genre: GenreDeTitre
    niveau: int | None = None
    enseignements: frozenset[str] = field(default_factory=frozenset)
    benefice: NoteAnterieure | None = None
    est_justifie: bool = True


@dataclass(frozen=True, slots=True)
class DemandeDeDispense:
    """Une unité de la session, le titre présenté, et ce que l'autorité a déjà décidé.

    `decision` ne sert qu'aux règles qui laissent décider l'autorité : `None` tant qu'elle n'a pas
    statué. `demande_le` et `delibere_le` servent au bénéfice d'un autre BTS.
    """

    unite: str
    titre: Titre
    demande_le: date
    delibere_le: date
    est_demandee: bool = True
    decision: bool | None = None


@dataclass(frozen=True, slots=True)
class DispenseExaminee:
    """Issue de la demande et motifs ; `resultat` est ce qui se porte à l'épreuve, `None` sans accord."""

    unite: str
    issue: IssueDeDispense
    resultat: Resultat | None
    motifs: tuple[Motif, ...]


class ReglesDesDispenses:
    """Les règles de dispense d'un diplôme pour une session, lues un jour donné."""

    def __init__(self, diplome: Diplome, *, le: date) -> None:
        """Lève `HorsValidite` hors période, `ValeurInvalide` si une règle du diplôme est fautive."""
        self.diplome = diplome
        self.benefices = ReglesDesBenefices(diplome, le=le)
        noms = ("demande", "niveau_minimum", "professionnelles", "diplomes_etrangers")
        self.lues = {n: registre().valeur(f"dispense.{n}", session=diplome.session) for n in noms}
        self.liste = diplome.valeur("dispense.regles")
        self.regles: tuple[Valeur, ...] = tuple(diplome.valeur(nom) for nom in self.liste.valeur)
        admises = {e.unite for e in diplome.epreuves if e.dispense}
        for regle in self.regles:
            if regle.valeur["decision"] not in MODES_DE_DECISION:
                modes = ", ".join(MODES_DE_DECISION)
                raise ValeurInvalide(f"« {regle.nom} » : « decision » vaut l'un de {modes}.")
            if interdite := sorted(set(regle.valeur["unites"]) - admises):
                raise ValeurInvalide(f"« {regle.nom} » dispense de {interdite[0]}, que le règlement exclut.")

    def examiner(self, demande: DemandeDeDispense) -> DispenseExaminee:
        """Issue de la demande ; lève `KeyError` si l'unité n'est pas de la session."""
        epreuve = self.diplome.epreuve(demande.unite)
        demande = replace(demande, unite=epreuve.unite)
        if refus := self._irrecevable(demande, epreuve):
            return DispenseExaminee(demande.unite, IssueDeDispense.REFUSEE, None, (refus,))
        if demande.titre.genre is GenreDeTitre.VAE:
            gabarit = "{unite} est acquise par validation des acquis de l'expérience."
            motif = self._motif("DISPENSE_VAE", gabarit, self.lues["professionnelles"].reference, demande)
            return DispenseExaminee(demande.unite, IssueDeDispense.ACCORDEE, Resultat(Etat.VAE), (motif,))
        return self._appliquer(demande)

    def _irrecevable(self, demande: DemandeDeDispense, epreuve: Epreuve) -> Motif | None:
        """Ce qui s'oppose à la demande avant toute règle du diplôme."""
        fondement = self.lues["demande"]
        if fondement.valeur and not demande.est_demandee:
            gabarit = "{unite} : une dispense ne s'accorde qu'à la demande du candidat."
            return self._motif("DISPENSE_SANS_DEMANDE", gabarit, fondement.reference, demande)
        if fondement.valeur and not demande.titre.est_justifie:
            gabarit = "{unite} : produire le justificatif ({titre})."
            return self._motif("DISPENSE_SANS_JUSTIFICATIF", gabarit, fondement.reference, demande)
        if epreuve.domaine is Domaine.FACULTATIVE:
            gabarit = "{unite} est facultative : il suffit de ne pas la présenter."
            return self._motif("DISPENSE_FACULTATIVE", gabarit, self.liste.reference, demande)
        interdite = self.lues["professionnelles"]
        if epreuve.domaine is Domaine.PROFESSIONNELLE and demande.titre.genre.value != interdite.valeur:
            gabarit = (
                "{unite} est professionnelle : seule la validation des acquis de l'expérience en libère."
            )
            return self._motif("DISPENSE_PROFESSIONNELLE", gabarit, interdite.reference, demande)
        return None

    def _appliquer(self, demande: DemandeDeDispense) -> DispenseExaminee:
        """La première règle qui reçoit le titre décide."""
        etrangers = self.lues["diplomes_etrangers"]
        genre = demande.titre.genre
        if genre is GenreDeTitre.DIPLOME_ETRANGER:
            if not etrangers.valeur:
                gabarit = "{unite} : un diplôme étranger ne dispense d'aucune unité."
                return self._refus("DISPENSE_ETRANGER", gabarit, etrangers.reference, demande)
            genre = GenreDeTitre.DIPLOME_NATIONAL
        regles = [r for r in self.regles if demande.unite in r.valeur["unites"]]
        for regle in regles:
            if genre.value in regle.valeur["titres"]:
                return self._obstacle(demande, genre, regle) or self._decider(demande, regle)
        gabarit = "{unite} : aucune dispense n'est prévue pour ce titre ({titre})."
        reference = (regles[0] if regles else self.liste).reference
        return self._refus("DISPENSE_TITRE", gabarit, reference, demande)

    def _obstacle(
        self, demande: DemandeDeDispense, genre: GenreDeTitre, regle: Valeur
    ) -> DispenseExaminee | None:
        """Refus d'un titre que la règle reçoit mais dont une condition manque."""
        minimum = self.lues["niveau_minimum"]
        if genre is GenreDeTitre.DIPLOME_NATIONAL and (demande.titre.niveau or 0) < minimum.valeur:
            gabarit = "{unite} : il faut un diplôme national de niveau {minimum} ou plus."
            return self._refus("DISPENSE_NIVEAU", gabarit, minimum.reference, demande, minimum=minimum.valeur)
        enseignement = regle.valeur["enseignement"]
        if enseignement and enseignement not in demande.titre.enseignements:
            gabarit = "{unite} : il faut avoir validé l'unité d'enseignement « {enseignement} »."
            nom = enseignement.replace("_", ", ")
            return self._refus("DISPENSE_ENSEIGNEMENT", gabarit, regle.reference, demande, enseignement=nom)
        if genre is GenreDeTitre.BENEFICE_AUTRE_BTS:
            return self._obstacle_du_benefice(demande, regle)
        return None

    def _obstacle_du_benefice(self, demande: DemandeDeDispense, regle: Valeur) -> DispenseExaminee | None:
        note, regles = demande.titre.benefice, self.benefices
        seuil = ecrire_note(regles.seuil)
        if note is None or note.demi_points < regles.seuil:
            gabarit = "{unite} : le bénéfice d'un autre BTS suppose une note d'au moins {seuil}."
            return self._refus("DISPENSE_BENEFICE_SEUIL", gabarit, regle.reference, demande, seuil=seuil)
        fin = regles.fin_de_validite(note.obtenue_le, note.session)
        if note.obtenue_le <= regles.jour_d_usage(demande.demande_le, demande.delibere_le) <= fin:
            return None
        gabarit = "{unite} : le bénéfice vaut du {debut} au {fin} compris."
        return self._refus(
            "DISPENSE_BENEFICE_EXPIRE", gabarit, regle.reference, demande,
            debut=f"{note.obtenue_le:%d/%m/%Y}", fin=f"{fin:%d/%m/%Y}",
        )  # fmt: skip

    def _decider(self, demande: DemandeDeDispense, regle: Valeur) -> DispenseExaminee:
        """Accord de droit, ou ce que l'autorité a décidé quand la règle la laisse décider."""
        if regle.valeur["decision"] == DE_DROIT:
            gabarit = "{unite} : dispense accordée ({titre})."
            motif = self._motif("DISPENSE_ACCORDEE", gabarit, regle.reference, demande)
        elif demande.decision is None:
            gabarit = "{unite} : le texte est obscur ; l'autorité académique décide ({titre})."
            motif = self._motif("DISPENSE_A_DECIDER", gabarit, regle.reference, demande)
            return DispenseExaminee(demande.unite, IssueDeDispense.A_DECIDER, None, (motif,))
        elif not demande.decision:
            gabarit = "{unite} : dispense refusée par l'autorité académique."
            return self._refus("DISPENSE_DECISION_CONTRAIRE", gabarit, regle.reference, demande)
        else:
            gabarit = "{unite} : dispense accordée par l'autorité académique ({titre})."
            motif = self._motif("DISPENSE_DECIDEE", gabarit, regle.reference, demande)
        return DispenseExaminee(demande.unite, IssueDeDispense.ACCORDEE, Resultat(Etat.DISPENSE), (motif,))

    def _refus(
        self, code: str, gabarit: str, reference: Reference, demande: DemandeDeDispense, **valeurs: object
    ) -> DispenseExaminee:
        motif = self._motif(code, gabarit, reference, demande, **valeurs)
        return DispenseExaminee(demande.unite, IssueDeDispense.REFUSEE, None, (motif,))

    def _motif(
        self, code: str, gabarit: str, reference: Reference, demande: DemandeDeDispense, **valeurs: object
    ) -> Motif:
        communes = {"unite": demande.unite, "titre": demande.titre.genre.libelle}
        return Motif(code, gabarit, reference, communes | valeurs)
