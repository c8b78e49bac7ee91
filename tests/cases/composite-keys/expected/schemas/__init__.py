# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: b5cd45dfe8c375c90f7163f92685f400
"""Requests and responses: one module for each entity."""
