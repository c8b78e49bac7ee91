"""Services that override generated ones."""
