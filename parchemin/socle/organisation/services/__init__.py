"""Les actes de l'organisation : chacun vérifie, écrit et s'inscrit au journal dans une seule transaction.

Refaire un acte déjà fait ne change rien et n'inscrit rien : un double clic ne laisse qu'une trace.
"""
