# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 20faad4bc4028a183b741128b060422b
"""Tables, a module for each entity."""

from importlib import import_module

from ..runtime.columns import Base

MODULES = (
    "badge",
    "country",
    "person",
    "team",
)


def load_all() -> type[Base]:
    """Import every model and return their base class, whose `metadata` then holds all tables."""
    for module in MODULES:
        import_module(f".{module}", __name__)
    return Base
