"""Spec files to values, with the position of each value."""
