# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 116ec2d3007124e59e74186f7a07f059
"""Resources: columns, keys, relations, and the effects of a deletion on other rows."""
