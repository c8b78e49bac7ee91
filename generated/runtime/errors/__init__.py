# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e50ca01ada961b67f89098e07de983c9
"""Database and validation errors: their responses and their log entries."""
