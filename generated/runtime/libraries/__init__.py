# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: be19496288cb76ca2911c6bdfac06c9f
"""What the runtime uses of its libraries that their documentation does not promise."""
