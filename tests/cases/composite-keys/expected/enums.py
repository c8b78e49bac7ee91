# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 55793d067a9585ba1a99e8dd887878bc
"""The enums of the service. Their values are what JSON and the database hold."""

import enum


class PriceColour(enum.StrEnum):
    """One of a fixed set of values."""

    RED = "red"
    GREEN = "green"
