"""Migrations de la file des travaux."""
