# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: b9d66991a4fc754e2fa09a2ba65d5042
"""Private APIs of other libraries that the runtime uses."""
