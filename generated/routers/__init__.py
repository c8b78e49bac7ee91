# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: f9a1be56229583f46cbd3b409ee2e0aa
"""Routes, a module for each entity."""
