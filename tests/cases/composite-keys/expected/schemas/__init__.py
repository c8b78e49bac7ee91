# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 13b35453f5801297c913b455190d43d4
"""Requests and responses, a module for each entity."""
