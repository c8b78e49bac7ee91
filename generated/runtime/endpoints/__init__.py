# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7bd811feae8fac381c1f7a4765a74c89
"""The endpoints of generated routers, and the guards and services that they need."""
