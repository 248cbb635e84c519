"""Ce que disent les champs d'une ligne rapprochés : code postal et pays, formation attendue ou non, départ."""

from collections.abc import Iterator
from datetime import date

from parchemin.moteurs.echanges.formats import Faute, Format
from parchemin.moteurs.echanges.modele import Attentes, Autres, Champ, Niveau
from parchemin.moteurs.echanges.valeurs import lieux
from parchemin.moteurs.echanges.valeurs.lue import Lue, laissee

_MEF_SANS_CLE = 10


def accorder(valeurs: dict[str, str], format_: Format) -> Iterator[Faute]:
    """Rapproche les champs d'une ligne et rend ce qui ne va pas ; complète ou ôte des valeurs."""
    if code := valeurs.pop(Champ.CODE_POSTAL, ""):
        lue = lieux.code_postal(code, valeurs.get(Champ.PAYS, ""))
        if lue.texte:
            valeurs[Champ.CODE_POSTAL] = lue.texte
        if lue.niveau:
            yield Faute(Champ.CODE_POSTAL, code, lue)
    yield from format_.accord(valeurs)


def raison_d_ecarter(valeurs: dict[str, str], motif: str, le: date | None) -> Faute | None:
    """Rend pourquoi la ligne n'est pas un candidat présent : sorti au plus tard `le`, ou sorti tout court sans `le`."""
    if motif:
        return _sorti(motif)
    sortie = valeurs.get(Champ.SORTIE_LE, "")
    if sortie and (le is None or sortie <= le.isoformat()):
        return _sorti(sortie)
    return None


def _sorti(valeur: str) -> Faute:
    return Faute(
        Champ.SORTIE_LE, valeur, laissee("un élève présent", "il est sorti : la ligne est laissée de côté")
    )


def autre_formation(valeurs: dict[str, str], attentes: Attentes) -> Faute | None:
    """Rend pourquoi le candidat est d'une autre formation que celles qu'on attend, s'il l'est et si cela importe."""
    if attentes.autres is Autres.ACCEPTER:
        return None
    specialite, mef = valeurs.get(Champ.SPECIALITE, ""), valeurs.get(Champ.MEF, "")
    if specialite and specialite not in attentes.specialites:
        return Faute(
            Champ.SPECIALITE, specialite, _autre(" ou ".join(sorted(attentes.specialites)), attentes)
        )
    if mef and mef[:_MEF_SANS_CLE] not in attentes.mefs:
        return Faute(Champ.MEF, mef, _autre(" ou ".join(sorted(attentes.mefs)), attentes))
    return None


def _autre(attendu: str, attentes: Attentes) -> Lue:
    if attentes.autres is Autres.ECARTER:
        return laissee(attendu, "c'est une autre formation : la ligne est laissée de côté")
    return Lue(
        "", Niveau.AVERTISSEMENT, attendu, "c'est une autre formation : retirez la ligne si elle n'en est pas"
    )
