# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1cb40beb852676fec2c03027f78619ae
"""Tables, a module for each entity."""

from importlib import import_module

from ..runtime.columns import Base

MODULES = (
    "comment",
    "post",
    "tag",
    "user",
)


def load_all() -> type[Base]:
    """Import every model and return their base class, whose `metadata` then holds all tables."""
    for module in MODULES:
        import_module(f".{module}", __name__)
    return Base
