"""Ce que les actes d'une candidature disent en plus de ses champs, en clair : un état, un titre, une pièce, un jour."""

from collections.abc import Mapping
from datetime import date

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.etapes.inscriptions.models import EtatInscription

# Nom de ce qu'ils disent ; vide : sans intérêt pour qui lit.
AUTRES_NOMS: Mapping[str, str] = {
    "numero": "Numéro de candidat", "etat": "État", "confirmation": "Confirmation", "piece": "Pièce",
    "pour_le": "À remettre avant le", "unite": "Unité", "session": "Session d'origine", "titre": "Titre",
    "annee": "Session d'origine", "diplome": "", "reference": "Décision", "diplome_d_origine": "Diplôme d'origine",
    "unite_d_origine": "Unité d'origine", "obtenue_le": "Obtenue le", "mesures": "Mesures",
    "avis_le": "Avis rendu le", "objet": "Document", "document": "Document", "pilote": "Académie pilote",
    "version": "Version", "preparation_achevee": "Préparation menée à son terme", "retiree": "Retirée", "debut": "Du",
    "fin": "Au", "emploi": "Emploi", "employeur": "Employeur", "dans_le_domaine": "Dans le domaine",
    "unites": "Donne", "relances": "", "genre": "", "condense": "", "demi_points": "", "actes": "",
}  # fmt: skip
ETATS: Mapping[str, str] = dict(EtatInscription.choices) | {
    "a_controler": "À contrôler", "acceptee": "Acceptée", "refusee": "Refusée", "demandee": "Demandée",
    "accordee": "Accordée", "retiree": "Retirée", "avis_rendu": "Avis rendu", "en_ligne": "Validée en ligne",
    "papier": "Signée sur papier", **{g.value: g.libelle for g in GenreDeTitre},
    "recapitulatif": "Récapitulatif", "attestation": "Attestation d'inscription",
}  # fmt: skip


def dire_autrement(valeur: str) -> str:
    """Une valeur hors des champs de la candidature : un état, un titre, un jour, une liste."""
    try:
        return f"{date.fromisoformat(valeur):%d/%m/%Y}"
    except ValueError:
        return ETATS.get(valeur, valeur.strip('[]"').replace('", "', " ; "))
