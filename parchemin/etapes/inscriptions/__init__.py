"""Les candidatures : s'inscrire, compléter, confirmer, contrôler, transférer au pilote.

Code de l'éducation, art. D643-13 à D643-16 ; arrêté du 25 novembre 2020, art. 3 ; circulaire d'organisation, § 1.1.
Pour les services d'examens des académies, les établissements et les candidats : une candidature, une seule vérité.
"""
