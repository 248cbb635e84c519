"""Confronter ce que demandent les lignes d'un fichier à ce que dit la base : le relevé de la lecture à blanc."""

from collections import Counter
from collections.abc import Iterable, Mapping

from parchemin.socle.organisation import etats
from parchemin.socle.organisation.imports.catalogue import Genre
from parchemin.socle.organisation.imports.modele import (
    AVERTISSEMENT,
    Changement,
    Contexte,
    Diagnostic,
    Ignoree,
    Ligne,
    Releve,
    Voulu,
)
from parchemin.socle.organisation.imports.objets import OBJETS
from parchemin.socle.organisation.models import Academie, Departement, Etablissement, SessionExamen
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.portee import Portee


def contexte_de(session: SessionExamen | None, portee: Portee, *, inconnus: bool) -> Contexte:
    """Ce que la base sait, rangé pour qu'une ligne s'y retrouve d'un coup."""
    academies = {academie.pk: academie for academie in Academie.objects.all()}
    departements = list(Departement.objects.select_related("academie"))
    return Contexte(
        session=session, portee=portee, inconnus=inconnus,
        academies={simplifier(a.nom): a for a in academies.values()} | academies,
        departements={d.prefixe_uai: d for d in departements} | {d.pk: d for d in departements},
        connus=dict(Etablissement.objects.values_list("pk", "academie")),
    )  # fmt: skip


def relever(
    lignes: Iterable[Ligne], genre: Genre, contexte: Contexte, fautes: Iterable[Diagnostic]
) -> Releve:
    """Relevé du fichier : ce qui changerait, ce qui ne changerait pas, ce qui ne va pas, ce qui est laissé de côté."""
    diagnostics, ignorees = list(fautes), Counter[str]()
    voulus: dict[tuple[str, str], Voulu] = {}
    for dit in genre.examiner(lignes, contexte):
        if isinstance(dit, Diagnostic):
            diagnostics.append(dit)
        elif isinstance(dit, Ignoree):
            ignorees[dit.raison] += 1
        else:
            diagnostics += _reunir(voulus, dit, genre.principale)
    changements = _comparer(list(voulus.values()), contexte.session)
    return Releve(
        changements,
        sorted(diagnostics, key=lambda d: d.ligne),
        len(voulus) - len(changements),
        dict(ignorees),
    )


def _reunir(voulus: dict[tuple[str, str], Voulu], voulu: Voulu, principale: str) -> list[Diagnostic]:
    """Ajoute ce que demande une ligne à ce que les précédentes ont demandé du même objet ; dit ce qui se contredit."""
    ancien = voulus.setdefault((voulu.nature, voulu.cle), voulu)
    if ancien is voulu or ancien.ligne == voulu.ligne:
        return []
    contraires = [c for c, valeur in voulu.valeurs.items() if ancien.valeurs.get(c, valeur) != valeur]
    if contraires:
        return [
            Diagnostic(
                voulu.ligne, champ, voulu.valeurs[champ],
                f"« {ancien.valeurs[champ]} » comme à la ligne {ancien.ligne}, pour {voulu.cle}",
                "ne gardez que la bonne ligne",
            )
            for champ in contraires
        ]  # fmt: skip
    voulus[voulu.nature, voulu.cle] = Voulu(
        ancien.ligne, voulu.nature, voulu.cle, {**ancien.valeurs, **voulu.valeurs}
    )
    if voulu.nature != principale:
        return []
    attendu = f"une seule ligne pour {voulu.cle}, déjà à la ligne {ancien.ligne}"
    return [Diagnostic(voulu.ligne, "toutes", voulu.cle, attendu, "supprimez la répétition", AVERTISSEMENT)]


def _comparer(voulus: list[Voulu], session: SessionExamen | None) -> list[Changement]:
    actuels = etats_actuels(((v.nature, v.cle) for v in voulus), session)
    changements = []
    for voulu in voulus:
        actuel = actuels.get((voulu.nature, voulu.cle))
        avant, apres = etats.differences(actuel or {}, voulu.valeurs)
        if actuel is None:
            changements.append(Changement(voulu.ligne, voulu.nature, voulu.cle, dict(voulu.valeurs)))
        elif apres:
            changements.append(Changement(voulu.ligne, voulu.nature, voulu.cle, apres, avant))
    return changements


def etats_actuels(
    objets: Iterable[tuple[str, str]], session: SessionExamen | None
) -> Mapping[tuple[str, str], dict[str, str]]:
    """État, dans la base, de chacun de ces objets (nature, clé) qui y est."""
    par_nature: dict[str, list[str]] = {}
    for nature, cle in objets:
        par_nature.setdefault(nature, []).append(cle)
    return {
        (nature, cle): lu
        for nature, cles in par_nature.items()
        for cle, lu in OBJETS[nature].etats(cles, session).items()
    }
