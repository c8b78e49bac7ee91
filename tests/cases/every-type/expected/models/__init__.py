# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: e0bb7fa54d5220378844404038899a5b
"""Tables, a module for each entity."""

from importlib import import_module

from ..runtime.columns import Base

MODULES = ("everything",)


def load_all() -> type[Base]:
    """Import every model and return their base class, whose `metadata` then holds all tables."""
    for module in MODULES:
        import_module(f".{module}", __name__)
    return Base
