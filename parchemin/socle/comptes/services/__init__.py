"""Les actes des comptes : chacun écrit et s'inscrit au journal dans une seule transaction ; refaire ne change rien.

L'inscription vient en dernier : elle range les écrivains l'un derrière l'autre jusqu'à la fin de la transaction, et une
ligne verrouillée après elle pourrait attendre quelqu'un qui attend le journal.
"""
