"""Les actes d'une candidature : chacun vérifie, écrit et s'inscrit au journal dans une seule transaction."""
