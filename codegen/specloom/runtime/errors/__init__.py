"""Errors of databases and of validation: what clients are told, and what is logged."""
