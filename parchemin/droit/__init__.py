"""Ce que disent les textes : code de l'éducation, arrêtés du diplôme, circulaire de la session.

Des fonctions pures, de faits figés à un résultat qui porte ses motifs ; ni Django, ni horloge, ni flottant.
Pour tous ceux qui décident ou contestent : le service d'examen, le jury, le candidat.
"""
