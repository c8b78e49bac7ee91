"""Routes that no spec describes."""
