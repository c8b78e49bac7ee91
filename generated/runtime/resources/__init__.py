# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 28d1fcb765850880f4f20bcae7887942
"""What is fixed about a resource: columns, keys, relations, and what a deletion changes."""
