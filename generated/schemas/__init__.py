# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0bc0eb6b288b4b57a7dac81e1238dec0
"""Requests and responses, a module for each entity."""
