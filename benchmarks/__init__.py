"""Compares Specloom's output with other ways to write the same service: `python -m benchmarks`."""
