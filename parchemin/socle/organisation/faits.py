"""Le régime d'un établissement pour une voie, à une date : ce que le droit conclut de sa fiche et de ses habilitations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from parchemin.droit.parametres import HorsValidite
from parchemin.droit.references import Motif
from parchemin.droit.regimes import Etablissement as Categorie
from parchemin.droit.regimes import Habilitation, Regime, RegimeRefuse, Voie, determiner_regime
from parchemin.socle.organisation.models import Etablissement, HabilitationCCF

# Les textes ne connaissent pas le mot « consulaire » : pour l'apprentissage et la formation continue, ce n'est ni un
# établissement public local ni un GRETA, donc l'habilitation décide comme pour un organisme privé.
CATEGORIES: Mapping[str, Categorie] = {
    Etablissement.Secteur.PUBLIC: Categorie.PUBLIC,
    Etablissement.Secteur.PRIVE_SOUS_CONTRAT: Categorie.PRIVE_SOUS_CONTRAT,
    Etablissement.Secteur.PRIVE_HORS_CONTRAT: Categorie.PRIVE_HORS_CONTRAT,
    Etablissement.Secteur.CONSULAIRE: Categorie.PRIVE_HORS_CONTRAT,
}
SECTEUR_A_RENSEIGNER = "Le secteur de l'établissement est à renseigner : le régime en dépend."
CONSULAIRE_A_CONFIRMER = (
    "Établissement consulaire, traité comme un organisme privé : à confirmer avec l'académie."
)


@dataclass(frozen=True, slots=True)
class RegimeConstate:
    """Le régime d'une voie dans un établissement et ses motifs ; sans régime, `obstacles` dit ce qui manque."""

    voie: Voie
    regime: Regime | None
    motifs: tuple[Motif, ...] = ()
    obstacles: tuple[str, ...] = ()
    reserve: str = ""
    habilitation: HabilitationCCF | None = None

    @property
    def libelle(self) -> str:
        """« A : contrôle en cours de formation partiel », ou « à déterminer »."""
        return f"{self.regime.value} : {self.regime.libelle}" if self.regime else "à déterminer"


def habilitation_du_jour(
    habilitations: Iterable[HabilitationCCF], diplome: str, voie: Voie, *, le: date
) -> HabilitationCCF | None:
    """Habilitation de la voie qui vaut ce jour-là, bornes comprises ; les remplacées ne comptent pas."""
    valables = (
        h for h in habilitations
        if h.remplacee_le is None and h.diplome == diplome and h.voie == voie and h.debut <= le <= h.fin
    )  # fmt: skip
    return next(valables, None)


def regime_constate(
    etablissement: Etablissement,
    diplome: str,
    voie: Voie,
    habilitations: Iterable[HabilitationCCF],
    *,
    le: date,
) -> RegimeConstate:
    """Régime de la voie dans l'établissement, ce jour-là, avec ses motifs et l'habilitation retenue."""
    tenue = habilitation_du_jour(habilitations, diplome, voie, le=le)
    categorie = CATEGORIES.get(etablissement.secteur)
    reserve = CONSULAIRE_A_CONFIRMER if etablissement.secteur == Etablissement.Secteur.CONSULAIRE else ""
    if categorie is None and voie is not Voie.DISTANCE:
        return RegimeConstate(voie, None, obstacles=(SECTEUR_A_RENSEIGNER,), habilitation=tenue)
    try:
        decide = determiner_regime(voie, categorie, _habilitation(tenue), le=le)
    except RegimeRefuse as refus:
        return RegimeConstate(
            voie, None, obstacles=tuple(a.phrase for a in refus.anomalies), habilitation=tenue
        )
    except HorsValidite as inconnu:
        return RegimeConstate(voie, None, obstacles=(str(inconnu),), habilitation=tenue)
    return RegimeConstate(voie, decide.regime, decide.motifs, reserve=reserve, habilitation=tenue)


def habilitation_refusee(habilitation: HabilitationCCF) -> tuple[str, ...]:
    """Pourquoi les textes n'admettent pas cette habilitation, ni son premier jour ni son dernier ; vide s'ils l'admettent.

    Un secteur à renseigner laisse le doute : il suffit qu'une catégorie l'admette.
    """
    categorie = CATEGORIES.get(habilitation.etablissement.secteur)
    refus: tuple[str, ...] = ()
    for possible, jour in product([categorie] if categorie else list(Categorie), _bornes(habilitation)):
        try:
            determiner_regime(Voie(habilitation.voie), possible, _habilitation(habilitation), le=jour)
        except RegimeRefuse as refuse:
            refus = tuple(f"{a.phrase[:1].upper()}{a.phrase[1:]}." for a in refuse.anomalies)
        except HorsValidite as inconnu:
            refus = refus or (str(inconnu),)
        else:
            return ()
    return refus


def _bornes(habilitation: HabilitationCCF) -> tuple[date, date]:
    # Le droit connu ne couvre pas toujours toute la période : une décision peut être plus ancienne, ou finir après.
    return habilitation.debut, habilitation.fin


def _habilitation(tenue: HabilitationCCF | None) -> Habilitation:
    if tenue is None:
        return Habilitation.NON
    return Habilitation.ETENDUE if tenue.etendue else Habilitation.OUI
