"""Tirer au sort ce qu'un candidat obtient : des notes plausibles, et parfois un événement de sa scolarité.

Le hasard ne décide de rien : il ne choisit que les faits ; le droit dit ce qui est permis et qui va au contrôle.
"""

from collections.abc import Sequence
from random import Random

from parchemin.droit import facultatives
from parchemin.droit.delivrance import Decision, Dossier, Reglement
from parchemin.droit.epreuves import Epreuve, Evaluation, Nature
from parchemin.droit.formes import Amenagement, Forme, forme_refusee
from parchemin.droit.notes import DEMI_POINTS_MAXIMUM, Etat, Resultat
from parchemin.droit.regimes import Regime, Voie
from parchemin.moteurs.decision.colonnes import AMENAGEMENT, FORME, PREFIXE_CONTROLE
from parchemin.web.demonstration.modele import Chiffres

POUR_MILLE = 1000
ECART_DES_CANDIDATS, TIRAGES_PAR_CANDIDAT = 4, 3
ECART_DES_EPREUVES, TIRAGES_PAR_EPREUVE = 3, 2
# En demi-points : le contrôle en cours de formation note plus haut que l'écrit ponctuel, l'oral de contrôle aussi.
AVANTAGE_DU_CCF, PERTE_A_L_ECRIT, AVANTAGE_DE_L_ORAL = 3, 4, 3
INITIALES = (Voie.SCOLAIRE, Voie.APPRENTISSAGE)


class Tirage:
    """Tire les résultats de candidats selon des chiffres, un règlement et une suite de hasards."""

    def __init__(self, chiffres: Chiffres, reglement: Reglement, alea: Random) -> None:
        self.chiffres, self.reglement, self.alea = chiffres, reglement, alea
        self.obligatoires = reglement.diplome.obligatoires

    def cellules(self, voie: Voie, regime: Regime) -> dict[str, str]:
        """Cellules d'un candidat, par titre : forme, aménagement, résultats, facultatives, contrôle."""
        niveau = self.chiffres.niveaux[voie] + self._ecart(ECART_DES_CANDIDATS, TIRAGES_PAR_CANDIDAT)
        resultats = [self._note(niveau + self._avantage(e, regime)) for e in self.obligatoires]
        forme, amenagements = self._parcours(voie, resultats)
        self._dispenses(voie, resultats)
        self._incidents(resultats)
        choisies = self._facultatives(niveau)
        sans_oral = [None] * len(self.reglement.diplome.disciplines)
        dossier = Dossier(tuple(resultats), tuple(choisies), tuple(sans_oral), forme, amenagements)
        oraux = self._oraux(niveau, dossier)
        diplome = self.reglement.diplome
        textes = {
            FORME: forme.value if forme is Forme.PROGRESSIVE else "",
            AMENAGEMENT: "|".join(sorted(amenagements)),
        }
        textes |= {e.code: r.texte for e, r in zip(self.obligatoires, resultats, strict=True)}
        textes |= {e.code: r.texte for e, r in zip(diplome.facultatives, choisies, strict=True) if r}
        return textes | {
            PREFIXE_CONTROLE + d.code: r.texte for d, r in zip(diplome.disciplines, oraux, strict=True) if r
        }

    def _arrive(self, evenement: str) -> bool:
        return self.alea.randrange(POUR_MILLE) < self.chiffres.evenements[evenement]

    def _ecart(self, maximum: int, tirages: int) -> int:
        return sum(self.alea.randint(-maximum, maximum) for _ in range(tirages))

    def _note(self, niveau: int) -> Resultat:
        note = niveau + self._ecart(ECART_DES_EPREUVES, TIRAGES_PAR_EPREUVE)
        return Resultat(Etat.NOTE, max(0, min(DEMI_POINTS_MAXIMUM, note)))

    def _avantage(self, epreuve: Epreuve, regime: Regime) -> int:
        forme = epreuve.forme(regime)
        if forme.evaluation is Evaluation.CCF:
            return AVANTAGE_DU_CCF
        return -PERTE_A_L_ECRIT if forme.nature is Nature.ECRITE else 0

    def _parcours(self, voie: Voie, resultats: list[Resultat]) -> tuple[Forme, frozenset[Amenagement]]:
        """Forme et aménagements du candidat ; remplace des notes par des bénéfices ou des absences permises."""
        est_ouverte = voie not in INITIALES and not forme_refusee(
            Forme.PROGRESSIVE, voie, le=self.reglement.le
        )
        if est_ouverte and self._arrive("progressive_adulte"):
            self._remplacer(resultats, Etat.NON_PRESENTE, self.alea.randrange(len(resultats) - 1))
            self._garder(resultats, minimum=0)
            return Forme.PROGRESSIVE, frozenset()
        for amenagement, etat in (
            (Amenagement.ETALEMENT, Etat.NON_PRESENTE),
            (Amenagement.CONSERVATION, Etat.BENEFICE),
        ):
            if self._arrive(amenagement.value):
                self._remplacer(resultats, etat, self.alea.randint(1, len(resultats) // 2))
                return Forme.GLOBALE, frozenset({amenagement})
        if self._arrive("redoublant"):
            self._garder(resultats, minimum=self.reglement.seuil_unite)
        return Forme.GLOBALE, frozenset()

    def _garder(self, resultats: list[Resultat], *, minimum: int) -> None:
        """Change en bénéfice une note sur deux, parmi celles qui atteignent le minimum (demi-points)."""
        for rang, resultat in enumerate(resultats):
            est_gardee = resultat.etat is Etat.NOTE and resultat.demi_points >= minimum
            if est_gardee and self.alea.randrange(2):
                resultats[rang] = Resultat(Etat.BENEFICE, resultat.demi_points)

    def _dispenses(self, voie: Voie, resultats: list[Resultat]) -> None:
        adulte = voie not in INITIALES
        if self._arrive("dispense_adulte" if adulte else "dispense"):
            admises = [rang for rang, e in enumerate(self.obligatoires) if e.dispense]
            self._remplacer(resultats, Etat.DISPENSE, self.alea.randint(1, len(admises)), admises)
        if adulte and self._arrive("vae_adulte"):
            self._remplacer(resultats, Etat.VAE, self.alea.randint(1, 2))

    def _incidents(self, resultats: list[Resultat]) -> None:
        """Absences, dossiers non valides, réserves, fraudes : chacun porte sur des notes de la session."""
        if self._arrive("absence"):
            nombre = len(resultats) if self._arrive("absence_a_tout") else 1
            self._remplacer(resultats, Etat.ABSENT, nombre)
        for evenement, etat in (
            ("force_majeure", Etat.FORCE_MAJEURE),
            ("reserve", Etat.RESERVE),
            ("annulation", Etat.ANNULE),
            ("fraude", Etat.FRAUDE),
        ):
            if self._arrive(evenement):
                self._remplacer(resultats, etat, 1)
        if self._arrive("non_valide"):
            admises = [rang for rang, e in enumerate(self.obligatoires) if e.non_valide]
            self._remplacer(resultats, Etat.NON_VALIDE, 1, admises)

    def _remplacer(
        self, resultats: list[Resultat], etat: Etat, nombre: int, rangs: Sequence[int] | None = None
    ) -> None:
        """Remplace au hasard `nombre` notes de la session, ou moins s'il en reste moins."""
        possibles = range(len(resultats)) if rangs is None else rangs
        notees = [rang for rang in possibles if resultats[rang].etat is Etat.NOTE]
        for rang in self.alea.sample(notees, min(nombre, len(notees))):
            garde = etat in (Etat.BENEFICE, Etat.RESERVE)
            resultats[rang] = Resultat(etat, resultats[rang].demi_points if garde else 0)

    def _facultatives(self, niveau: int) -> list[Resultat | None]:
        """Facultatives présentées, dans l'ordre du règlement, parmi les choix qu'il admet."""
        diplome = self.reglement.diplome
        choisies: list[Resultat | None] = [None] * len(diplome.facultatives)
        for evenement in ("facultative", "seconde_facultative"):
            libres = [rang for rang, r in enumerate(choisies) if r is None]
            if not libres or not self._arrive(evenement):
                break
            rang = self.alea.choice(libres)
            essai = [*choisies]
            essai[rang] = self._note(niveau + AVANTAGE_DE_L_ORAL)
            if not facultatives.anomalies_choix(diplome, essai):
                choisies = essai
        return choisies

    def _oraux(self, niveau: int, dossier: Dossier) -> list[Resultat | None]:
        """Oraux de contrôle d'un candidat qui y a droit, s'il les a déjà passés."""
        oraux: list[Resultat | None] = [None] * len(dossier.controle)
        if self.reglement.deliberer(dossier).decision is not Decision.CONTROLE or not self._arrive(
            "controle_passe"
        ):
            return oraux
        possibles = [
            r for r, vises in enumerate(self.reglement.controle.choisissables(dossier.obligatoires)) if vises
        ]
        for rang in self.alea.sample(possibles, min(self.reglement.controle.nombre.valeur, len(possibles))):
            oraux[rang] = self._note(niveau + AVANTAGE_DE_L_ORAL)
        return oraux
