# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1ff538f2721131dc28f5f7d42e922942
"""Routes, a module for each entity."""
