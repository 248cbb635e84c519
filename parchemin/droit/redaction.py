"""Les phrases des décisions : chaque règle appliquée, ses valeurs, sa référence.

Une phrase n'est composée qu'à la lecture ; les motifs d'une même note à une même
épreuve sont partagés, car une session en compte des milliers d'identiques.
"""

from collections.abc import Iterator, Mapping, Sequence

from parchemin.droit import facultatives
from parchemin.droit.controle import Remplacement
from parchemin.droit.diplome import Diplome
from parchemin.droit.moyenne import Bareme, Calcul, ecrire_quotient
from parchemin.droit.notes import Etat, Resultat, ecrire_note
from parchemin.droit.parametres import Valeur
from parchemin.droit.references import Motif, Reference

Trace = list[Motif]

GENERALE_ATTEINTE = "Moyenne générale {calcul.moyenne_lue} sur 20, au moins égale à {seuil}."
GENERALE_MANQUEE = "Moyenne générale {calcul.moyenne_lue} sur 20, inférieure à {seuil}."
PRO_ATTEINTE = "Moyenne professionnelle {calcul.moyenne_pro_lue} sur 20, au moins égale à {seuil}."
PRO_MANQUEE = "Moyenne professionnelle {calcul.moyenne_pro_lue} sur 20, inférieure à {seuil}."


def tracer(trace: Trace | None, *motifs: Motif) -> None:
    """Ajoute les motifs à la trace, s'il y en a une."""
    if trace is not None:
        trace.extend(motifs)


class Redaction:
    """Compose les motifs d'un diplôme ; `references` dit ce qui fonde chaque état bloquant."""

    def __init__(
        self,
        diplome: Diplome,
        bareme: Bareme,
        lues: Mapping[str, Valeur],
        references: Mapping[Etat, Reference],
    ) -> None:
        self.diplome, self.bareme, self.lues, self.references = diplome, bareme, lues, references
        self._notes: dict[tuple[int, Resultat], Motif] = {}
        self._facultatives: dict[tuple[int, Resultat], Motif] = {}

    def notes(
        self, obligatoires: Sequence[Resultat], facultatifs: Sequence[Resultat | None]
    ) -> Iterator[Motif]:
        """Un motif par épreuve : ce qui compte, pour combien, ou pourquoi elle ne compte pas."""
        for cle in enumerate(obligatoires):
            yield self._notes.get(cle) or self._notes.setdefault(cle, self._note(*cle))
        for rang, resultat in enumerate(facultatifs):
            if resultat is not None:
                cle = (rang, resultat)
                yield self._facultatives.get(cle) or self._facultatives.setdefault(
                    cle, self._facultative(*cle)
                )

    def _note(self, rang: int, resultat: Resultat) -> Motif:
        epreuve = self.diplome.obligatoires[rang]
        coefficient = self.bareme.coefficients[rang]
        valeurs = {
            "epreuve": epreuve.code, "unite": epreuve.unite, "intitule": epreuve.intitule,
            "resultat": resultat.texte, "etat": resultat.etat.libelle,
            "coefficient": ecrire_quotient(2 * coefficient, self.bareme.echelle),
        }  # fmt: skip
        if not resultat.compte:
            gabarit = "{epreuve} {intitule} : {etat} ; l'unité {unite} n'entre pas dans la moyenne."
            defaut = self.lues["dispense.moyenne"].reference
            return Motif("UNITE_ECARTEE", gabarit, self.references.get(resultat.etat, defaut), valeurs)
        valeurs["note"] = ecrire_note(resultat.demi_points)
        valeurs["points"] = ecrire_quotient(coefficient * resultat.demi_points, self.bareme.echelle)
        gabarit = "{epreuve} {intitule} : {note} × {coefficient} = {points} points ({etat})."
        return Motif(
            "UNITE_COMPTEE", gabarit, self._fondement(epreuve.source.reference, resultat.etat), valeurs
        )

    def _fondement(self, epreuve: Reference, etat: Etat) -> Reference:
        noms = {Etat.FORCE_MAJEURE: "absence.force_majeure", Etat.BENEFICE: "moyenne.benefices"}
        return self.lues[noms[etat]].reference if etat in noms else epreuve

    def _facultative(self, rang: int, resultat: Resultat) -> Motif:
        epreuve = self.diplome.facultatives[rang]
        valeurs = {
            "epreuve": epreuve.code, "intitule": epreuve.intitule, "resultat": resultat.texte,
            "points": ecrire_note(facultatives.points(resultat, self.bareme.seuil_facultatives)),
            "seuil": ecrire_note(self.bareme.seuil_facultatives),
        }  # fmt: skip
        if resultat.etat is Etat.ABSENT:
            gabarit, nom = "{epreuve} {intitule} (facultative) : absence, sans effet.", "absence.facultative"
        elif resultat.etat is Etat.FRAUDE:
            gabarit, nom = (
                "{epreuve} {intitule} (facultative) : suspicion de fraude, aucun point.",
                "fraude.suspension",
            )
        else:
            gabarit, nom = (
                "{epreuve} {intitule} (facultative) : {resultat}, soit {points} au-dessus de {seuil}.",
                "fac.regle",
            )
        return Motif("FACULTATIVE", gabarit, self.lues[nom].reference, valeurs)

    def sommes(self, code: str, calcul: Calcul) -> Motif:
        """Le total des points, du bonus et des coefficients, et la moyenne."""
        gabarit = "{points} points et {bonus} de facultatives pour {coefficients} coefficients."
        return Motif(code, gabarit, self.lues["admission.moyenne_minimale"].reference, calcul.lus)

    def atteint(self, code: str, calcul: Calcul, valeur: Valeur, seuil: int) -> Motif:
        """La moyenne générale atteint le seuil (demi-points)."""
        return _comparer(code, GENERALE_ATTEINTE, calcul, valeur, seuil)

    def manque(self, code: str, calcul: Calcul, valeur: Valeur, seuil: int) -> Motif:
        """La moyenne générale manque le seuil (demi-points)."""
        return _comparer(code, GENERALE_MANQUEE, calcul, valeur, seuil)

    def atteint_pro(self, code: str, calcul: Calcul, valeur: Valeur, seuil: int) -> Motif:
        """La moyenne professionnelle atteint le seuil (demi-points)."""
        return _comparer(code, PRO_ATTEINTE, calcul, valeur, seuil)

    def manque_pro(self, code: str, calcul: Calcul, valeur: Valeur, seuil: int) -> Motif:
        """La moyenne professionnelle manque le seuil (demi-points)."""
        return _comparer(code, PRO_MANQUEE, calcul, valeur, seuil)

    def remplacement(
        self, effet: Remplacement, obligatoires: Sequence[Resultat], reference: Reference
    ) -> Motif:
        """Ce qu'un oral de contrôle change, ou ne change pas."""
        valeurs = {
            "discipline": effet.discipline,
            "oral": effet.oral.texte if effet.oral.etat is Etat.NOTE else effet.oral.etat.libelle,
            "epreuves": " et ".join(self.diplome.obligatoires[r].code for r in effet.rangs),
            "anciennes": " et ".join(ecrire_note(obligatoires[r].demi_points) for r in effet.rangs),
        }  # fmt: skip
        if effet.est_retenu:
            gabarit = "Oral de contrôle {discipline} : {oral} remplace {anciennes} en {epreuves}."
            return Motif("CONTROLE_RETENU", gabarit, reference, valeurs)
        gabarit = "Oral de contrôle {discipline} : {oral} ; maintien de {anciennes} en {epreuves}."
        return Motif("CONTROLE_SANS_EFFET", gabarit, reference, valeurs)

    def unites_acquises(self, unites: Sequence[str], valeur: Valeur, seuil: int) -> Motif:
        """Les unités acquises, dans l'ordre du règlement."""
        gabarit = "Unités acquises (note d'au moins {seuil}, ou validation) : {unites}."
        valeurs = {"seuil": ecrire_note(seuil), "unites": ", ".join(unites) or "aucune"}
        return Motif("UNITES_ACQUISES", gabarit, valeur.reference, valeurs)


def _comparer(code: str, gabarit: str, calcul: Calcul, valeur: Valeur, seuil: int) -> Motif:
    # Le calcul est passé tel quel : la phrase, et elle seule, le met en forme.
    return Motif(code, gabarit, valeur.reference, {"calcul": calcul, "seuil": ecrire_note(seuil)})
