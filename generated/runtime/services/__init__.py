# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 12391ca9978b53cbb8bd80248171f369
"""Services: what each operation does, in a session."""
