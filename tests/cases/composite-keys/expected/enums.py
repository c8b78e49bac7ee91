# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: e9e963aca4cfc7d8c0e79dee7d55876b
"""The enums of the service. JSON and the database contain their values."""

import enum


class PriceColour(enum.StrEnum):
    """One of a fixed set of values."""

    RED = "red"
    GREEN = "green"
