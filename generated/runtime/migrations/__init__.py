# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: f8e7775b2fb84cd3086b67af0b0506bc
"""Migrations with Alembic."""
