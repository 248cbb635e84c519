"""Un module par genre de fichier : ses colonnes, et ce que chacune de ses lignes demande."""
