"""Les actes des comptes : chacun écrit et s'inscrit au journal dans une seule transaction ; refaire ne change rien."""
