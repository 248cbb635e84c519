"""Réglages de Django et points d'entrée du serveur ; rien du métier n'est ici."""
