# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: e23eaeecc48f196e361c6bfe9e868bab
"""The enums of the service. Their values are what JSON and the database hold."""

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
