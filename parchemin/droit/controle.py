"""Les épreuves de contrôle : qui y accède, sur quoi, et ce qu'elles changent.

Code de l'éducation, art. D643-15, 2° et D643-22 ; arrêté annuel définissant les
épreuves. Deux oraux choisis parmi les disciplines des épreuves générales.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parchemin.droit.diplome import Diplome
from parchemin.droit.moyenne import Bareme
from parchemin.droit.notes import Etat, Resultat
from parchemin.droit.parametres import registre
from parchemin.droit.references import Anomalie, Motif


@dataclass(frozen=True, slots=True)
class Remplacement:
    """Effet d'un oral de contrôle : les rangs des épreuves visées et, s'il est retenu, la note qui les remplace."""

    discipline: str
    rangs: tuple[int, ...]
    oral: Resultat
    est_retenu: bool


class ReglesDuControle:
    """Règles du contrôle pour un diplôme et une date, prêtes pour des milliers de candidats."""

    def __init__(self, diplome: Diplome, bareme: Bareme, le: date) -> None:
        """Lève `HorsValidite` si une valeur n'est pas en vigueur le jour `le`."""
        valeur = registre().valeur
        self.disciplines = diplome.disciplines
        self.bareme = bareme
        codes = [e.code for e in diplome.obligatoires]
        self.rangs = tuple(tuple(codes.index(c) for c in d.epreuves) for d in diplome.disciplines)
        self.nombre = valeur("controle.nombre", le=le)
        self.seuils = valeur("controle.seuils", le=le)
        self.meilleure = valeur("controle.note", le=le).valeur == "meilleure"
        self.ref_note = valeur("controle.note", le=le).reference
        self.choix = valeur("controle.unites_choisissables", le=le)
        self.admet_conservees = "note_conservee" in self.choix.valeur
        self.mpro_avec_bonus = valeur("controle.mpro_facultatif", le=le).valeur

    def choisissables(self, obligatoires: Sequence[Resultat]) -> tuple[tuple[int, ...], ...]:
        """Pour chaque discipline, les rangs des épreuves qu'un oral peut remplacer ; vide : non choisissable."""
        return tuple(
            tuple(r for r in rangs if self._peut_porter_sur(obligatoires[r])) for rangs in self.rangs
        )

    def _peut_porter_sur(self, resultat: Resultat) -> bool:
        return resultat.etat.est_de_la_session or (self.admet_conservees and resultat.etat is Etat.BENEFICE)

    def anomalies(self, obligatoires: Sequence[Resultat], oraux: Sequence[Resultat | None]) -> list[Anomalie]:
        """Oraux que le règlement refuse, pour un candidat qui a droit au contrôle."""
        phrase = "aucune épreuve visée n'a de note de cette session"
        motif = Motif("CTRL_NON_CHOISISSABLE", phrase, self.choix.reference)
        trouvees = [
            Anomalie(d.code, motif)
            for d, oral, rangs in zip(self.disciplines, oraux, self.choisissables(obligatoires), strict=True)
            if oral is not None and not rangs
        ]
        return trouvees + self.en_trop(oraux)

    def en_trop(self, oraux: Sequence[Resultat | None]) -> list[Anomalie]:
        """Plus d'oraux que le règlement n'en admet, quelles que soient les notes du premier groupe."""
        presentes = [d.code for d, o in zip(self.disciplines, oraux, strict=True) if o is not None]
        if len(presentes) <= self.nombre.valeur:
            return []
        gabarit = "{presentes} épreuves de contrôle, {nombre} au plus"
        valeurs = {"presentes": len(presentes), "nombre": self.nombre.valeur}
        motif = Motif("CTRL_NOMBRE", gabarit, self.nombre.reference, valeurs)
        return [Anomalie(presentes[-1], motif, tuple(presentes[:-1]))]

    def sans_droit(self, oraux: Sequence[Resultat | None]) -> list[Anomalie]:
        """Oraux d'un candidat qui n'a pas droit au contrôle : tous refusés."""
        motif = Motif(
            "CTRL_SANS_DROIT",
            "le candidat n'a pas droit au contrôle : cette case doit être vide",
            self.seuils.reference,
        )
        return [
            Anomalie(d.code, motif) for d, o in zip(self.disciplines, oraux, strict=True) if o is not None
        ]

    def remplacements(
        self, obligatoires: Sequence[Resultat], oraux: Sequence[Resultat | None]
    ) -> list[Remplacement]:
        """Effet de chaque oral : la meilleure note reste, l'absence ou l'annulation ne change rien.

        Plusieurs épreuves visées (langue) : leur moyenne pondérée est comparée à
        l'oral ; au moins égal, il les remplace toutes.
        """
        effets = []
        for discipline, oral, rangs in zip(
            self.disciplines, oraux, self.choisissables(obligatoires), strict=True
        ):
            if oral is None:
                continue
            poids = sum(self.bareme.coefficients[r] for r in rangs)
            points = sum(self.bareme.coefficients[r] * obligatoires[r].demi_points for r in rangs)
            est_retenu = oral.etat is Etat.NOTE and (not self.meilleure or oral.demi_points * poids >= points)
            effets.append(Remplacement(discipline.code, rangs, oral, est_retenu))
        return effets
