# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e7ef2eb4c003a0f0f4c1afbeb2675476
"""Problem details (RFC 9457)."""
