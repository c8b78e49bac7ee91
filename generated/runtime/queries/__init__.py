# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: f184d838efdd11836751e857707ff537
"""Parameters of lists and reads, as conditions and pages."""
