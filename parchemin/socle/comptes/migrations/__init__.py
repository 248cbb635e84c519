"""Migrations des comptes."""
