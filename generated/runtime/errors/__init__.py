# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 35498f74688ede76fb04d0a9e52be436
"""Errors of databases and of validation: what clients are told, and what is logged."""
