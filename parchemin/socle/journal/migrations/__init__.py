"""Migrations du journal."""
