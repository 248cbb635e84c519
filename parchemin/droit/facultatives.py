"""Les épreuves facultatives : combien, lesquelles ensemble, quels points.

Elles ne peuvent que servir le candidat : seuls les points au-dessus du seuil
s'ajoutent au total, et l'absence n'a pas d'effet (code de l'éducation, art.
D643-24, qui ne vise que les épreuves obligatoires).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from parchemin.droit.diplome import Diplome
from parchemin.droit.notes import Etat, Resultat
from parchemin.droit.parametres import registre
from parchemin.droit.references import Anomalie, Motif

Presentees = Sequence[Resultat | None]


def est_presentee(resultat: Resultat | None) -> bool:
    """Vrai si la facultative compte comme présentée : ni vide, ni absence."""
    return resultat is not None and resultat.etat is not Etat.ABSENT


def anomalies_choix(diplome: Diplome, resultats: Presentees) -> list[Anomalie]:
    """Ce que le règlement refuse dans le choix des facultatives (art. D643-13 et D643-15).

    `resultats` suit l'ordre de `diplome.facultatives`. Le champ d'une anomalie
    est la dernière épreuve en cause ; `avec` nomme les autres.
    """
    presentees = [e.code for e, r in zip(diplome.facultatives, resultats, strict=True) if est_presentee(r)]
    anomalies = []
    for exclusion in diplome.exclusions:
        ensemble = [c for c in exclusion.epreuves if c in presentees]
        if len(ensemble) > 1:
            autres, derniere = ensemble[:-1], ensemble[-1]
            valeurs: Mapping[str, object] = {"epreuves": f"{', '.join(autres)} et {derniere}"}
            gabarit = "{epreuves} ne peuvent pas être présentées ensemble : n'en garder qu'une"
            motif = Motif("FAC_EXCLUSION", gabarit, exclusion.source.reference, valeurs)
            anomalies.append(Anomalie(derniere, motif, tuple(autres)))
    maximum = registre().valeur("fac.max", session=diplome.session)
    if len(presentees) > maximum.valeur:
        gabarit = "{presentees} épreuves facultatives présentées, {maximum} au plus à cette session"
        valeurs = {"presentees": len(presentees), "maximum": maximum.valeur}
        motif = Motif("FAC_MAXIMUM", gabarit, maximum.reference, valeurs)
        anomalies.append(Anomalie(presentees[-1], motif, tuple(presentees[:-1])))
    return anomalies


def seuil_en_demi_points(le: date) -> int:
    """Note au-dessus de laquelle une facultative rapporte, en demi-points ; lève `HorsValidite`."""
    regle = registre().valeur("fac.regle", le=le).valeur
    if regle["coefficient"] != 1:
        raise NotImplementedError(
            "Une facultative avec coefficient n'est pas prévue par le règlement actuel."
        )
    return int(2 * regle["seuil"])


def points(resultat: Resultat | None, seuil: int) -> int:
    """Demi-points apportés par une facultative : l'excédent sur le seuil, jamais négatif."""
    if resultat is None or resultat.etat is not Etat.NOTE:
        return 0
    return max(0, resultat.demi_points - seuil)
