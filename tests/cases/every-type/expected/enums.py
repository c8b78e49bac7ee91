# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3f90822d111749d4b09362de5958139a
"""The enums of the service. JSON and the database contain their values."""

import enum


class Colour(enum.StrEnum):
    """One of a fixed set of values."""

    RED = "red"
    LIGHT_BLUE = "light blue"
    VALUE_3D = "3d"
    O_ = "O"


class EverythingSize(enum.StrEnum):
    """One of a fixed set of values."""

    S = "s"
    M = "m"
    L = "l"
