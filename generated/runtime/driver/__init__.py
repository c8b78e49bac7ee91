# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e5324dbd3307296384fab8b9e9f36d0d
"""Engines, pools, sessions and statements on the connection of the driver."""
