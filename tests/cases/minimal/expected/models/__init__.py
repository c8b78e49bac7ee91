# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6f891b38c75b83e6dab691509eb10472
"""Tables, a module for each entity."""

from importlib import import_module

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from ..runtime.endpoints.idempotency import KEYS
from ..runtime.types.columns import Base

TABLES = (KEYS,)
"""The tables that belong to no entity."""
MODULES = ("thing",)


def load_all() -> type[Base]:
    """Import every model and return their base class, whose `metadata` then holds all tables."""
    for module in MODULES:
        import_module(f".{module}", __name__)
    return Base


@event.listens_for(Mapper, "before_configured")
def import_what_is_missing() -> None:
    """Import every model before the ORM is used: it follows relationships, which name classes."""
    load_all()
