# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 865d73ef0dad48f3470595323dcc5c8f
"""Query parameters of lists and reads: their values, the conditions of filters, and pages."""
