# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e8bbf698f6e39762314e99bbd3cef448
"""Routes: one module for each entity."""
