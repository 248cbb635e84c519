"""Rapprochements communs à plusieurs formats : le lieu de naissance selon le pays."""

from collections.abc import Iterable, Iterator

from parchemin.moteurs.echanges.formats.colonnes import Faute
from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs import lieux
from parchemin.moteurs.echanges.valeurs.lue import Lue, completee, laissee, texte_libre


def commune_ou_lieu(ecrit: str) -> Lue:
    """Lit une cellule qui porte un code de commune pour la France, un libellé ailleurs ; `demeler` les sépare."""
    return lieux.commune(ecrit) if lieux.est_code_de_commune(ecrit) else texte_libre(ecrit)


def demeler(valeurs: dict[str, str]) -> Iterable[Faute]:
    """Passe au lieu de naissance ce qui n'est pas un code de commune, au pays un code qui commence par 99."""
    commune = valeurs.get(Champ.NAISSANCE_COMMUNE, "")
    if commune.startswith(_ETRANGER) and lieux.est_code_de_commune(commune):
        valeurs.setdefault(Champ.NAISSANCE_PAYS, commune)
        del valeurs[Champ.NAISSANCE_COMMUNE]
    elif commune and not lieux.est_code_de_commune(commune):
        valeurs.setdefault(Champ.NAISSANCE_LIEU, commune)
        del valeurs[Champ.NAISSANCE_COMMUNE]
    return naissance(valeurs)


def naissance(valeurs: dict[str, str]) -> Iterator[Faute]:
    """Complète le département d'après la commune ; signale celui d'une autre, et une naissance en France sans commune."""
    commune = valeurs.get(Champ.NAISSANCE_COMMUNE, "")
    if commune and not commune.startswith(_ETRANGER):
        attendu = departement_de(commune)
        departement = valeurs.setdefault(Champ.NAISSANCE_DEPARTEMENT, attendu)
        if departement != attendu and departement not in _ANCIENS:
            remede = f"vérifiez le département et la commune {commune}"
            lue = completee(departement, f"le département de la commune ({attendu})", remede)
            yield Faute(Champ.NAISSANCE_DEPARTEMENT, departement, lue)
    en_france = valeurs.get(Champ.NAISSANCE_PAYS, "?") in lieux.FRANCE
    if en_france and not commune and not valeurs.get(Champ.NAISSANCE_LIEU):
        attendu = "la commune de naissance d'une personne née en France"
        yield Faute(Champ.NAISSANCE_COMMUNE, "", laissee(attendu, "complétez-la dans la base d'origine"))


_ETRANGER = "99"
# Seine, Seine-et-Oise, Corse d'avant 1976 : la commune a changé de département depuis.
_ANCIENS = frozenset({"075", "078", "020"})


def departement_de(commune: str) -> str:
    """Rend le département, sur trois caractères, d'un code de commune : 33318 donne 033, 97422 donne 974."""
    return commune[:3] if commune[:2] in {"97", "98"} else f"0{commune[:2]}"
