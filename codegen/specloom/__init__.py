"""Specloom's compiler: from a spec in YAML to a service in Python."""

__version__ = "0.1.0"
