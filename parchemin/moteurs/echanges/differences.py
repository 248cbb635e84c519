"""Ce qui a changé entre deux exports d'une même source : qui arrive, qui part, qui change, champ par champ."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from parchemin.moteurs.echanges.modele import Champ, FichierLu, LigneLue
from parchemin.moteurs.echanges.valeurs.lue import simplifier

Cle = Callable[[LigneLue], str]


@dataclass(frozen=True, slots=True)
class Changement:
    """Un candidat qui est dans les deux exports, et ses champs qui diffèrent : avant, après, vide s'il manque."""

    avant: LigneLue
    apres: LigneLue
    champs: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Ce qui a changé d'un export à l'autre ; les lignes écartées n'y sont pas."""

    ajoutees: Sequence[LigneLue]
    retirees: Sequence[LigneLue]
    changees: Sequence[Changement]
    inchangees: int

    @property
    def est_vide(self) -> bool:
        """Vrai si rien n'a changé."""
        return not (self.ajoutees or self.retirees or self.changees)


def _par_champ(champ: Champ) -> Cle:
    return lambda ligne: ligne[champ]


def _par_naissance(*champs: Champ) -> Cle:
    """Clé faite de noms comparés sans accents ni casse, et de la date de naissance ; vide si l'un manque."""

    def cle(ligne: LigneLue) -> str:
        noms = [simplifier(ligne[champ]) for champ in champs]
        return "|".join([*noms, ligne[Champ.NE_LE]]) if all(noms) and ligne[Champ.NE_LE] else ""

    return cle


# Du plus sûr au moins sûr ; des jumeaux ne se distinguent que par leurs prénoms, un prénom peut être complété.
CLES: tuple[Cle, ...] = (
    _par_champ(Champ.INE),
    _par_champ(Champ.NUMERO),
    _par_naissance(Champ.NOM, Champ.PRENOMS),
    _par_naissance(Champ.NOM),
)


def difference(ancien: FichierLu, nouveau: FichierLu) -> Difference:
    """Rend ce qui a changé d'`ancien` à `nouveau`.

    Les lignes s'apparient par INE, puis numéro, puis nom et naissance ; une clé qui désigne plusieurs lignes d'un même
    export n'en apparie aucune, deux lignes dont les INE connus diffèrent ne sont la même personne que si leur numéro
    de candidat est le même, et ce qui est resté égal en tout n'a pas changé.
    """
    avant, apres = dict(enumerate(ancien.lignes)), dict(enumerate(nouveau.lignes))
    paires: list[tuple[int, LigneLue, LigneLue]] = []
    for cle in CLES:
        uniques = _uniques(avant, cle)
        for valeur, rang in _uniques(apres, cle).items():
            if valeur in uniques and _compatibles(avant[uniques[valeur]], apres[rang]):
                paires.append((rang, avant.pop(uniques[valeur]), apres.pop(rang)))
    paires += _identiques(avant, apres)
    paires.sort(key=lambda paire: paire[0])
    changees = [
        Changement(un, autre, champs) for _, un, autre in paires if (champs := _champs_changes(un, autre))
    ]
    return Difference(list(apres.values()), list(avant.values()), changees, len(paires) - len(changees))


def _identiques(
    avant: dict[int, LigneLue], apres: dict[int, LigneLue]
) -> list[tuple[int, LigneLue, LigneLue]]:
    """Apparie, et ôte, les lignes dont toutes les valeurs sont égales : sans clé sûre, rien n'a changé pour elles."""
    restantes: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for rang, ligne in avant.items():
        restantes.setdefault(tuple(sorted(ligne.valeurs.items())), []).append(rang)
    trouvees = []
    for rang, ligne in list(apres.items()):
        if egales := restantes.get(tuple(sorted(ligne.valeurs.items()))):
            trouvees.append((rang, avant.pop(egales.pop(0)), apres.pop(rang)))
    return trouvees


def _uniques(lignes: Mapping[int, LigneLue], cle: Cle) -> dict[str, int]:
    """Rang de chaque ligne que sa clé est seule à désigner."""
    rangs: dict[str, int] = {}
    repetees: set[str] = set()
    for rang, ligne in lignes.items():
        if valeur := cle(ligne):
            repetees |= {valeur} if valeur in rangs else set()
            rangs[valeur] = rang
    return {valeur: rang for valeur, rang in rangs.items() if valeur not in repetees}


def _compatibles(un: LigneLue, autre: LigneLue) -> bool:
    """Faux si deux INE connus diffèrent, sauf au même numéro de candidat : c'est alors l'INE qu'on a corrigé."""
    ines = {un[Champ.INE], autre[Champ.INE]} - {""}
    return len(ines) <= 1 or (bool(un[Champ.NUMERO]) and un[Champ.NUMERO] == autre[Champ.NUMERO])


def _champs_changes(un: LigneLue, autre: LigneLue) -> dict[str, tuple[str, str]]:
    champs: Iterable[str] = dict.fromkeys([*un.valeurs, *autre.valeurs])
    return {champ: (un[champ], autre[champ]) for champ in champs if un[champ] != autre[champ]}
