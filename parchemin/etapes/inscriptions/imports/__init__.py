"""Reprendre un fichier de candidats : le lire à blanc, l'appliquer par paquets, le défaire, comparer, exporter.

Le moteur `echanges` lit tous les formats ; ici, chaque ligne est rapprochée de la base et du droit, et garde ce qu'elle
en ferait. Pour les établissements et les services d'examens.
"""
