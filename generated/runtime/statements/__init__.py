# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 617a77e9123d643257b47c81a6b637ec
"""The fast path: requests that need one statement run it on the driver, without a SQLAlchemy session."""
