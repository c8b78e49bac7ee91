# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 53577115fb50ee72fcd851d707df2582
"""Routes: one module for each entity."""
