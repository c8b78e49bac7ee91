"""The compiler of Specloom. It turns a spec in YAML into an HTTP service in Python."""

__version__ = "0.1.0"
