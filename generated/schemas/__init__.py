# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: b2959935a2a96a4dd893244c4b7e39bd
"""Requests and responses: one module for each entity."""
