"""Ce que lit un agent que le fournisseur d'identité n'a pas pu faire entrer : ce qui s'est passé, quoi faire."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refus:
    """Une façon de ne pas entrer : son code pour les journaux, le statut HTTP, et la page."""

    code: str
    statut: int
    titre: str
    phrase: str
    peut_recommencer: bool = True


class EntreeRefusee(Exception):
    """Personne n'est entré et rien n'a changé ; `refus` dit pourquoi, sans rien de ce qu'a répondu le fournisseur."""

    def __init__(self, refus: Refus) -> None:
        super().__init__(refus.code)
        self.refus = refus


PERIMEE = Refus(
    "demande_perimee", 400, "Cette demande de connexion n'a plus cours",
    "Elle a déjà servi, elle vient d'un autre navigateur, ou elle a trop attendu. Rien n'a changé : recommencez.",
)  # fmt: skip
ABANDON = Refus(
    "abandon", 403, "La connexion n'est pas allée à son terme",
    "Elle a été abandonnée ou refusée sur la page du fournisseur d'identité. Rien n'a changé ici.",
)  # fmt: skip
SANS_PREUVE = Refus(
    "sans_preuve", 403, "Votre identité n'a pas pu être vérifiée",
    "La réponse du fournisseur d'identité ne prouve pas qui vous êtes : par précaution, rien n'a été ouvert. "
    "Recommencez ; si cela se répète, prévenez l'administration du service.",
)  # fmt: skip
PANNE = Refus(
    "panne", 503, "Le fournisseur d'identité ne répond pas",
    "Ce n'est ni votre compte ni votre mot de passe. Attendez quelques minutes, ou entrez par votre compte local.",
)  # fmt: skip
INCONNUE = Refus(
    "inconnue", 403, "Aucun rôle ne vous est confié",
    "Votre identité est reconnue, mais aucun rôle ne vous est confié ; demandez une invitation à votre service "
    "d'examens ou à votre direction, à l'adresse électronique que connaît votre fournisseur d'identité.",
    peut_recommencer=False,
)  # fmt: skip
COLLISION = Refus(
    "collision", 403, "Ce compte est déjà relié à une autre identité",
    "Le compte qui porte votre adresse électronique s'ouvre avec une autre identité, par exemple celle que vous "
    "aviez dans votre service précédent. Entrez par votre compte local, et signalez-le à qui gère vos droits.",
    peut_recommencer=False,
)  # fmt: skip
FERME = Refus(
    "ferme", 403, "Ce compte est fermé",
    "Votre identité est reconnue, mais votre compte a été fermé : seule l'administration nationale peut le rouvrir.",
    peut_recommencer=False,
)  # fmt: skip
