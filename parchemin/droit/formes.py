"""Forme globale ou progressive, aménagements : ce qu'ils permettent à chaque épreuve.

Code de l'éducation, art. D643-14 (formes), D643-22 et D643-23 (notes conservées).
Le refus d'un code à une épreuve (dispense d'une épreuve professionnelle, « non
valide » sans dossier) vient du règlement d'examen, donc des données du diplôme.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from parchemin.droit.diplome import Diplome
from parchemin.droit.epreuves import Epreuve
from parchemin.droit.notes import Etat, Resultat, ecrire_note
from parchemin.droit.parametres import registre
from parchemin.droit.references import Anomalie, Motif, Reference
from parchemin.droit.regimes import Voie


class Forme(StrEnum):
    """Forme de l'examen choisie à l'inscription."""

    GLOBALE = "globale"
    PROGRESSIVE = "progressive"

    @property
    def libelle(self) -> str:
        """Ce que lit l'usager."""
        return f"forme {self.value}"


class Amenagement(StrEnum):
    """Aménagement accordé qui touche la décision (handicap ; étalement aussi pour le sport de haut niveau)."""

    CONSERVATION = "conservation"
    ETALEMENT = "etalement"


OBLIGATOIRES_ADMIS = frozenset(Etat)
FACULTATIVES_ADMIS = frozenset({Etat.NOTE, Etat.ABSENT, Etat.FRAUDE})
CONTROLE_ADMIS = frozenset({Etat.NOTE, Etat.ABSENT, Etat.ANNULE, Etat.FRAUDE})

# Un résultat qui ne dépend ni de l'épreuve, ni de la forme : inutile de l'examiner davantage.
SANS_CONDITION = frozenset(
    {Etat.NOTE, Etat.ABSENT, Etat.FORCE_MAJEURE, Etat.VAE, Etat.RESERVE, Etat.ANNULE, Etat.FRAUDE}
)


def forme_refusee(forme: Forme, voie: Voie, *, le: date) -> Anomalie | None:
    """Ce qui s'oppose à cette forme pour cette voie ; `None` si elle est ouverte. Lève `HorsValidite`."""
    ouvertes = registre().valeur("forme.progressive.voies", le=le)
    if forme is not Forme.PROGRESSIVE or voie.value in ouvertes.valeur:
        return None
    gabarit = "la forme progressive n'est pas ouverte à la voie « {voie} » (ouverte à : {ouvertes})"
    valeurs = {"voie": voie.value, "ouvertes": ", ".join(ouvertes.valeur)}
    return Anomalie("forme", Motif("FORME_REFUSEE", gabarit, ouvertes.reference, valeurs), ("voie",))


class ReglesDesResultats:
    """Ce qu'un candidat peut porter à chaque épreuve, selon sa forme et ses aménagements."""

    def __init__(self, diplome: Diplome, le: date) -> None:
        """Lève `HorsValidite` si une valeur n'est pas en vigueur le jour `le`."""
        self.epreuves = diplome.obligatoires
        self.seuil = int(2 * registre().valeur("unite.note_minimale", le=le).valeur)
        self.ref_conservation = registre().valeur("moyenne.benefices", le=le).reference
        self.ref_progressive = registre().valeur("progressive.unites_restantes", le=le).reference
        self.progressive_garde_tout: bool = registre().valeur("forme.progressive.garde_lt10", le=le).valeur

    def anomalies(
        self, resultats: Sequence[Resultat], forme: Forme, amenagements: frozenset[Amenagement]
    ) -> list[Anomalie]:
        """Résultats que le règlement refuse, épreuve par épreuve, dans l'ordre du règlement."""
        trouvees = []
        for epreuve, resultat in zip(self.epreuves, resultats, strict=True):
            if resultat.etat in SANS_CONDITION:
                continue
            if anomalie := self._anomalie(epreuve, resultat, forme, amenagements):
                trouvees.append(anomalie)
        return trouvees

    def _anomalie(
        self, epreuve: Epreuve, resultat: Resultat, forme: Forme, amenagements: frozenset[Amenagement]
    ) -> Anomalie | None:
        progressive = forme is Forme.PROGRESSIVE
        match resultat.etat:
            case Etat.NON_VALIDE if not epreuve.non_valide:
                return _refus(
                    epreuve,
                    "« NV » n'existe qu'aux épreuves dont le dossier est contrôlé",
                    epreuve.source.reference,
                )
            case Etat.DISPENSE if not epreuve.dispense:
                return _refus(
                    epreuve,
                    "« DI » n'existe pas à une épreuve professionnelle : seule la VAE (« VA ») en dispense",
                    epreuve.source.reference,
                )
            case Etat.NON_PRESENTE if not (progressive or Amenagement.ETALEMENT in amenagements):
                return _refus(
                    epreuve, "« NP » demande la forme progressive ou un étalement", self.ref_progressive
                )
            case Etat.BENEFICE if resultat.demi_points < self.seuil and not (
                (progressive and self.progressive_garde_tout) or Amenagement.CONSERVATION in amenagements
            ):
                ou_progressive = (
                    "qu'en forme progressive ou avec" if self.progressive_garde_tout else "qu'avec"
                )
                phrase = (
                    f"« {resultat.texte} » : une note inférieure à {ecrire_note(self.seuil)} ne se conserve "
                    f"{ou_progressive} l'aménagement « conservation »"
                )
                return _refus(epreuve, phrase, self.ref_conservation)
        return None


def _refus(epreuve: Epreuve, phrase: str, reference: Reference) -> Anomalie:
    return Anomalie(epreuve.code, Motif("RESULTAT_REFUSE", phrase, reference))
