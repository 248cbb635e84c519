"""Les notes gardées d'une session passée : lesquelles, jusqu'à quand, pour quelles unités.

Code de l'éducation, art. D643-15 (seuil, cinq ans), D643-22 et D643-23 (demande,
forme progressive) ; arrêté du 25 novembre 2020, art. 4 et annexe VI (ancien diplôme).
Les notes sont des demi-points ; les délais se comptent de quantième à quantième.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from parchemin.droit.correspondances import Correspondances, SansCorrespondance, Suite, correspondances
from parchemin.droit.delivrance import ValeurNonPriseEnCharge
from parchemin.droit.diplome import Diplome
from parchemin.droit.durees import MOIS_PAR_AN, ajouter_mois
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.notes import Etat, Resultat, ecrire_note
from parchemin.droit.parametres import Valeur, registre
from parchemin.droit.references import Motif

NOMS_DES_VALEURS = (
    "unite.note_minimale", "benefice.duree_annees", "benefice.date", "benefice.usage", "benefice.demande",
    "benefice.renonciation_definitive", "benefice.handicap_annees", "forme.progressive.garde_lt10",
)  # fmt: skip

# Les choix que le code sait appliquer ; une autre valeur est refusée, jamais ignorée.
CHOIX_APPLIQUES: Mapping[str, tuple[str, ...]] = {
    "benefice.date": ("deliberation", "session"),
    "benefice.usage": ("deliberation", "demande"),
}

DUREE = "benefice.duree_annees"
HANDICAP = "benefice.handicap_annees"
ANCIEN_AU_SEUIL = "benefice.ancien_diplome_au_seuil"

RAISONS = {
    "unite.note_minimale": "au moins égal à {seuil}",
    "forme.progressive.garde_lt10": "sous {seuil}, mais en forme progressive",
    HANDICAP: "sous {seuil}, mais avec l'aménagement « conservation »",
}


@dataclass(frozen=True, slots=True)
class NoteAnterieure:
    """Une note d'une session passée, en demi-points, et ce que le candidat en veut.

    `obtenue_le` : jour de la délibération finale de sa session. `demandee` : le candidat en
    demande le bénéfice ; `renoncee` : il y a renoncé à une session antérieure.
    """

    diplome: str
    session: int
    unite: str
    demi_points: int
    obtenue_le: date
    demandee: bool = True
    renoncee: bool = False


@dataclass(frozen=True, slots=True)
class DossierDeBenefices:
    """Toutes les notes passées d'un candidat, sa forme, ses aménagements, et les deux jours qui comptent.

    `demande_le` : jour de sa demande ; `delibere_le` : jour prévu de la délibération de la session.
    """

    notes: tuple[NoteAnterieure, ...]
    demande_le: date
    delibere_le: date
    forme: Forme = Forme.GLOBALE
    amenagements: frozenset[Amenagement] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class BeneficeExamine:
    """Ce que devient une note pour une unité de la session.

    `unite` et `valable_jusqu_au` (dernier jour compris) sont `None` si la note ne donne aucune unité.
    """

    note: NoteAnterieure
    unite: str | None
    valable_jusqu_au: date | None
    est_accorde: bool
    motifs: tuple[Motif, ...]

    @property
    def resultat(self) -> Resultat | None:
        """Résultat à porter à l'épreuve ; `None` si le bénéfice est refusé."""
        return Resultat(Etat.BENEFICE, self.note.demi_points) if self.est_accorde else None


class ReglesDesBenefices:
    """Les règles des notes conservées d'un diplôme, lues un jour donné."""

    def __init__(self, diplome: Diplome, *, le: date, tables: Correspondances | None = None) -> None:
        """Lève `HorsValidite` hors période, `ValeurNonPriseEnCharge` si une valeur ne s'applique pas."""
        self.diplome, self._tables = diplome, tables
        self.lues: dict[str, Valeur] = {n: registre().valeur(n, le=le) for n in NOMS_DES_VALEURS}
        for nom, choix in CHOIX_APPLIQUES.items():
            if (lue := self.lues[nom].valeur) not in choix:
                raise ValeurNonPriseEnCharge(
                    f"« {nom} » vaut {lue!r} ; choix appliqués : {', '.join(choix)}."
                )
        self.seuil = int(2 * self.lues["unite.note_minimale"].valeur)

    @cached_property
    def tables(self) -> Correspondances:
        """Correspondances données, sinon celles livrées avec le diplôme ; lève `ValeurInvalide`."""
        return correspondances(self.diplome.code) if self._tables is None else self._tables

    def fin_de_validite(self, obtenue_le: date, session: int, *, duree: str = DUREE) -> date:
        """Dernier jour de validité d'une note : le quantième de son obtention, cinq ans plus tard.

        Une note du 29 février finit le 28 quand l'année n'a pas de 29. `duree` nomme la valeur qui
        compte les années.
        """
        if self.lues["benefice.date"].valeur == "session":
            obtenue_le = date(session, MOIS_PAR_AN, 31)
        return ajouter_mois(obtenue_le, self.lues[duree].valeur * MOIS_PAR_AN)

    def jour_d_usage(self, demande_le: date, delibere_le: date) -> date:
        """Jour où la note doit encore être valable : la délibération, ou la demande si la valeur le dit."""
        return demande_le if self.lues["benefice.usage"].valeur == "demande" else delibere_le

    def examiner(self, dossier: DossierDeBenefices) -> tuple[BeneficeExamine, ...]:
        """Chaque note, pour chaque unité qu'elle donne, dans l'ordre du dossier ; motifs à l'appui."""
        passages = [self._passage(note) for note in dossier.notes]
        derniere: dict[str, date] = {}
        for note, (unites, _) in zip(dossier.notes, passages, strict=True):
            for unite in unites:
                derniere[unite] = max(note.obtenue_le, derniere.get(unite, note.obtenue_le))
        examines = []
        for note, (unites, motifs) in zip(dossier.notes, passages, strict=True):
            if not unites:
                examines.append(BeneficeExamine(note, None, None, False, motifs))
            for unite in unites:
                remplacee = note.obtenue_le < derniere[unite]
                examines.append(self._examiner(note, unite, motifs, dossier, remplacee=remplacee))
        return tuple(examines)

    def _passage(self, note: NoteAnterieure) -> tuple[tuple[str, ...], tuple[Motif, ...]]:
        """Unités de la session que donne la note, et les motifs qui y mènent ou s'y opposent."""
        depart = self.tables.reglement(note.diplome, note.session)
        if depart is None or note.session >= self.diplome.session:
            gabarit = "Rien à conserver : pas de session {session} du diplôme « {diplome} » avant la session {cette}."
            valeurs = {"diplome": note.diplome, "session": note.session, "cette": self.diplome.session}
            reference = depart.source.reference if depart else self.lues["benefice.demande"].reference
            return (), (Motif("BENEFICE_ORIGINE", gabarit, reference, valeurs),)
        try:
            suite = self.tables.suivre(depart, note.unite, self.diplome.numerotation)
        except SansCorrespondance as refus:
            return (), (Motif("BENEFICE_UNITE", str(refus), depart.source.reference),)
        return suite.unites, _motifs_du_passage(suite)

    def _examiner(
        self,
        note: NoteAnterieure,
        unite: str,
        passage: tuple[Motif, ...],
        dossier: DossierDeBenefices,
        *,
        remplacee: bool,
    ) -> BeneficeExamine:
        fondement = self._fondement(note, dossier)
        duree = HANDICAP if fondement is self.lues[HANDICAP] else DUREE
        fin = self.fin_de_validite(note.obtenue_le, note.session, duree=duree)
        refus = self._renonciation(note, unite, remplacee=remplacee) or self._hors_delai(note, fin, dossier)
        if refus is None and fondement is None:
            gabarit = "{note} est inférieur à {seuil} : la note ne se conserve pas."
            refus = self._motif("BENEFICE_SOUS_SEUIL", gabarit, "unite.note_minimale", note)
        if refus or fondement is None:
            return BeneficeExamine(note, unite, fin, False, (*passage, *([refus] if refus else [])))
        gabarit = "{unite} : {note} conservé jusqu'au {fin} compris, {raison}."
        valeurs = {
            "unite": unite, "note": ecrire_note(note.demi_points), "fin": f"{fin:%d/%m/%Y}",
            "raison": RAISONS[fondement.nom].format(seuil=ecrire_note(self.seuil)),
        }  # fmt: skip
        accord = Motif("BENEFICE_ACCORDE", gabarit, fondement.reference, valeurs)
        return BeneficeExamine(note, unite, fin, True, (*passage, accord))

    def _fondement(self, note: NoteAnterieure, dossier: DossierDeBenefices) -> Valeur | None:
        """Ce qui permet de conserver une note de cette valeur ; `None` si rien ne le permet."""
        if note.demi_points >= self.seuil:
            return self.lues["unite.note_minimale"]
        if note.diplome != self.diplome.code and self.diplome.valeur(ANCIEN_AU_SEUIL).valeur:
            return None
        if Amenagement.CONSERVATION in dossier.amenagements:
            return self.lues[HANDICAP]
        progressive = self.lues["forme.progressive.garde_lt10"]
        return progressive if dossier.forme is Forme.PROGRESSIVE and progressive.valeur else None

    def _renonciation(self, note: NoteAnterieure, unite: str, *, remplacee: bool) -> Motif | None:
        if self.lues["benefice.demande"].valeur and not note.demandee:
            gabarit = "{unite} : {note} ne se conserve qu'à la demande du candidat, qui n'en fait pas."
            return self._motif("BENEFICE_SANS_DEMANDE", gabarit, "benefice.demande", note, unite=unite)
        if not self.lues["benefice.renonciation_definitive"].valeur:
            return None
        nom = "benefice.renonciation_definitive"
        if note.renoncee:
            gabarit = "{unite} : le candidat a renoncé à {note} ; la renonciation est définitive."
            return self._motif("BENEFICE_RENONCE", gabarit, nom, note, unite=unite)
        if remplacee:
            gabarit = "{unite} : l'épreuve a été repassée depuis ; la nouvelle note compte seule."
            return self._motif("BENEFICE_REMPLACE", gabarit, nom, note, unite=unite)
        return None

    def _hors_delai(self, note: NoteAnterieure, fin: date, dossier: DossierDeBenefices) -> Motif | None:
        jour = self.jour_d_usage(dossier.demande_le, dossier.delibere_le)
        jours = {
            "obtenue": f"{note.obtenue_le:%d/%m/%Y}",
            "fin": f"{fin:%d/%m/%Y}",
            "jour": f"{jour:%d/%m/%Y}",
        }
        if jour < note.obtenue_le:
            gabarit = "La note du {obtenue} n'est pas encore obtenue le {jour}."
            return self._motif("BENEFICE_ANTICIPE", gabarit, "benefice.date", note, **jours)
        if jour > fin:
            gabarit = "La note du {obtenue} valait jusqu'au {fin} compris ; elle ne vaut plus le {jour}."
            return self._motif("BENEFICE_EXPIRE", gabarit, DUREE, note, **jours)
        return None

    def _motif(self, code: str, gabarit: str, nom: str, note: NoteAnterieure, **valeurs: str) -> Motif:
        communes = {"note": ecrire_note(note.demi_points), "seuil": ecrire_note(self.seuil)}
        return Motif(code, gabarit, self.lues[nom].reference, communes | valeurs)


def _motifs_du_passage(suite: Suite) -> tuple[Motif, ...]:
    """Un motif par ligne de table traversée ; l'unité qui n'a pas de suite le dit."""
    motifs = []
    for ligne in suite.lignes:
        valeurs = {"unite": ligne.unite, "donne": " et ".join(ligne.donne)}
        code, gabarit = "BENEFICE_CORRESPONDANCE", "L'unité {unite} donne {donne} dans le règlement suivant."
        if not ligne.donne:
            code, gabarit = (
                "BENEFICE_SANS_SUITE",
                "L'unité {unite} n'a pas de suite dans le règlement suivant.",
            )
        motifs.append(Motif(code, gabarit, ligne.source.reference, valeurs))
    return tuple(motifs)
