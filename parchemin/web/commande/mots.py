"""Écrire une valeur légale pour qui la lit : les codes en toutes lettres, les tables à plat."""

# Les valeurs qui ne sont pas des nombres sont des codes : voici ce qu'ils veulent dire.
MOTS = {
    "sans_effet": "sans effet",
    "diplome_refuse": "le diplôme ne peut pas être délivré",
    "zero_a_la_situation": "zéro à la situation manquée",
    "service_des_examens": "le service des examens",
    "note_de_la_session": "celles qui ont une note de cette session",
    "note_initiale": "la note initiale reste",
    "meilleure": "la meilleure des deux reste",
    "ensemble": "toutes les épreuves de langue de la session",
    "a_examiner": "cas présenté au jury",
    "suspendu": "décision suspendue",
    "ajourne": "ajourné",
    "en_cours": "en cours",
    "neutralisee": "l'unité quitte les deux sommes",
    "demi_point_superieur": "au demi-point supérieur",
    "plus_tardive": "la plus tardive des deux",
    "administration_des_archives": "l'administration des archives",
    "jury_session_suivante": "le jury de la session suivante",
    "debut_des_epreuves": "le début des épreuves",
    "nouvelle_preparation": "une nouvelle préparation",
    "changement_de_voie": "le changement de voie",
    "sportif_haut_niveau": "sportif de haut niveau",
    "enseignant_chercheur": "enseignant-chercheur",
    "lycee_public": "lycée public",
    "lycee_sous_contrat": "lycée privé sous contrat",
    "cfa_eple": "CFA porté par un établissement public local d'enseignement",
    "professeur_langue_autre_sts": "professeur de langue d'une autre STS",
    "professeur_langue_lycee": "professeur de langue de lycée",
    "meme_etablissement": "même établissement",
    "hors_delai": "hors délai",
    "non_signe": "non signé",
    "partie_manquante": "partie manquante",
    "stage_insuffisant": "stage insuffisant",
    "prive_sous_contrat": "privé sous contrat",
    "prive_hors_contrat": "privé hors contrat",
    "etendue": "étendue",
    "experience": "expérience",
}


def ecrire_valeur(valeur: object, *, en_clair: bool = True) -> str:
    """Valeur en une ligne lisible ; `en_clair=False` garde les codes, pour une machine."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, dict):
        rangees = ((cle, ecrire_valeur(v, en_clair=en_clair)) for cle, v in valeur.items() if v is not None)
        return ", ".join(f"{cle} {ecrite}" for cle, ecrite in rangees)
    if isinstance(valeur, tuple):
        return " ; ".join(ecrire_valeur(v, en_clair=en_clair) for v in valeur) or "vide"
    return MOTS.get(str(valeur), str(valeur)) if en_clair else str(valeur)
