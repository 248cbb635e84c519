"""Les noms de personnes : ce qui s'imprime juste, et ce qui est refusé avec la raison.

La police des documents (Libertinus Serif, licence OFL, portée par le paquet typst) couvre l'alphabet latin
et ses signes. Un nom dans une autre écriture sortirait en partie blanc : il est refusé, jamais abîmé.
"""

import unicodedata
from functools import lru_cache

LONGUEUR_MAXIMALE = 200
# Droite, culbutées, lettres modificatives, prime, pleine chasse, accents isolés pris pour des apostrophes.
APOSTROPHES = "'\N{LEFT SINGLE QUOTATION MARK}\u02bc\u02bb\u02b9\uff07\N{ACUTE ACCENT}\N{GRAVE ACCENT}"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
TIRETS = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
AUTRES_SIGNES = frozenset(f"{APOSTROPHE} -–.,·()/0123456789°")
BLANCS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\t"
# Lettres latines que la police ne dessine pas : au-delà, un essai compile chacune et vérifie.
DERNIERE_LETTRE_SIMPLE, PREMIERE_ETENDUE, DERNIERE_ETENDUE = 0x024F, 0x1E00, 0x1EFF


class NomRefuse(ValueError):
    """Le nom ne peut pas être imprimé tel quel."""


@lru_cache(maxsize=1 << 14)
def preparer_nom(nom: str) -> str:
    """Nom prêt à imprimer : accents composés, blancs réunis, apostrophe typographique ; lève `NomRefuse`."""
    compose = unicodedata.normalize("NFC", nom)
    for apostrophe in APOSTROPHES:
        compose = compose.replace(apostrophe, APOSTROPHE)
    for tiret in TIRETS:
        compose = compose.replace(tiret, "-")
    for blanc in BLANCS:
        compose = compose.replace(blanc, " ")
    compose = " ".join(mot for mot in compose.split(" ") if mot)
    if len(compose) > LONGUEUR_MAXIMALE:
        raise NomRefuse(f"nom de {len(compose)} caractères, {LONGUEUR_MAXIMALE} au plus")
    if fautif := next((c for c in compose if not est_imprimable(c)), None):
        raise NomRefuse(
            f"{_decrire(fautif)} ne s'imprime pas ; écrire le nom en lettres latines, comme à l'état civil"
        )
    return compose


def est_imprimable(caractere: str) -> bool:
    """Dit si la police dessine ce caractère d'un nom."""
    if caractere in AUTRES_SIGNES:
        return True
    point = ord(caractere)
    est_latine = unicodedata.name(caractere, "").startswith("LATIN ") and caractere.isalpha()
    return est_latine and (point <= DERNIERE_LETTRE_SIMPLE or PREMIERE_ETENDUE <= point <= DERNIERE_ETENDUE)


def _decrire(caractere: str) -> str:
    nom = unicodedata.name(caractere, "")
    visible = f"« {caractere} » " if caractere.isprintable() and not unicodedata.combining(caractere) else ""
    return f"le caractère {visible}U+{ord(caractere):04X}{f' ({nom.lower()})' if nom else ''}"
