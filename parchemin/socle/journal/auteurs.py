"""Qui fait un acte, sous quel rôle et pour quel périmètre."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Auteur:
    """Auteur d'un acte ; seul son nom est une donnée personnelle, le reste sont des codes."""

    code: str
    """« personne:12 », ou « systeme » pour une commande."""
    nom: str
    role: str = ""
    perimetre: str = ""
    """« academie:10 » ; vide si le rôle vaut partout."""
