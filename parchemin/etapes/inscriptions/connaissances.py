"""Ce que la base sait d'une session, lu une fois pour un acte, ou une fois pour tout un fichier."""

from collections.abc import Iterable
from functools import cached_property

from parchemin.droit.parametres import HorsValidite
from parchemin.droit.pieces import (
    ConditionDePiece,
    ListeAcademique,
    PiecesExaminees,
    examiner_pieces,
    piece_academique,
)
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.calendrier import Calendrier
from parchemin.etapes.inscriptions.faits import Dossier, Regles, codes
from parchemin.etapes.inscriptions.models import Inscription, PieceAcademique, PieceDeposee
from parchemin.etapes.inscriptions.plume import Regroupements
from parchemin.socle.organisation.models import Academie, Etablissement, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse

CONFIRMATION = "confirmation"
DECISION_D_AMENAGEMENT = "decision_amenagement"


class Connaissances:
    """Calendrier, regroupements, règles, établissements et listes de pièces d'une session ; lus à la demande."""

    def __init__(self, session: SessionExamen) -> None:
        self.session = session
        self._etablissements: dict[str, Etablissement] = {}
        # Des milliers de candidats doivent les mêmes pièces : la réponse se garde le temps d'un acte ou d'un fichier.
        self._pieces: dict[object, PiecesExaminees] = {}

    @cached_property
    def calendrier(self) -> Calendrier:
        """Échéances de la session."""
        return Calendrier.de(self.session)

    @cached_property
    def regroupements(self) -> Regroupements:
        """Pilote de chaque académie."""
        return Regroupements.de(self.session)

    @cached_property
    def regles(self) -> Regles:
        """Droit de la session ; lève `ActeRefuse` s'il n'est pas connu."""
        try:
            return Regles(self.session, self.calendrier)
        except HorsValidite as inconnu:
            raise ActeRefuse(str(inconnu)) from inconnu

    @cached_property
    def academies(self) -> dict[str, Academie]:
        """Académies, par code."""
        return {a.pk: a for a in Academie.objects.all()}

    def retenir_etablissements(self, uais: Iterable[str]) -> None:
        """Lit d'un coup les établissements qui ne le sont pas encore."""
        voulus = sorted({u for u in uais if u} - self._etablissements.keys())
        for debut in range(0, len(voulus), 500):
            lus = Etablissement.objects.filter(pk__in=voulus[debut : debut + 500])
            for e in lus.select_related("academie").prefetch_related("habilitations_ccf"):
                self._etablissements[e.pk] = e

    def etablissement(self, uai: str) -> Etablissement | None:
        """Établissement de cet UAI, avec son académie et ses habilitations ; `None` s'il n'est pas enregistré."""
        if uai and uai not in self._etablissements:
            self.retenir_etablissements([uai])
        return self._etablissements.get(uai)

    @cached_property
    def listes_de_pieces(self) -> dict[str, ListeAcademique]:
        """Ce que chaque académie change à la liste des pièces."""
        par_academie: dict[str, list[PieceAcademique]] = {}
        for piece in PieceAcademique.objects.filter(session=self.session, remplacee_le=None):
            par_academie.setdefault(piece.academie_id, []).append(piece)
        return {code: self._liste(pieces) for code, pieces in par_academie.items()}

    def pieces(self, dossier: Dossier, deposees: Iterable[PieceDeposee]) -> PiecesExaminees:
        """Pièces dues au dossier ; une pièce refusée n'est pas remise."""
        i = dossier.inscription
        remises = {p.code for p in deposees if p.etat != PieceDeposee.Etat.REFUSEE}
        if i.confirmee_le:
            # Validée en ligne ou signée sur papier, la confirmation est là : elle ne se réclame plus.
            remises.add(CONFIRMATION)
        if dossier.mesures:
            # Prise et notifiée ici : le candidat n'a pas à fournir une décision que le service tient déjà.
            remises.add(DECISION_D_AMENAGEMENT)
        conditions = self.regles.conditions(dossier)
        cas = (i.voie, conditions, frozenset(remises), i.academie_id)
        if cas not in self._pieces:
            liste = self.listes_de_pieces.get(i.academie_id)
            self._pieces[cas] = examiner_pieces(Voie(i.voie), conditions, remises, self.regles.diplome, liste)
        return self._pieces[cas]

    def rattacher(self, inscription: Inscription) -> None:
        """Pose sur une candidature, sans lire la base, ses fiches liées déjà connues."""
        inscription.session = self.session
        inscription.academie = self.academies[inscription.academie_id]
        if inscription.etablissement_id:
            inscription.etablissement = self.etablissement(inscription.etablissement_id)

    def _liste(self, pieces: list[PieceAcademique]) -> ListeAcademique:
        ajoutees = tuple(
            piece_academique(
                p.code, p.libelle, self.regles.diplome,
                voies=[Voie(v) for v in codes(p.voies)] or tuple(Voie),
                conditions=[ConditionDePiece(c) for c in codes(p.conditions)],
            )
            for p in pieces if not p.est_retiree
        )  # fmt: skip
        return ListeAcademique(ajoutees, frozenset(p.code for p in pieces if p.est_retiree))
