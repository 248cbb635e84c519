"""Les cases de la matrice pour les inscriptions : quelle candidature, quel fichier, et qui doit les voir."""

from collections.abc import Iterator
from typing import Any

from parchemin.etapes.inscriptions.models import FichierRecu
from parchemin.socle.comptes.routes import routes
from tests.socle.comptes import monde as m
from tests.socle.comptes.monde import Monde

Cible = tuple[str, dict[str, Any], bool]
# Ce qui dépend d'un objet que le monde fictif n'a pas : une pièce remise, un titre, une demande d'aménagement.
SOUS_OBJETS = frozenset({"depot", "titre", "demande", "ligne"})
AUTRES = {
    "groupe": "identite", "code": "identite", "genre": "recapitulatif", "etape": "identite", "quoi": "coordonnees",
}  # fmt: skip
DE_L_ESPACE = "ma-candidature"
DES_ACADEMIES = frozenset(
    {
        "inscriptions-transferts-transferer",
        "inscriptions-pieces-ajouter",
        "inscriptions-pieces-retirer",
        "inscriptions-pieces-defaut",
    }
)
# Ces pages répondent « absent » pour une autre raison que le rôle : l'état de la candidature fictive.
SELON_L_ETAT = frozenset(
    {
        "inscriptions-inscrire-etape",
        "inscriptions-inscrire-ajouter",
        "inscriptions-candidat-document",
        "inscriptions-candidat-amenagement",
        "inscriptions-confirmations-pdf",
        # Une académie y nomme l'établissement ; les essais n'en nomment aucun.
        "inscriptions-reste-a-faire-relancer",
        "inscriptions-reste-a-faire-acces",
        "inscriptions-reste-a-faire-papillons",
        "ma-candidature-document",
        "ma-candidature-modifier",
        "ma-candidature-demander",
        "ma-candidature-piece",
    }
)


def fichier(monde: Monde, par: str, academie: str) -> int:
    """Un fichier de cette académie, lu à blanc par cette personne."""
    return FichierRecu.objects.create(
        session=monde.session, academie_id=academie, nom="candidats.csv", format="parchemin", condense="0" * 64,
        octets=b"", lu_le=monde.le, lu_par=par,
    ).pk  # fmt: skip


def cibles(
    monde: Monde, contenu: frozenset[str], fichiers: dict[str, int]
) -> Iterator[tuple[str, list[Cible]]]:
    """Pour chaque route des inscriptions qui porte un objet : l'objet de chaque relation, et s'il doit se voir."""
    for nom, motif in routes():
        cles = set(motif.pattern.converters)
        if not nom.startswith(("inscriptions", DE_L_ESPACE)) or not cles:
            continue
        fixes = {cle: AUTRES[cle] for cle in cles & AUTRES.keys()} | dict.fromkeys(cles & SOUS_OBJETS, 0)
        if nom in DES_ACADEMIES:
            yield nom, _academies(contenu)
        elif nom.startswith("inscriptions-fichier"):
            yield (
                nom,
                [(r, {"numero": pk}, r == "propre" or "autre" in contenu) for r, pk in fichiers.items()],
            )
        elif "uai" in cles:
            yield nom, [
                ("propre", {"uai": m.LYCEE}, "propre" in contenu), ("academie", {"uai": m.VOISIN}, "academie" in contenu),
                ("autre", {"uai": m.AILLEURS}, "autre" in contenu),
            ]  # fmt: skip
        elif nom.startswith(DE_L_ESPACE):
            # Messages, fichiers, demandes : le monde n'en a pas ; le reste est toujours à soi.
            yield nom, [("propre", fixes | dict.fromkeys(cles & {"numero"}, 0), "numero" not in cles)]
        else:
            sans = bool(cles & SOUS_OBJETS)
            yield (
                nom,
                [
                    (r, {**fixes, "numero": pk}, r in contenu and not sans)
                    for r, pk in monde.candidatures.items()
                ],
            )


def _academies(contenu: frozenset[str]) -> list[Cible]:
    return [
        ("academie", {"code": m.LYON}, "academie" in contenu), ("autre", {"code": m.TOULOUSE}, "autre" in contenu),
    ]  # fmt: skip
