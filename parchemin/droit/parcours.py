"""Ce que passe un candidat d'un régime : chaque épreuve, sa forme, ses temps, sa commission, son support.

Réunit ce que disent le règlement d'examen et les définitions d'épreuves, pour être lu à l'écran, sur
papier ou en ligne de commande, chaque ligne avec son article.
"""

from dataclasses import dataclass
from datetime import date

from parchemin.droit.commissions import CompositionRequise, Presence, composition_requise
from parchemin.droit.diplome import Diplome
from parchemin.droit.epreuves import Epreuve, Evaluation, FormeEpreuve
from parchemin.droit.facultatives import seuil_en_demi_points
from parchemin.droit.moyenne import ecrire_quotient
from parchemin.droit.notes import ecrire_note
from parchemin.droit.references import Source, Statut
from parchemin.droit.regimes import Regime


@dataclass(frozen=True, slots=True)
class EpreuveAPasser:
    """Une épreuve telle qu'un candidat de ce régime la passe, prête à lire."""

    epreuve: Epreuve
    forme: FormeEpreuve
    composition: CompositionRequise
    profils: dict[str, str]
    seuil_facultatif: str

    @property
    def coefficient(self) -> str:
        """Coefficient à la française ; pour une facultative, ce qui en tient lieu."""
        if self.epreuve.coefficient is None:
            return f"points au-dessus de {self.seuil_facultatif}"
        numerateur, denominateur = self.epreuve.coefficient.as_integer_ratio()
        return ecrire_quotient(numerateur, denominateur)

    @property
    def modalite(self) -> str:
        """« épreuve ponctuelle écrite », « CCF, 2 situations d'évaluation »."""
        if self.forme.evaluation is Evaluation.PONCTUELLE:
            return f"épreuve ponctuelle {self.forme.nature.libelle}"
        nombre = self.forme.nombre_situations
        return f"CCF, {nombre} situation{'s' if nombre > 1 else ''} d'évaluation"

    @property
    def duree(self) -> str:
        """Durée et préparation en toutes lettres ; le silence du texte est dit."""
        if self.forme.duree is None:
            return "durée non fixée par le texte"
        suite = (
            f", après {ecrire_duree(self.forme.preparation)} de préparation" if self.forme.preparation else ""
        )
        return ecrire_duree(self.forme.duree) + suite

    @property
    def deroulement(self) -> tuple[str, ...]:
        """Les temps de l'épreuve ou ses situations d'évaluation, dans l'ordre."""
        phases = [
            f"{p.libelle} ({ecrire_duree(p.duree)})" if p.duree else p.libelle for p in self.forme.phases
        ]
        situations = [
            s.libelle + (f" ({', '.join(s.competences)})" if s.competences else "")
            for s in self.forme.situations
        ]
        return tuple(phases + situations)

    @property
    def commission(self) -> tuple[str, ...]:
        """Les membres de la commission, un par siège ; vide si le texte se tait."""
        lignes = []
        for siege in self.composition.sieges:
            texte = ", à défaut ".join(self.profils[p] for p in (*siege.profils, *siege.replis))
            if siege.prefere:
                texte += f", de préférence {self.profils[siege.prefere]}"
            if siege.presence is Presence.FACULTATIVE:
                texte += " (éventuellement)"
            elif siege.presence is Presence.PEUT_MANQUER:
                texte += " (en son absence, la commission peut évaluer)"
            lignes.append(texte)
        return tuple(lignes)

    @property
    def source(self) -> Source:
        """Ce qui fonde la forme."""
        return self.forme.source

    @property
    def reserve(self) -> str:
        """Statut à signaler si la forme ou l'épreuve n'a pas été lue dans le texte même ; vide sinon."""
        statut = max((self.source.statut, self.epreuve.source.statut), key=list(Statut).index)
        return "" if statut is Statut.LU else statut.libelle


def ecrire_duree(minutes: int | None) -> str:
    """Durée en minutes écrite « 20 min », « 1 h », « 3 h 30 »."""
    if not minutes:
        return "sans durée"
    heures, reste = divmod(minutes, 60)
    if not heures:
        return f"{reste} min"
    return f"{heures} h {reste:02d}" if reste else f"{heures} h"


def epreuves_a_passer(diplome: Diplome, regime: Regime, *, le: date) -> tuple[EpreuveAPasser, ...]:
    """Toutes les épreuves du diplôme, obligatoires puis facultatives, pour ce régime.

    Lève `HorsValidite` si une valeur n'est pas en vigueur le jour `le`.
    """
    profils: dict[str, str] = diplome.valeur("commission.profils").valeur
    seuil = ecrire_note(seuil_en_demi_points(le))
    passees = []
    for epreuve in diplome.epreuves:
        forme = epreuve.forme(regime)
        composition = composition_requise(epreuve.unite, forme.evaluation, diplome)
        passees.append(EpreuveAPasser(epreuve, forme, composition, profils, seuil))
    return tuple(passees)
