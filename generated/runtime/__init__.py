# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 379efac0139a2f16c56c1b9dc04045f0
"""What all entities share. It is copied into the generated folder as it stands."""
