"""Les colonnes qu'un tableau de session peut porter, et la place de chacune d'après ses titres."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from parchemin.droit.diplome import Diplome, codes_des_diplomes, diplome, sessions_connues
from parchemin.moteurs.decision.fautes import Faute, SuiviDesFautes
from parchemin.moteurs.tableurs import NatureCellule, Rangee, citer, decrire

NUMERO = "numero"
REGIME, VOIE, ETABLISSEMENT, HABILITATION = "regime", "voie", "etablissement", "habilitation"
FORME, AMENAGEMENT = "forme", "amenagement"
SITUATION = (REGIME, VOIE, ETABLISSEMENT, HABILITATION, FORME, AMENAGEMENT)
PREFIXE_CONTROLE = "C_"
PREFIXE_IGNORE = "_"


def titres(reglement: Diplome) -> tuple[str, ...]:
    """Titres qu'un tableau peut porter pour ce diplôme et cette session, dans l'ordre de lecture."""
    epreuves = [e.code for e in (*reglement.obligatoires, *reglement.facultatives)]
    return (NUMERO, *SITUATION, *epreuves, *(PREFIXE_CONTROLE + d.code for d in reglement.disciplines))


@dataclass(frozen=True, slots=True)
class Colonnes:
    """Places des colonnes lues, largeur de l'en-tête, places ignorées.

    Une colonne absente a pour place `largeur` : chaque rangée y reçoit une case vide.
    """

    places: Mapping[str, int]
    largeur: int
    ignorees: frozenset[int]

    def place(self, titre: str) -> int:
        """Place de la colonne de ce titre (0 pour la première) ; `largeur` si elle est absente."""
        return self.places.get(titre, self.largeur)

    def est_presente(self, titre: str) -> bool:
        """Vrai si le tableau porte cette colonne."""
        return titre in self.places

    def derniere(self, *en_cause: str) -> str:
        """De plusieurs colonnes, la dernière du tableau ; la dernière citée si aucune n'y est."""
        presentes = [c for c in en_cause if c in self.places]
        return max(presentes, key=self.place) if presentes else en_cause[-1]


def lire_titres(entete: Rangee, chemin: Path, reglement: Diplome, suivi: SuiviDesFautes) -> Colonnes:
    """Place de chaque colonne ; signale tout titre refusé et toute colonne obligatoire absente."""
    connus = titres(reglement)
    places: dict[str, int] = {}
    ignorees = set()
    fautes = []
    for place, titre in enumerate(entete.cellules):
        if message := _refus(place, titre, entete, places, connus):
            fautes.append(Faute(place, nommer(place, titre), message))
        elif titre.startswith(PREFIXE_IGNORE):
            ignorees.add(place)
        else:
            places[titre] = place
    suivi.de_la_ligne(entete.ligne, fautes)
    for colonne, message in _absentes(places, set(entete.cellules), reglement):
        suivi.du_fichier(chemin, message, colonne)
    return Colonnes(places, len(entete.cellules), frozenset(ignorees))


def nommer(place: int, titre: str = "") -> str:
    """Nom d'une colonne dans un message : son titre, sur une ligne et abrégé, ou à défaut son rang."""
    return citer(titre).strip("« »") or f"n° {place + 1}"


def _refus(
    place: int, titre: str, entete: Rangee, places: Mapping[str, int], connus: tuple[str, ...]
) -> str | None:
    nature = entete.natures.get(place, NatureCellule.NOMBRE)
    if nature is not NatureCellule.NOMBRE:
        return decrire(titre, nature)
    if titre in places:
        return f"titre répété, déjà celui de la colonne n° {places[titre] + 1} ; n'en garder qu'une"
    if titre in connus or titre.startswith(PREFIXE_IGNORE):
        return None
    if not titre:
        return "cette colonne n'a pas de titre ; la nommer ou la supprimer"
    proches = get_close_matches(titre, connus, n=1)
    remede = (
        f"vouliez-vous « {proches[0]} » ?" if proches else "la supprimer, ou commencer son titre par « _ »"
    )
    return f"{citer(titre)} n'est pas un titre connu ; {remede}"


def _absentes(places: Mapping[str, int], ecrits: set[str], reglement: Diplome) -> Iterator[tuple[str, str]]:
    if NUMERO not in places:
        yield NUMERO, "colonne obligatoire absente"
    if REGIME not in places and VOIE not in places:
        yield REGIME, "colonne absente ; donner « regime », ou « voie » et ce qu'elle demande"
    absentes = [e.code for e in reglement.obligatoires if e.code not in places]
    conseil = _autre_session(ecrits, reglement) if absentes else ""
    for code in absentes:
        yield code, f"colonne obligatoire absente{conseil}"


def _autre_session(ecrits: set[str], reglement: Diplome) -> str:
    """Conseil quand le tableau porte les titres d'une autre session du même diplôme."""
    if reglement.code not in codes_des_diplomes():
        return ""
    connues = (diplome(reglement.code, session=s) for s in sessions_connues(reglement.code))
    possibles = [str(d.session) for d in connues if all(e.code in ecrits for e in d.obligatoires)]
    if not possibles:
        return ""
    return f" ; ce sont les titres d'une autre session ({' ou '.join(possibles)}) : la demander par --session"
