# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9311a4fa0591cef1ec7503094915cb1d
"""Tables, a module for each entity."""

from importlib import import_module

from ..runtime.columns import Base

MODULES = ("thing",)


def load_all() -> type[Base]:
    """Import every model and return their base class, whose `metadata` then holds all tables."""
    for module in MODULES:
        import_module(f".{module}", __name__)
    return Base
