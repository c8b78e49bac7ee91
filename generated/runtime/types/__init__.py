# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 60eade0b9aca00d7b9258ec6d40f7ea8
"""Types of JSON values and of columns."""
