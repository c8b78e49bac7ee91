"""Diagnostics: their codes, their places, and their output formats."""
