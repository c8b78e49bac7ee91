# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 565cc956a895f42bf6bc446a3fb5b57c
"""What the endpoints of a router do."""
