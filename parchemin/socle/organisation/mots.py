"""Comparer des mots comme on les dit : sans accents, sans majuscules, sans ponctuation."""

import re
import unicodedata


def simplifier(texte: str) -> str:
    """Lettres sans accents et chiffres du texte, les mots séparés d'une espace : « Saint-Étienne », « saint etienne »."""
    sans_accent = "".join(s for s in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(s))
    return " ".join(re.findall(r"[a-z0-9]+", sans_accent.casefold().replace("œ", "oe").replace("æ", "ae")))


def meme_nom(un: str, autre: str) -> bool:
    """Vrai si deux noms ne diffèrent que par leur typographie."""
    return simplifier(un) == simplifier(autre)


def de(nom: str) -> str:
    """« de Lyon », « d'Aix-Marseille »."""
    return f"d'{nom}" if simplifier(nom)[:1] in set("aeiouy") else f"de {nom}"


def milliers(nombre: int) -> str:
    """« 4 949 » : les milliers séparés d'une espace fine insécable."""
    return f"{nombre:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
