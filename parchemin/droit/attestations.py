"""L'attestation de blocs de compétences du candidat qui n'a pas le diplôme : code de l'éducation, art. D643-15."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parchemin.droit.benefices import ReglesDesBenefices
from parchemin.droit.delivrance import Decision
from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import registre
from parchemin.droit.references import Motif


@dataclass(frozen=True, slots=True)
class UniteObtenue:
    """Une unité acquise (code de la session), l'année d'examen et le jour de la délibération qui l'a donnée."""

    unite: str
    session: int
    obtenue_le: date


@dataclass(frozen=True, slots=True)
class UniteAttestee:
    """Une unité de l'attestation : son bloc (vide si elle est générale) et son dernier jour de validité."""

    unite: str
    intitule: str
    bloc: str
    valable_jusqu_au: date


@dataclass(frozen=True, slots=True)
class Attestation:
    """L'attestation due, ou non, au candidat ; unités dans l'ordre du règlement."""

    est_due: bool
    unites: tuple[UniteAttestee, ...]
    motifs: tuple[Motif, ...]


def attester(
    decision: Decision, obtenues: Sequence[UniteObtenue], diplome: Diplome, *, le: date
) -> Attestation:
    """Attestation que le recteur délivre après cette décision.

    Lève `KeyError` pour une unité qui n'est pas obligatoire, `HorsValidite` si une valeur n'est pas en vigueur le jour `le`.
    """
    valeur = registre().valeur("benefice.attestation", le=le)
    if decision.value not in valeur.valeur:
        gabarit = "Pas d'attestation de blocs : le candidat est {decision}."
        motif = Motif("ATTESTATION_SANS_OBJET", gabarit, valeur.reference, {"decision": decision.libelle})
        return Attestation(False, (), (motif,))
    if not obtenues:
        phrase = "Pas d'attestation de blocs : aucune unité n'est acquise."
        return Attestation(False, (), (Motif("ATTESTATION_VIDE", phrase, valeur.reference),))
    regles = ReglesDesBenefices(diplome, le=le)
    epreuves = {e.unite: e for e in diplome.obligatoires}
    acquises = {epreuves[o.unite].unite: o for o in obtenues}
    unites = tuple(
        UniteAttestee(unite, e.intitule, e.bloc, regles.fin_de_validite(o.obtenue_le, o.session))
        for unite, e in epreuves.items()
        if (o := acquises.get(unite))
    )
    gabarit = "Attestation de blocs pour {unites}, chacune valable {annees} ans depuis son obtention."
    valeurs = {
        "unites": ", ".join(u.unite for u in unites),
        "annees": regles.lues["benefice.duree_annees"].valeur,
    }
    return Attestation(True, unites, (Motif("ATTESTATION_DUE", gabarit, valeur.reference, valeurs),))
