"""L'enveloppe : ligne de commande, démonstration, pages.

Seul étage qui lit l'horloge et parle aux personnes ; il ne porte aucune règle d'examen.
Pour le service d'examen, les centres, les jurys et les candidats.
"""
