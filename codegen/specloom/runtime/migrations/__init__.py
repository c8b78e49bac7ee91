"""Migrations with Alembic."""
