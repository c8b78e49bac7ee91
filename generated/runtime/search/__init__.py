# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9022fbeef49125d3b03af854cb799d46
"""Full-text search on both databases."""
