"""La commande `parchemin reglement` : ce que passe un candidat, et pourquoi il relève de ce régime."""

from collections.abc import Mapping

import click

from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import registre
from parchemin.droit.parcours import EpreuveAPasser, ecrire_duree, epreuves_a_passer
from parchemin.droit.references import Statut
from parchemin.droit.regimes import (
    Etablissement,
    Habilitation,
    Regime,
    RegimeDecide,
    RegimeRefuse,
    Voie,
    determiner_regime,
)
from parchemin.droit.stages import SituationDeStage, StageIndetermine, ecrire_semaines, exigence_de_stage
from parchemin.web.commande import mise_en_page, saisies

EPILOGUE = """\b
Exemples :
  parchemin reglement --regime A --session 2026
  parchemin reglement --pourquoi voie=fpc etablissement=public habilitation=etendue
"""
CHOIX = {"voie": Voie, "etablissement": Etablissement, "habilitation": Habilitation}


@click.command("reglement", epilog=EPILOGUE)
@click.option("--regime", type=click.Choice([r.value for r in Regime]), help="Régime d'examen.")
@click.option("--session", type=int, help="Année d'examen ; par défaut la dernière connue.")
@click.option("--diplome", "code", help="Diplôme, s'il y en a plusieurs.")
@click.option("--pourquoi", is_flag=True, help="Explique le régime d'après les FAITS donnés à la suite.")
@click.option(
    "--format",
    "sortie",
    type=click.Choice(saisies.FORMATS),
    default="texte",
    show_default=True,
    help="Sortie.",
)
@click.argument("faits", nargs=-1, metavar="[voie=… etablissement=… habilitation=…]")
def commande(
    regime: str | None,
    session: int | None,
    code: str | None,
    pourquoi: bool,
    sortie: str,
    faits: tuple[str, ...],
) -> None:
    """Dit ce que passe un candidat : épreuves, forme, durée, commission, support, chacun avec son article."""
    diplome = saisies.diplome_demande(code, session)
    decide, regime_demande = None, regime
    if faits or pourquoi:
        decide = _regime_des_faits(_lire_faits(faits), diplome)
        if regime and regime != decide.regime:
            raise click.UsageError(f"Ces faits conduisent au régime {decide.regime}, pas au régime {regime}.")
        regime = decide.regime
    if regime is None:
        raise click.UsageError("Donner --regime A, B ou C, ou --pourquoi et les faits du candidat.")
    epreuves = epreuves_a_passer(diplome, Regime(regime), le=diplome.jour_de_reference)
    if sortie == "texte":
        if decide:
            _ecrire_raisons(decide)
            if pourquoi and regime_demande is None:
                return
        _ecrire_reglement(diplome, Regime(regime), epreuves, _voie(faits))
    else:
        rangees = [_rangee(e) for e in epreuves]
        mise_en_page.en_json(rangees) if sortie == "json" else mise_en_page.en_csv(rangees)


def _lire_faits(faits: tuple[str, ...]) -> Mapping[str, str]:
    lus: dict[str, str] = {}
    for fait in faits:
        cle, separateur, valeur = fait.partition("=")
        if not separateur or cle not in CHOIX:
            raise click.UsageError(f"« {fait} » : attendu voie=…, etablissement=… ou habilitation=….")
        if cle in lus:
            raise click.UsageError(f"« {cle} » est donné deux fois.")
        admis = [v.value for v in CHOIX[cle]]
        if valeur and valeur not in admis:
            raise click.UsageError(
                f"« {valeur} » n'est pas une valeur de {cle}. Valeurs : {', '.join(admis)}."
            )
        lus[cle] = valeur
    if not lus.get("voie"):
        raise click.UsageError(f"Il manque voie=… (valeurs : {', '.join(v.value for v in Voie)}).")
    return lus


def _voie(faits: tuple[str, ...]) -> Voie | None:
    return Voie(_lire_faits(faits)["voie"]) if faits else None


def _regime_des_faits(faits: Mapping[str, str], diplome: Diplome) -> RegimeDecide:
    etablissement = Etablissement(faits["etablissement"]) if faits.get("etablissement") else None
    habilitation = Habilitation(faits.get("habilitation") or "non")
    try:
        return determiner_regime(
            Voie(faits["voie"]), etablissement, habilitation, le=diplome.jour_de_reference
        )
    except RegimeRefuse as refus:
        raise click.UsageError(f"{refus.anomalies[0].champ} : {refus.anomalies[0].phrase}.") from None


def _ecrire_raisons(decide: RegimeDecide) -> None:
    mise_en_page.titre(f"Régime {decide.regime} : {decide.regime.libelle}")
    for motif in decide.motifs:
        mise_en_page.ligne("Parce que", f"{motif.phrase} ({motif.reference})")


def _ecrire_reglement(
    diplome: Diplome, regime: Regime, epreuves: tuple[EpreuveAPasser, ...], voie: Voie | None
) -> None:
    click.echo(f"{diplome.sigle}, session {diplome.session}, régime {regime} : {regime.libelle}")
    if diplome.numerotation_source.statut is not Statut.LU:
        mise_en_page.ligne(
            "Attention", f"règlement de cette session {diplome.numerotation_source.statut.libelle}"
        )
    for e in epreuves:
        mise_en_page.titre(f"{e.epreuve.code} {e.epreuve.intitule}")
        genre = e.epreuve.domaine.libelle
        coefficient = e.coefficient if not e.epreuve.est_obligatoire else f"coefficient {e.coefficient}"
        mise_en_page.ligne("Unité", f"{e.epreuve.unite}, épreuve {genre}, {coefficient}")
        mise_en_page.ligne("Forme", f"{e.modalite}, {e.duree}")
        for texte in e.deroulement:
            mise_en_page.ligne("", f"– {texte}")
        mise_en_page.ligne(
            "Devant", " ; ".join(e.commission) or "composition que les textes lus ne fixent pas"
        )
        for etiquette, texte in (
            ("Quand", e.forme.periode),
            ("Support", e.forme.support),
            ("À savoir", e.forme.remarque),
        ):
            if texte:
                mise_en_page.ligne(etiquette, texte)
        mise_en_page.ligne("Texte", str(e.source.reference) + (f" [{e.reserve}]" if e.reserve else ""))
    _ecrire_suite(diplome, voie)


def _ecrire_suite(diplome: Diplome, voie: Voie | None) -> None:
    mise_en_page.titre("Épreuves de contrôle")
    nombre = registre().valeur("controle.nombre", le=diplome.jour_de_reference)
    for d in diplome.disciplines:
        temps = f"{ecrire_duree(d.duree)}, après {ecrire_duree(d.preparation)} de préparation"
        detail = f"{d.intitule} ({', '.join(d.epreuves)}), {temps}"
        mise_en_page.ligne(d.code, f"{detail} ; {d.source.reference} [{d.source.statut.libelle}]")
    mise_en_page.ligne("Choix", f"{nombre.valeur} au plus ({nombre.reference})")
    mise_en_page.titre("Stage")
    for v in [voie] if voie else Voie:
        try:
            exigence = exigence_de_stage(SituationDeStage(voie=v), diplome)
        except StageIndetermine as manque:
            mise_en_page.ligne(v.value, manque.anomalie.phrase)
            continue
        semaines = f"{ecrire_semaines(exigence.minimum)} à {ecrire_semaines(exigence.maximum)}"
        motifs = " ".join(f"{m.phrase} ({m.reference})" for m in exigence.motifs)
        mise_en_page.ligne(v.value, f"{semaines if exigence.est_du else 'aucun stage dû'}. {motifs}")


def _rangee(e: EpreuveAPasser) -> dict[str, object]:
    return {
        "epreuve": e.epreuve.code, "unite": e.epreuve.unite, "intitule": e.epreuve.intitule,
        "domaine": e.epreuve.domaine.value, "coefficient": e.coefficient,
        "evaluation": e.forme.evaluation.value, "nature": e.forme.nature.value,
        "duree_min": e.forme.duree, "preparation_min": e.forme.preparation,
        "situations": e.forme.nombre_situations, "deroulement": " | ".join(e.deroulement),
        "commission": " | ".join(e.commission), "support": e.forme.support, "remarque": e.forme.remarque,
        "reference": str(e.source.reference), "statut": e.source.statut.value,
    }  # fmt: skip
