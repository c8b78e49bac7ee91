"""Specloom's output beside what else serves such an API: `python -m benchmarks`."""
