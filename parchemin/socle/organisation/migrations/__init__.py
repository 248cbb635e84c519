"""Migrations de l'organisation."""
