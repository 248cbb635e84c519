"""D'une candidature en base à ce que le droit examine, et de ce qu'il répond à ce que la fiche montre."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from parchemin.droit.benefices import DossierDeBenefices, NoteAnterieure, ReglesDesBenefices
from parchemin.droit.correspondances import correspondances
from parchemin.droit.diplome import Diplome, diplome
from parchemin.droit.dispenses import GenreDeTitre
from parchemin.droit.durees import Intervalle
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.inscription import (
    Candidature,
    InscriptionAnterieure,
    InscriptionExaminee,
    ReglesDInscription,
    SituationReconnue,
)
from parchemin.droit.inscription import Experience as ExperienceDite
from parchemin.droit.langues import ChoixDeLangues
from parchemin.droit.modifications import EvenementDeGel
from parchemin.droit.parametres import HorsValidite, Valeur, registre
from parchemin.droit.pieces import ConditionDePiece
from parchemin.droit.references import Anomalie, Motif
from parchemin.droit.regimes import Habilitation, RegimeRefuse, Voie, determiner_regime
from parchemin.etapes.inscriptions.calendrier import Calendrier
from parchemin.etapes.inscriptions.models import (
    Anterieure,
    Benefice,
    Dispense,
    EtatDemande,
    Experience,
    Inscription,
    MesureAccordee,
)
from parchemin.socle.organisation.faits import RegimeConstate, regime_constate
from parchemin.socle.organisation.models import Academie, SessionExamen
from parchemin.socle.organisation.queries import jour_du_droit

# Ce qui manque encore, et que l'on complète ; tout le reste est interdit.
A_COMPLETER = frozenset(
    {"LANGUE_MANQUANTE", "UNITES_A_PRECISER", "PREPARATION_MANQUANTE", "EXPERIENCE_INSUFFISANTE"}
)
HORS_REGISTRES = "HORS_REGISTRES"
# L'épreuve facultative qui demande une pièce à elle, reconnue à son intitulé officiel.
ENGAGEMENT = "engagement"


def codes(texte: str) -> frozenset[str]:
    """Codes écrits à la suite, séparés par des virgules."""
    return frozenset(morceau.strip() for morceau in texte.split(",") if morceau.strip())


def ecrire_codes(lus: Iterable[str], ordre: Sequence[str]) -> str:
    """Codes séparés par des virgules, dans l'ordre du règlement ; les inconnus à la fin."""
    voulus = set(lus)
    return ",".join([*(c for c in ordre if c in voulus), *sorted(voulus - set(ordre))])


@dataclass(frozen=True, slots=True)
class Dossier:
    """Une candidature et ce qui la complète, lus en base."""

    inscription: Inscription
    benefices: Sequence[Benefice] = ()
    dispenses: Sequence[Dispense] = ()
    mesures: Sequence[MesureAccordee] = ()
    anterieures: Sequence[Anterieure] = ()
    experiences: Sequence[Experience] = ()

    @property
    def acquises(self) -> frozenset[str]:
        """Unités que le candidat n'a pas à présenter : note conservée, dispense, validation d'acquis."""
        gardees = (b.unites for b in self.benefices if b.etat == EtatDemande.ACCORDEE)
        tenues = (d.unite for d in self.dispenses if d.etat == EtatDemande.ACCORDEE)
        return codes(",".join([*gardees, *tenues]))

    @property
    def amenagements(self) -> frozenset[Amenagement]:
        """Aménagements accordés qui touchent la décision."""
        connus = {a.value for a in Amenagement}
        return frozenset(Amenagement(m.genre) for m in self.mesures if m.genre in connus)

    @property
    def situations(self) -> frozenset[SituationReconnue]:
        """Situations que l'autorité a reconnues : une mesure accordée le dit, sans en dire la raison."""
        reconnues = set()
        if self.inscription.sportif_haut_niveau:
            reconnues.add(SituationReconnue.SPORTIF_HAUT_NIVEAU)
        autres = [m for m in self.mesures if m.genre != MesureAccordee.Genre.ETALEMENT]
        if autres or (self.mesures and not reconnues):
            reconnues.add(SituationReconnue.HANDICAP)
        return frozenset(reconnues)


@dataclass(frozen=True, slots=True)
class Point:
    """Un point de la candidature que le droit relève : ce qu'il est, s'il se complète ou s'il est interdit."""

    champ: str
    code: str
    phrase: str
    reference: str
    se_complete: bool

    @property
    def complet(self) -> str:
        """Phrase et article, prêts à lire."""
        return f"{self.phrase[:1].upper()}{self.phrase[1:]} ({self.reference})."


@dataclass(frozen=True, slots=True)
class Examen:
    """Ce que le droit dit d'une candidature : régime, unités à présenter, points à compléter, interdits."""

    regime: RegimeConstate
    unites: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    motifs: tuple[Motif, ...] = field(default_factory=tuple)

    @property
    def interdits(self) -> tuple[Point, ...]:
        """Ce que le droit refuse."""
        return tuple(p for p in self.points if not p.se_complete)

    @property
    def a_completer(self) -> tuple[Point, ...]:
        """Ce qui manque encore."""
        return tuple(p for p in self.points if p.se_complete)


class Regles:
    """Le droit d'une session, prêt à examiner ses candidatures ; les règles se lisent une fois par calendrier local."""

    def __init__(self, session: SessionExamen, calendrier: Calendrier) -> None:
        """Lève `HorsValidite` si la session n'a pas de règlement connu."""
        self.session, self.calendrier = session, calendrier
        self.le: date = jour_du_droit(session)
        self.diplome: Diplome = diplome(session.diplome, session=session.annee)
        self._par_academie: dict[str, ReglesDInscription] = {}
        # Beaucoup de candidats demandent la même chose : ce que le droit en dit se garde.
        self._examinees: dict[tuple[str, Candidature], InscriptionExaminee] = {}

    @cached_property
    def ordre_des_unites(self) -> tuple[str, ...]:
        """Unités obligatoires, dans l'ordre du règlement."""
        return tuple(e.unite for e in self.diplome.obligatoires)

    @cached_property
    def ordre_des_facultatives(self) -> tuple[str, ...]:
        """Épreuves facultatives, dans l'ordre du règlement."""
        return tuple(e.code for e in self.diplome.facultatives)

    @cached_property
    def diplomes_d_origine(self) -> dict[str, str]:
        """Intitulé, par code, des diplômes dont une note se conserve ici : celui de la session et ceux qu'il remplace."""
        anciens = {r.diplome: r.intitule for r in correspondances(self.diplome.code).reglements}
        return anciens | {self.diplome.code: f"BTS {self.diplome.intitule}"}

    @cached_property
    def confirmation_gele(self) -> bool:
        """Vrai si la confirmation signée clôt les modifications ordinaires ; lève `HorsValidite`."""
        return bool(self.diplome.valeur("inscription.gel").valeur == EvenementDeGel.CONFIRMATION)

    @cached_property
    def experience_exigee(self) -> Valeur:
        """Mois d'expérience qui fondent une candidature, et le texte qui le dit ; lève `HorsValidite`."""
        return registre().valeur("inscription.experience_mois", le=self.le)

    def pour(self, academie: Academie) -> ReglesDInscription:
        """Règles d'inscription, aux dates de cette académie."""
        if academie.pk not in self._par_academie:
            dates = self.calendrier.dates(academie)
            self._par_academie[academie.pk] = ReglesDInscription(self.diplome, dates, le=self.le)
        return self._par_academie[academie.pk]

    def candidature(self, dossier: Dossier) -> Candidature:
        """Ce que demande le candidat, dans les mots du droit."""
        i = dossier.inscription
        facultatives = {self._unite(c) for c in codes(i.facultatives)}
        return Candidature(
            voie=Voie(i.voie), deposee_le=i.deposee_le, forme=Forme(i.forme),
            # Inscrit par son établissement de formation, le candidat en suit la préparation.
            preparation_suivie=i.preparation_suivie or i.etablissement_id is not None,
            experiences=tuple(
                ExperienceDite(Intervalle(e.debut, e.fin), e.dans_le_domaine) for e in dossier.experiences
            ),
            unites=codes(i.unites), conservees=dossier.acquises, facultatives=frozenset(facultatives),
            langues=ChoixDeLangues(i.langue_obligatoire, i.langue_facultative),
            amenagements=dossier.amenagements, situations=dossier.situations,
            anterieures=tuple(
                InscriptionAnterieure(a.annee, Voie(a.voie), Forme(a.forme), a.preparation_achevee)
                for a in dossier.anterieures
            ),
        )  # fmt: skip

    def examiner(self, dossier: Dossier) -> Examen:
        """Ce que le droit dit de la candidature : tous ses points, jamais le premier seul."""
        i = dossier.inscription
        regime = self.regime(i)
        demandee = (i.academie_id, self.candidature(dossier))
        if demandee not in self._examinees:
            self._examinees[demandee] = self.pour(i.academie).examiner(demandee[1])
        examinee = self._examinees[demandee]
        points = (*map(_point, examinee.anomalies), *self._notes_perdues(dossier))
        return Examen(regime, examinee.unites, points, examinee.motifs)

    def _notes_perdues(self, dossier: Dossier) -> Iterator[Point]:
        """Notes accordées que le droit ne laisse plus conserver : la forme, les mesures ou le jour du jury ont changé."""
        for benefice in dossier.benefices:
            if benefice.etat != EtatDemande.ACCORDEE:
                continue
            # Seule, comme le jour de sa décision.
            examinees = self._benefices.examiner(self.notes_anterieures(dossier, [benefice]))
            if not any(e.est_accorde for e in examinees):
                motif = examinees[0].motifs[-1]
                phrase = f"note conservée de {benefice} : {motif.phrase.rstrip('.')}"
                yield Point("unites", motif.code, phrase, motif.reference.libelle, se_complete=False)

    @cached_property
    def _benefices(self) -> ReglesDesBenefices:
        return ReglesDesBenefices(self.diplome, le=self.le)

    def regime(self, inscription: Inscription) -> RegimeConstate:
        """Régime du candidat et ses motifs ; sans établissement, la voie décide seule."""
        voie = Voie(inscription.voie)
        if inscription.etablissement is not None:
            habilitations = inscription.etablissement.habilitations_ccf.all()
            return regime_constate(
                inscription.etablissement, self.session.diplome, voie, habilitations, le=self.le
            )
        try:
            decide = determiner_regime(voie, None, Habilitation.NON, le=self.le)
        except RegimeRefuse as refus:
            return RegimeConstate(voie, None, obstacles=tuple(a.phrase for a in refus.anomalies))
        except HorsValidite as inconnu:
            return RegimeConstate(voie, None, obstacles=(str(inconnu),))
        return RegimeConstate(voie, decide.regime, decide.motifs)

    def conditions(self, dossier: Dossier) -> frozenset[ConditionDePiece]:
        """Cas qui rendent des pièces nécessaires à ce candidat."""
        i, vivantes = dossier.inscription, {EtatDemande.DEMANDEE, EtatDemande.ACCORDEE}
        dispenses = [d for d in dossier.dispenses if d.etat in vivantes]
        presentees = {self._unite(c) for c in codes(i.facultatives)}
        cas = {
            ConditionDePiece.FORME_PROGRESSIVE: i.forme == Forme.PROGRESSIVE,
            ConditionDePiece.ETALEMENT: Amenagement.ETALEMENT in dossier.amenagements,
            ConditionDePiece.BENEFICE: any(b.etat in vivantes for b in dossier.benefices),
            ConditionDePiece.DISPENSE: any(d.genre != GenreDeTitre.VAE for d in dispenses),
            ConditionDePiece.DISPENSE_ENSEIGNEMENT: any(d.enseignements for d in dispenses),
            ConditionDePiece.VAE: any(d.genre == GenreDeTitre.VAE for d in dispenses),
            ConditionDePiece.HANDICAP: SituationReconnue.HANDICAP in dossier.situations,
            ConditionDePiece.SPORTIF_HAUT_NIVEAU: i.sportif_haut_niveau,
            ConditionDePiece.ENGAGEMENT: any(
                e.unite in presentees and ENGAGEMENT in e.intitule.casefold()
                for e in self.diplome.facultatives
            ),
        }
        return frozenset(condition for condition, vraie in cas.items() if vraie)

    def notes_anterieures(self, dossier: Dossier, benefices: Sequence[Benefice]) -> DossierDeBenefices:
        """Les notes passées dont le candidat demande le bénéfice, dans les mots du droit."""
        i = dossier.inscription
        notes = tuple(
            NoteAnterieure(b.diplome, b.annee, b.unite, b.demi_points, b.obtenue_le, renoncee=b.renoncee)
            for b in benefices
        )
        return DossierDeBenefices(
            notes,
            i.deposee_le,
            self.calendrier.deliberation(i.academie),
            Forme(i.forme),
            dossier.amenagements,
        )

    def _unite(self, code: str) -> str:
        try:
            return self.diplome.epreuve(code).unite
        except KeyError:
            return code


def _point(anomalie: Anomalie) -> Point:
    motif = anomalie.motif
    return Point(
        anomalie.champ, motif.code, anomalie.phrase, motif.reference.libelle, motif.code in A_COMPLETER
    )
