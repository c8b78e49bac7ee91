# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 959d7d48879a4079e3419a27e951e854
"""The fast path: one statement on the driver."""
