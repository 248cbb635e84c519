"""Migrations des inscriptions."""
