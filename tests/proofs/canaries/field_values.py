"""Values for the fields of rows: new ones, keys that no row has, and values that the database must hold."""

from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from app.database import new_session
from specloom.model import Entity, Field
from specloom.types import Type
from tests.proofs.canaries import row_keys
from tests.proofs.canaries.context import Context, hidden_fields, model_of, owner
from tests.proofs.canaries.values import canary_of, python_of
from tests.support.random_values import value_of

TRIES = 12
"""How often a row is tried with other values, where those of a small domain are taken."""


def new_value(context: Context, entity: Entity, field: Field) -> Any:
    """Return a value for a field; for a hidden one a canary, which is watched for from now on."""
    if not field.hidden:
        return value_of(field.type, context.random)
    for _ in range(TRIES):
        canary = canary_of(field.type, context.random)
        if not canary.recognised:
            break
        if context.search.is_new(canary):
            context.search.watch(owner(entity, field.name), canary)
            return canary.wire
    context.small.add(owner(entity, field.name))
    return value_of(field.type, context.random)


def missing(context: Context, entity: Entity) -> Any:
    """Return a key that no row has."""
    for _ in range(TRIES):
        parts = tuple(missing_key(context, each.type) for each in entity.key)
        key = parts if entity.parts else parts[0]
        if str(key) not in context.ids:
            break
    context.ids.add(str(key))  # nor will one that is made later
    return key


def missing_key(context: Context, type_: Type) -> Any:
    """Return an id that no row has."""
    match type_.kind:
        case "integer" | "bigint":
            return str(2_000_000_011) if type_.as_text else 2_000_000_011
        case "uuid":
            return str(UUID(int=context.random.getrandbits(128), version=4))
    for _ in range(TRIES):
        key = value_of(type_, context.random)
        if key not in context.ids:
            break
    return key


def value_beside_default(context: Context, entity: Entity, field: Field) -> Any:
    """Return a value for a field that is not its default, which the next row may begin with."""
    for _ in range(TRIES):
        value = new_value(context, entity, field)
        if field.default is None or value != field.default.value:
            break
    return value


async def read_back(context: Context, entity: Entity, key: Any, body: dict[str, Any]) -> None:
    """Check that the database has the hidden values of a body; of a password, a matching hash."""
    table = model_of(entity).__table__
    for field in hidden_fields(entity):
        if field.name not in body:
            continue
        statement = select(table.c[field.column]).where(row_keys.is_row(entity, table, key))
        async with new_session() as db:
            stored = (await db.execute(statement)).scalar_one()
        name = owner(entity, field.name)
        wanted = python_of(field.type, body[field.name])
        if field.type.kind == "password" and wanted is not None:
            _watch_hash(context, name, stored, wanted)
        elif stored != wanted:
            context.faults.append(f"{name} was not stored as it was written")
            continue
        context.read_back.add(name)


def _watch_hash(context: Context, name: str, found: str, password: str) -> None:
    stored = str(found)  # a `PasswordHash` does not show itself in `repr`
    try:
        PasswordHasher().verify(stored, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):  # the last of a text as it was sent
        context.faults.append(f"{name} is not stored as a hash of what was sent")
    for part in (stored, *stored.split("$")[-2:]):
        context.search.watch_text(f"{name} (hash)", part)
