"""Les pages des comptes : entrer, régler sa sécurité, confier et retirer des rôles."""
