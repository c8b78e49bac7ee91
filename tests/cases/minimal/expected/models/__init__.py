# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: c90b0a6c22852deb4b2c12c8af8a015a
"""Tables: one module for each entity."""

from importlib import import_module

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from ..runtime.endpoints.idempotency import KEYS
from ..runtime.types.columns import Base

TABLES = (KEYS,)
"""The tables that belong to no entity."""
MODULES = ("thing",)


def load_all() -> type[Base]:
    """Import all models and return their base class. Its `metadata` then has all tables."""
    for module in MODULES:
        import_module(f".{module}", __name__)
    return Base


@event.listens_for(Mapper, "before_configured")
def import_models() -> None:
    """Import all models before the ORM resolves relationships, which refer to classes by name."""
    load_all()
