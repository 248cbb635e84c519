"""La commande `parchemin reglement` : ce que passe un candidat, et pourquoi il relève de ce régime."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import click

from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import HorsValidite, registre
from parchemin.droit.parcours import EpreuveAPasser, epreuves_a_passer
from parchemin.droit.references import Statut
from parchemin.droit.regimes import (
    Combinaison,
    Etablissement,
    Habilitation,
    Regime,
    RegimeDecide,
    RegimeRefuse,
    Voie,
    determiner_regime,
    lignes_examinees,
)
from parchemin.web.commande import mise_en_page, saisies
from parchemin.web.commande.lignes_du_reglement import Ligne, lignes_du_reglement

EPILOGUE = """\b
Exemples :
  parchemin reglement --regime A --session 2026
  parchemin reglement --regime C --format csv
  parchemin reglement --regime A --compare 2024
  parchemin reglement --pourquoi voie=fpc etablissement=public habilitation=etendue
"""
CHOIX = {"voie": Voie, "etablissement": Etablissement, "habilitation": Habilitation}


@click.command("reglement", epilog=EPILOGUE)
@click.option("--regime", type=click.Choice([r.value for r in Regime]), help="Régime d'examen.")
@click.option("--session", type=saisies.Annee(), help="Année d'examen ; par défaut la dernière connue.")
@click.option("--diplome", "code", metavar="CODE", help="Diplôme, s'il y en a plusieurs.")
@click.option("--pourquoi", is_flag=True, help="Explique le régime d'après les FAITS donnés à la suite.")
@click.option(
    "--compare", "autre", type=saisies.Annee(), help="Montre ce qui change depuis cette autre session."
)
@click.option(
    "--format",
    "sortie",
    type=click.Choice(saisies.FORMATS),
    default="texte",
    show_default=True,
    help="Sortie.",
)
@click.argument("faits", nargs=-1, metavar="[FAITS]…")
def commande(  # noqa: PLR0913, PLR0917 — une option, un paramètre
    regime: str | None, session: int | None, code: str | None, pourquoi: bool, autre: int | None, sortie: str,
    faits: tuple[str, ...],
) -> None:  # fmt: skip
    """Dit ce que passe un candidat : épreuves, forme, durée, commission, support, chacun avec son article.

    Donner le régime, ou les FAITS qui y conduisent : voie=… etablissement=… habilitation=…
    """
    diplome = saisies.diplome_demande(code, session)
    voie = None
    if faits or pourquoi:
        lus = _lire_faits(faits)
        voie = Voie(lus["voie"])
        decide = _regime_des_faits(lus, diplome)
        if regime and regime != decide.regime:
            raise click.UsageError(f"Ces faits conduisent au régime {decide.regime}, pas au régime {regime}.")
        if pourquoi:
            _ecrire_raisons(lus, decide, diplome, sortie)
            return
        regime = decide.regime
    if regime is None:
        raise click.UsageError(
            "Donner --regime A, B ou C, ou --pourquoi et les faits du candidat : voie=… etablissement=… habilitation=…"
        )
    lignes = _lignes(diplome, Regime(regime), voie)
    if autre is not None:
        anterieures = _lignes(saisies.diplome_demande(diplome.code, autre), Regime(regime), voie)
        _ecrire_comparaison(autre, diplome.session, comparer(anterieures, lignes), sortie)
    elif sortie == "csv":
        mise_en_page.en_csv(map(_rangee, lignes))
    elif sortie == "json":
        epreuves = epreuves_a_passer(diplome, Regime(regime), le=diplome.jour_de_reference)
        mise_en_page.en_json({
            "diplome": diplome.code, "session": diplome.session, "regime": regime,
            "epreuves": [_epreuve(e) for e in epreuves], "lignes": [_rangee(ligne) for ligne in lignes],
        })  # fmt: skip
    else:
        _ecrire_reglement(diplome, Regime(regime), lignes)


def _lignes(diplome: Diplome, regime: Regime, voie: Voie | None) -> list[Ligne]:
    try:
        return lignes_du_reglement(diplome, regime, le=diplome.jour_de_reference, voie=voie)
    except HorsValidite as refus:
        raise click.UsageError(str(refus)) from None


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


def _combinaison(faits: Mapping[str, str]) -> Combinaison:
    etablissement = Etablissement(faits["etablissement"]) if faits.get("etablissement") else None
    return Voie(faits["voie"]), etablissement, Habilitation(faits.get("habilitation") or "non")


def _regime_des_faits(faits: Mapping[str, str], diplome: Diplome) -> RegimeDecide:
    voie, etablissement, habilitation = _combinaison(faits)
    le = diplome.jour_de_reference
    try:
        return determiner_regime(voie, etablissement, habilitation, le=le)
    except RegimeRefuse as refus:
        table = registre().valeur("regime.table", le=le).valeur
        possibles = "\n".join(f"  {_conditions(ligne)}" for ligne in table if ligne["voie"] == voie)
        raise click.UsageError(
            f"{refus.anomalies[0].champ} : {refus.anomalies[0].phrase}.\nCe qui existe pour cette voie :\n{possibles}"
        ) from None
    except HorsValidite as refus:
        raise click.UsageError(str(refus)) from None


def _conditions(ligne: Mapping[str, Sequence[str]]) -> str:
    """Ce qu'une ligne de la table demande, tel qu'on l'écrit en faits."""
    parts = [f"voie={ligne['voie']}"]
    if ligne.get("etablissements"):
        parts.append(f"etablissement={'|'.join(ligne['etablissements'])}")
    return " ".join(
        [*parts, f"habilitation={'|'.join(ligne['habilitations'])}", f"→ régime {ligne['regime']}"]
    )


def _ecrire_raisons(faits: Mapping[str, str], decide: RegimeDecide, diplome: Diplome, sortie: str) -> None:
    """La table des régimes, ligne après ligne, jusqu'à celle qui décide."""
    le = diplome.jour_de_reference
    table = registre().valeur("regime.table", le=le)
    voie, etablissement, habilitation = _combinaison(faits)
    examinees = list(lignes_examinees(voie, etablissement, habilitation, le=le))
    if sortie != "texte":
        rangees = [
            {"rang": rang, "regle": x.phrase, "ecart": x.ecart, "decide": "" if x.ecart else "oui",
             "regime": x.regime.value, "reference": str(x.reference)}
            for rang, x in enumerate(examinees, start=1)
        ]  # fmt: skip
        mise_en_page.en_json(rangees) if sortie == "json" else mise_en_page.en_csv(rangees)
        return
    mise_en_page.titre(f"Régime {decide.regime} : {decide.regime.libelle}")
    dits = [x.libelle for x in (voie, etablissement, habilitation) if x]
    mise_en_page.ligne("Candidat", ", ".join(dits))
    reserve = "" if table.source.statut is Statut.LU else f" [{table.source.statut.libelle}]"
    mise_en_page.ligne(
        "Table", f"{table.libelle}, la première ligne qui convient décide ({table.reference}){reserve}"
    )
    for rang, x in enumerate(examinees, start=1):
        if x.ecart:
            mise_en_page.ligne(f"{rang:>2}. non", f"{x.phrase} Cette ligne {x.ecart}.")
        else:
            mise_en_page.ligne(f"{rang:>2}. DÉCIDE", f"{x.phrase} Régime {x.regime} ({x.reference}).")
    click.echo(
        f"\nCe que passe ce candidat :\n  parchemin reglement --session {diplome.session} "
        + " ".join(f"{cle}={valeur}" for cle, valeur in faits.items() if valeur)
    )


def _ecrire_reglement(diplome: Diplome, regime: Regime, lignes: Sequence[Ligne]) -> None:
    click.echo(f"{diplome.sigle}, session {diplome.session}, régime {regime} : {regime.libelle}")
    if diplome.numerotation_source.statut is not Statut.LU:
        libelle = diplome.numerotation_source.statut.libelle
        mise_en_page.ligne("Attention", f"règlement de cette session {libelle}")
    for rubrique, siennes in groupby(lignes, key=lambda ligne: ligne.rubrique):
        mise_en_page.titre(rubrique)
        # Un article est dit une fois, sous toutes les lignes qu'il fonde et qui se suivent.
        for article, fondees in groupby(siennes, key=lambda ligne: ligne.article):
            for ligne in fondees:
                mise_en_page.ligne(ligne.objet, ligne.texte)
            mise_en_page.ligne("Texte", article)


def comparer(avant: Sequence[Ligne], apres: Sequence[Ligne]) -> list[dict[str, str]]:
    """Ce qui change d'une session à l'autre : rubrique, objet, texte avant (vide si nouveau) et après (vide si ôté).

    Une épreuve se reconnaît à son intitulé, car son numéro change.
    """
    anciennes, nouvelles = (_par_objet(lignes) for lignes in (avant, apres))
    titres = {ligne.cle: ligne.rubrique for ligne in (*avant, *apres)}
    rangs = {cle: rang for rang, cle in enumerate(dict.fromkeys(ligne.cle for ligne in (*apres, *avant)))}
    return [
        {
            "rubrique": titres[cle[0]],
            "objet": cle[1],
            "avant": anciennes.get(cle, ""),
            "apres": nouvelles.get(cle, ""),
        }
        for cle in sorted({**nouvelles, **anciennes}, key=lambda cle: rangs[cle[0]])
        if anciennes.get(cle) != nouvelles.get(cle)
    ]


def _par_objet(lignes: Sequence[Ligne]) -> dict[tuple[str, str], str]:
    textes: dict[tuple[str, str], str] = {}
    for ligne in lignes:
        cle = (ligne.cle, ligne.objet)
        textes[cle] = f"{textes[cle]}\n{ligne.texte}" if cle in textes else ligne.texte
    return textes


def _ecrire_comparaison(avant: int, apres: int, ecarts: Sequence[Mapping[str, str]], sortie: str) -> None:
    if sortie == "json":
        mise_en_page.en_json(ecarts)
    elif sortie == "csv":
        mise_en_page.en_csv(ecarts)
    elif not ecarts:
        click.echo(f"Rien ne change de la session {avant} à la session {apres}.")
    else:
        click.echo(f"De la session {avant} à la session {apres} :")
        for rubrique, siens in groupby(ecarts, key=lambda ecart: ecart["rubrique"]):
            mise_en_page.titre(rubrique)
            for ecart in siens:
                mise_en_page.ligne(ecart["objet"], "")
                mise_en_page.ligne(f"  {avant}", ecart["avant"] or "(rien)")
                mise_en_page.ligne(f"  {apres}", ecart["apres"] or "(rien)")


def _rangee(ligne: Ligne) -> dict[str, str]:
    return {
        "rubrique": ligne.rubrique, "objet": ligne.objet, "texte": ligne.texte.replace("\n– ", " | "),
        "reference": str(ligne.reference), "statut": ligne.statut.value,
    }  # fmt: skip


def _epreuve(e: EpreuveAPasser) -> dict[str, object]:
    return {
        "epreuve": e.epreuve.code, "unite": e.epreuve.unite, "intitule": e.epreuve.intitule,
        "domaine": e.epreuve.domaine.value, "coefficient": e.coefficient,
        "evaluation": e.forme.evaluation.value, "nature": e.forme.nature.value,
        "duree_min": e.forme.duree, "preparation_min": e.forme.preparation,
        "situations": e.forme.nombre_situations, "deroulement": list(e.deroulement),
        "commission": list(e.commission), "reference_commission": str(e.composition.reference),
        "support": e.forme.support, "remarque": e.forme.remarque,
        "reference": str(e.source.reference), "statut": e.source.statut.value,
    }  # fmt: skip
