"""L'inscription : qui peut se présenter, sous quelle forme, à quelles unités, dans quelles langues.

Code de l'éducation, art. D643-14 (formes) et D643-16 (qui peut se présenter) ; arrêté du 25
novembre 2020, art. 3. L'expérience se compte en mois, de quantième à quantième.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from parchemin.droit.delivrance import ValeurNonPriseEnCharge
from parchemin.droit.diplome import Diplome
from parchemin.droit.durees import UN_JOUR, Intervalle, mois_couverts, reunir
from parchemin.droit.facultatives import anomalies_choix
from parchemin.droit.formes import Amenagement, Forme, forme_refusee
from parchemin.droit.langues import ChoixDeLangues, anomalies_des_langues
from parchemin.droit.notes import Etat, Resultat
from parchemin.droit.parametres import PREMIERE_DATE, Valeur, registre
from parchemin.droit.references import Anomalie, Motif
from parchemin.droit.regimes import Voie

NOMS_DES_VALEURS = (
    "forme.definitive", "inscription.preparation", "inscription.preparation_anterieure",
    "inscription.experience_mois", "inscription.experience_jour", "inscription.redoublement",
)  # fmt: skip

JOURS_DE_L_EXPERIENCE = ("debut_des_epreuves", "inscription")


class SituationReconnue(StrEnum):
    """Situation qui ouvre un aménagement."""

    HANDICAP = "handicap"
    SPORTIF_HAUT_NIVEAU = "sportif_haut_niveau"


@dataclass(frozen=True, slots=True)
class Experience:
    """Une période d'activité, dans un domaine en rapport avec la spécialité ou non."""

    periode: Intervalle
    dans_le_domaine: bool = True


@dataclass(frozen=True, slots=True)
class InscriptionAnterieure:
    """Une inscription à une session passée ; `preparation_achevee` : sa préparation a été menée à son terme."""

    session: int
    voie: Voie
    forme: Forme
    preparation_achevee: bool = True


@dataclass(frozen=True, slots=True)
class DatesDInscription:
    """Dates que le ministre fixe pour la session, bornes comprises."""

    ouverture: date
    cloture: date
    debut_des_epreuves: date


@dataclass(frozen=True, slots=True)
class Candidature:
    """Ce que demande le candidat ; les unités sont celles de la session.

    `unites` : unités obligatoires choisies (vide : toutes, en forme globale) ; `conservees` : unités
    que le candidat a par bénéfice, dispense ou VAE ; `situations` : celles que l'autorité a reconnues.
    """

    voie: Voie
    deposee_le: date
    forme: Forme = Forme.GLOBALE
    preparation_suivie: bool = False
    experiences: tuple[Experience, ...] = ()
    unites: frozenset[str] = field(default_factory=frozenset)
    conservees: frozenset[str] = field(default_factory=frozenset)
    facultatives: frozenset[str] = field(default_factory=frozenset)
    langues: ChoixDeLangues = field(default_factory=ChoixDeLangues)
    amenagements: frozenset[Amenagement] = field(default_factory=frozenset)
    situations: frozenset[SituationReconnue] = field(default_factory=frozenset)
    anterieures: tuple[InscriptionAnterieure, ...] = ()


@dataclass(frozen=True, slots=True)
class InscriptionExaminee:
    """Recevable si rien ne s'y oppose ; `unites` à présenter, dans l'ordre du règlement ; motifs favorables."""

    unites: tuple[str, ...]
    anomalies: tuple[Anomalie, ...]
    motifs: tuple[Motif, ...]

    @property
    def est_recevable(self) -> bool:
        """Vrai si aucune anomalie ne s'oppose à l'inscription."""
        return not self.anomalies


class ReglesDInscription:
    """Les règles d'inscription à une session d'un diplôme, lues un jour donné."""

    def __init__(self, diplome: Diplome, dates: DatesDInscription, *, le: date) -> None:
        """Lève `HorsValidite` hors période, `ValeurNonPriseEnCharge` si une valeur ne s'applique pas."""
        self.diplome, self.dates, self.le = diplome, dates, le
        self.lues: dict[str, Valeur] = {n: registre().valeur(n, le=le) for n in NOMS_DES_VALEURS}
        if (jour := self.lues["inscription.experience_jour"].valeur) not in JOURS_DE_L_EXPERIENCE:
            raise ValeurNonPriseEnCharge(
                f"« inscription.experience_jour » vaut {jour!r} ; choix : {', '.join(JOURS_DE_L_EXPERIENCE)}."
            )

    def examiner(self, candidature: Candidature) -> InscriptionExaminee:
        """Toutes les anomalies de la candidature, jamais la première seule ; lève `HorsValidite`."""
        presentees = self._presentees(candidature)
        anomalies = [
            *self._hors_registres(candidature),
            *self._condition(candidature),
            *self._forme(candidature),
            *self._amenagements(candidature),
            *self._unites(candidature),
            *self._facultatives(candidature),
            *anomalies_des_langues(
                candidature.langues,
                {*presentees, *candidature.facultatives},
                candidature.voie,
                self.diplome,
            ),
        ]
        return InscriptionExaminee(presentees, tuple(anomalies), self._motifs(candidature, presentees))

    def mois_d_experience(self, candidature: Candidature) -> Fraction:
        """Mois d'expérience dans le domaine, acquis la veille du jour qui compte ; les doublons une fois."""
        au_debut = self.lues["inscription.experience_jour"].valeur == "debut_des_epreuves"
        jour = self.dates.debut_des_epreuves if au_debut else candidature.deposee_le
        avant = Intervalle(PREMIERE_DATE, jour - UN_JOUR)
        retenues = [e.periode.commun(avant) for e in candidature.experiences if e.dans_le_domaine]
        return sum((mois_couverts(p) for p in reunir(p for p in retenues if p)), Fraction(0))

    def _presentees(self, candidature: Candidature) -> tuple[str, ...]:
        """Unités obligatoires à présenter, sans celles que le candidat a déjà."""
        choisies = candidature.unites
        if not choisies and not _choisit_ses_unites(candidature):
            choisies = frozenset(e.unite for e in self.diplome.obligatoires)
        return tuple(
            e.unite
            for e in self.diplome.obligatoires
            if e.unite in choisies and e.unite not in candidature.conservees
        )

    def _hors_registres(self, candidature: Candidature) -> list[Anomalie]:
        if self.dates.ouverture <= candidature.deposee_le <= self.dates.cloture:
            return []
        gabarit = "les registres sont ouverts du {ouverture} au {cloture} compris"
        valeurs = {
            "ouverture": f"{self.dates.ouverture:%d/%m/%Y}", "cloture": f"{self.dates.cloture:%d/%m/%Y}",
        }  # fmt: skip
        reference = self.diplome.valeur("inscription.registres").reference
        return [Anomalie("deposee_le", Motif("HORS_REGISTRES", gabarit, reference, valeurs))]

    def _condition(self, candidature: Candidature) -> list[Anomalie]:
        """Préparation ou expérience : il n'y a pas de candidat libre."""
        if candidature.voie.value not in self.lues["inscription.preparation"].valeur:
            minimum = self.lues["inscription.experience_mois"]
            if self.mois_d_experience(candidature) >= minimum.valeur:
                return []
            gabarit = "il faut {mois} mois d'expérience dans un domaine en rapport avec la spécialité"
            motif = Motif("EXPERIENCE_INSUFFISANTE", gabarit, minimum.reference, {"mois": minimum.valeur})
            return [Anomalie("experiences", motif, ("voie",))]
        deja = self.lues["inscription.preparation_anterieure"].valeur and any(
            a.preparation_achevee for a in candidature.anterieures
        )
        if candidature.preparation_suivie or deja:
            return []
        gabarit = "la voie « {voie} » demande une préparation suivie : il n'y a pas de candidat libre"
        reference = self.lues["inscription.preparation"].reference
        motif = Motif("PREPARATION_MANQUANTE", gabarit, reference, {"voie": candidature.voie.value})
        return [Anomalie("preparation_suivie", motif, ("voie",))]

    def _forme(self, candidature: Candidature) -> list[Anomalie]:
        """Forme ouverte à la voie, et gardée d'une session à l'autre sauf changement de voie."""
        trouvees = []
        if refus := forme_refusee(candidature.forme, candidature.voie, le=self.le):
            trouvees.append(refus)
        definitive = self.lues["forme.definitive"]
        if not candidature.anterieures:
            return trouvees
        derniere = max(candidature.anterieures, key=lambda a: a.session)
        change = "changement_de_voie" in definitive.valeur and derniere.voie is not candidature.voie
        if derniere.forme is not candidature.forme and not change:
            gabarit = "la {forme}, choisie à la session {session}, est définitive sauf changement de voie"
            valeurs = {"forme": derniere.forme.libelle, "session": derniere.session}
            motif = Motif("FORME_DEFINITIVE", gabarit, definitive.reference, valeurs)
            trouvees.append(Anomalie("forme", motif, ("voie",)))
        return trouvees

    def _amenagements(self, candidature: Candidature) -> list[Anomalie]:
        trouvees = []
        for amenagement in sorted(candidature.amenagements):
            valeur = registre().valeur(f"amenagement.{amenagement.value}", session=self.diplome.session)
            if not candidature.situations & frozenset(valeur.valeur):
                gabarit = "« {amenagement} » demande une situation reconnue : {situations}"
                valeurs = {
                    "amenagement": amenagement.value,
                    "situations": " ou ".join(valeur.valeur).replace("_", " "),
                }
                motif = Motif("AMENAGEMENT_SANS_TITRE", gabarit, valeur.reference, valeurs)
                trouvees.append(Anomalie("amenagements", motif, ("situations",)))
        return trouvees

    def _unites(self, candidature: Candidature) -> list[Anomalie]:
        """Unités connues, non déjà acquises, précisées quand le candidat choisit, complètes sinon."""
        precisees = self.diplome.valeur("inscription.unites_precisees")
        forme = self.lues["forme.definitive"].reference
        connues = {e.unite for e in self.diplome.obligatoires}
        trouvees = []
        if inconnues := (candidature.unites | candidature.conservees) - connues:
            gabarit = "{unites} : pas d'unité obligatoire de ce nom à cette session"
            trouvees.append(_sur_les_unites("UNITE_INCONNUE", gabarit, inconnues, precisees))
        if deja := candidature.unites & candidature.conservees & connues:
            gabarit = "{unites} : déjà conservée ou dispensée, ne pas la présenter ou y renoncer"
            trouvees.append(_sur_les_unites("UNITE_DEJA_ACQUISE", gabarit, deja, precisees))
        if _choisit_ses_unites(candidature):
            if precisees.valeur and not candidature.unites and connues - candidature.conservees:
                phrase = "préciser les unités présentées à cette session"
                trouvees.append(_sur_les_unites("UNITES_A_PRECISER", phrase, frozenset(), precisees))
        elif candidature.unites and (reste := connues - candidature.unites - candidature.conservees):
            gabarit = "en forme globale, toutes les unités se présentent : il manque {unites}"
            motif = Motif("FORME_GLOBALE_INCOMPLETE", gabarit, forme, {"unites": ", ".join(sorted(reste))})
            trouvees.append(Anomalie("unites", motif, ("forme",)))
        return trouvees

    def _facultatives(self, candidature: Candidature) -> list[Anomalie]:
        connues = [e.unite for e in self.diplome.facultatives]
        choisies = [Resultat(Etat.NOTE) if u in candidature.facultatives else None for u in connues]
        trouvees = anomalies_choix(self.diplome, choisies)
        if inconnues := candidature.facultatives - set(connues):
            valeur = registre().valeur("fac.max", session=self.diplome.session)
            gabarit = "{unites} : pas de facultative de ce nom à cette session"
            motif = Motif("FAC_INCONNUE", gabarit, valeur.reference, {"unites": ", ".join(sorted(inconnues))})
            trouvees.append(Anomalie("facultatives", motif))
        return trouvees

    def _motifs(self, candidature: Candidature, presentees: tuple[str, ...]) -> tuple[Motif, ...]:
        precisees = self.diplome.valeur("inscription.unites_precisees")
        gabarit = "Inscription en {forme}, unités présentées : {unites}."
        valeurs = {"forme": candidature.forme.libelle, "unites": ", ".join(presentees) or "aucune"}
        motifs = [Motif("INSCRIPTION", gabarit, precisees.reference, valeurs)]
        if candidature.anterieures:
            phrase = "Déjà inscrit à une session antérieure : ajourné, il a droit à une nouvelle préparation."
            motifs.append(Motif("REDOUBLANT", phrase, self.lues["inscription.redoublement"].reference))
        return tuple(motifs)


def _choisit_ses_unites(candidature: Candidature) -> bool:
    """Vrai en forme progressive ou avec un étalement : le candidat ne présente pas tout."""
    return candidature.forme is Forme.PROGRESSIVE or Amenagement.ETALEMENT in candidature.amenagements


def _sur_les_unites(code: str, gabarit: str, unites: frozenset[str], valeur: Valeur) -> Anomalie:
    return Anomalie("unites", Motif(code, gabarit, valeur.reference, {"unites": ", ".join(sorted(unites))}))
