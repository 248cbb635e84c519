"""Une colonne d'épreuve : ce qu'une case y admet, et le refus de ce qu'elle n'admet pas."""

import re

from parchemin.droit.notes import Etat, NoteInvalide, Resultat, lire_resultat
from parchemin.moteurs.decision.fautes import Faute
from parchemin.moteurs.decision.situations import enumerer
from parchemin.moteurs.tableurs import citer

# Tient la place d'un résultat illisible, déjà signalé : une note ordinaire n'appelle aucun autre refus.
EN_ATTENTE = Resultat(Etat.NOTE)
AVEC_NOTE = (Etat.NOTE, Etat.BENEFICE, Etat.RESERVE)
# La liste des codes n'aide pas celui qui a voulu écrire une note.
RESSEMBLE_A_UNE_NOTE = re.compile(r"[BR]:|[-+]?\d")


class ColonneDeResultats:
    """Une colonne d'épreuve : ce qu'elle admet, et les résultats déjà lus, par écriture."""

    def __init__(
        self, titre: str, place: int, admis: frozenset[Etat], connus: dict[str, Resultat | None]
    ) -> None:
        """`connus` dit d'avance ce que vaut une case vide, si la colonne en admet."""
        self.titre, self.place, self.admis, self.connus = titre, place, admis, connus
        codes = [e.value for e in Etat if e in admis and e not in AVEC_NOTE]
        codes += [f"{e.value}:note" for e in (Etat.BENEFICE, Etat.RESERVE) if e in admis]
        self._codes = enumerer([*codes, "rien"] if connus else codes)

    def lire(self, texte: str, fautes: list[Faute]) -> Resultat | None:
        """Résultat d'une case ; `EN_ATTENTE`, et une faute de plus, si la colonne ne l'admet pas."""
        if texte in self.connus:
            return self.connus[texte]
        if message := self._refus(texte):
            fautes.append(Faute(self.place, self.titre, message))
            return EN_ATTENTE
        return self.connus.setdefault(texte, lire_resultat(texte))

    def _refus(self, texte: str) -> str | None:
        attendu = f"attendu : une note (0 à 20, par demi-points), {self._codes}"
        if not texte:
            return f"case vide ; {attendu}"
        try:
            etat = lire_resultat(texte).etat
        except NoteInvalide:
            refus = f"{citer(texte)} n'est pas une note (0 à 20, par demi-points)"
            return (
                refus if RESSEMBLE_A_UNE_NOTE.match(texte) else f"{refus} ; codes admis ici : {self._codes}"
            )
        return (
            None if etat in self.admis else f"{citer(texte)} n'est pas admis dans cette colonne ; {attendu}"
        )
