"""Makes rows of any entity, with a canary in each hidden field, and reads the canaries back from the database."""

import asyncio
import contextlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.database import new_session
from app.settings import settings
from specloom.model import Entity, Field, Link, Role
from tests.proofs.canaries import check_values, row_keys, tables
from tests.proofs.canaries.context import Context, hidden_fields, schemas_of, service_of
from tests.proofs.canaries.field_values import (
    TRIES,
    missing,
    new_value,
    read_back,
    value_beside_default,
)
from tests.proofs.canaries.row_limits import has_few_rows, in_a_key, unique_keys
from tests.proofs.canaries.values import python_of
from tests.proofs.fuzz_database import empty_database

SPARING = 9
"""How many of these tries refer to rows that exist, where there can be but few: making one may take the last value."""


Given = Mapping[str, Any]
"""Values of a body by name."""
NOTHING: Given = MappingProxyType({})


class NoRowError(RuntimeError):
    """No row could be created: every value of a small domain that must be unique is taken."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that exists: its key, as `row_keys` has it, and the body that it was made of."""

    id: Any
    body: dict[str, Any]


async def clear() -> None:
    """Delete every row of every table."""
    url = settings.database_url.set(drivername=settings.database_url.get_backend_name())
    await asyncio.to_thread(empty_database, url.render_as_string(hide_password=False))


async def add(context: Context, entity: Entity, given: Given = NOTHING, *, full: bool = True) -> Row:
    """Create a row with the values given and others made up; read its canaries back.

    `full` fills in what may be absent too. It is created by a request if there is an operation for that, otherwise by
    the service. Raises NoRowError if neither takes any values.
    """
    for tried in range(TRIES):
        body = await create_body(context, entity, given, full=full, sparing=tried < SPARING)
        if tried >= TRIES // 2:
            body |= {name: value for name, value in free(context, entity, body).items() if name not in given}
        key = await _create(context, entity, body)
        if key is not None:
            context.ids.add(str(key))
            await plant(context, entity, key, full=full)
            await read_back(context, entity, key, body)
            return Row(key, body)
    raise NoRowError(f"no row of {entity.name} could be created")


def free(context: Context, entity: Entity, body: dict[str, Any]) -> dict[str, Any]:
    """Return values for members of a body that may be taken, which never are.

    Of two booleans both are taken soon, and of nulls there is no end. A link may be a row of which there can be but
    one: something of it is unique and has a default.
    """
    nulls = {each.name for each in entity.fields if each.nullable and in_a_key(entity, each)}
    lonely = {each.name for each in entity.links if _is_once(context, each)}
    return {name: [] if name in lonely else None for name in body if name in nulls | lonely}


def _is_once(context: Context, link: Link) -> bool:
    """Return True if there can be but one link, as what must be unique has the same default in each."""
    if link.through is None:
        return False
    through = context.service.entity(link.through)
    alike = {each.attribute for each in through.fields if each.default and each.default.kind == "value"}
    return any({each.attribute for each in key} <= alike for key in unique_keys(through))


async def create_body(
    context: Context,
    entity: Entity,
    given: Given = NOTHING,
    *,
    full: bool = True,
    targets: bool = True,
    sparing: bool = False,
) -> dict[str, Any]:
    """Return the body of a valid create, which keeps all checks, with some values given.

    Without `targets`, references lead to nothing. `sparing` makes no new row of an entity that can have but few where
    one exists or none is needed.
    """
    only = sparing and has_few_rows(context.service, entity) and await tables.any_of(context, entity) is None
    body: dict[str, Any] = {}
    chosen = await _targets(context, entity, given, full=full, targets=targets, sparing=sparing, only=only)
    for each in entity.fields:
        if not each.in_create:
            continue
        if each.name in given:
            body[each.name] = given[each.name]
        elif each.role is Role.ID:
            body[each.name] = _new_id(context, entity, each)
        elif each.reference is None:
            body[each.name] = new_value(context, entity, each)
        elif each.reference.relation in chosen:
            body[each.name] = row_keys.part_of(chosen[each.reference.relation], each)
    for link in entity.links:
        if link.name in given:
            body[link.name] = given[link.name]
        elif link.visibility.in_create and full:
            spared = only and entity.name in _needed(context, link.target)
            linked = targets and not spared
            body[link.name] = [await some(context, link.target, sparing=sparing)] if linked else []
    return check_values.keeping(context, entity, body, {}, given)


def _new_id(context: Context, entity: Entity, field: Field) -> Any:
    """Return an id for a row, one that no other has or is said to lack, as long as there are any."""
    for _ in range(TRIES):
        id = new_value(context, entity, field)
        if id not in context.ids:
            break
    context.ids.add(id)
    return id


async def _targets(
    context: Context,
    entity: Entity,
    given: Collection[str],
    *,
    full: bool,
    targets: bool,
    sparing: bool,
    only: bool,
) -> dict[str, Any]:
    """Return the key of what a new row refers to by each relation that is neither left out nor given."""
    chosen: dict[str, Any] = {}
    for reference, (first, *_) in entity.to_one:
        if not first.in_create or first.name in given:
            continue
        if not targets:
            chosen[reference.relation] = missing(context, context.service.entity(reference.target))
        elif not first.nullable:
            chosen[reference.relation] = await some(context, reference.target, sparing=sparing)
        elif full:
            spared = only and entity.name in _needed(context, reference.target)
            key = None if spared else await some(context, reference.target, sparing=sparing)
            chosen[reference.relation] = key
    return chosen


def _needed(context: Context, name: str) -> set[str]:
    """Return the entities of which there must be a row before there is one of an entity, itself among them."""
    found: set[str] = set()
    pending = [name]
    while pending:
        if (each := pending.pop()) not in found:
            found.add(each)
            fields = context.service.entity(each).references
            pending += [field.reference.target for field in fields if field.reference and not field.nullable]
    return found


async def change_body(context: Context, entity: Entity, row: Row, given: Given = NOTHING) -> dict[str, Any]:
    """Return the body of a valid replacement of a row: other values, new canaries, the same references."""
    body: dict[str, Any] = {}
    for each in entity.fields:
        if each.in_update:
            body[each.name] = row.body.get(each.name) if each.reference else new_value(context, entity, each)
    for link in entity.links:
        if link.visibility.in_update:
            body[link.name] = row.body.get(link.name, [])
    return check_values.keeping(context, entity, {**body, **given}, row.body, given)


async def plant(context: Context, entity: Entity, key: Any, *, full: bool) -> None:
    """Write a canary directly into every field of a row that no request can set; references only if `full`."""
    fields = [
        each for each in hidden_fields(entity) if not each.in_create and (full or each.reference is None)
    ]
    alike = _alike(entity)
    if empty := {each: None for each in alike if each.nullable}:  # of two booleans one is taken already
        await tables.write(entity, key, empty)
    await _written(context, entity, key, [each for each in alike if not each.nullable])
    written = await _written(context, entity, key, fields)
    if written:
        await read_back(context, entity, key, {each.name: value for each, value in written.items()})
    for link in entity.links:
        if full and not link.visibility.in_create and not link.visibility.in_response:
            await tables.link_to(context, entity, link, key, await some(context, link.target, sparing=True))


def _alike(entity: Entity) -> list[Field]:
    """Return the fields that would be the same in all rows, though they are unique: hand-written code sets them."""
    same = [
        each for each in entity.fields if not each.in_create and each.default and each.default.kind == "value"
    ]
    names = {each.attribute for each in same}
    keys = [{each.attribute} for each in same if each.unique] + [set(each.fields) for each in entity.uniques]
    alike = {name for key in keys if key <= names for name in key}
    return [each for each in same if each.attribute in alike]


async def _written(context: Context, entity: Entity, key: Any, fields: list[Field]) -> dict[Field, Any]:
    """Write values into fields of a row and return them; none where those of a small domain are all taken."""
    for tried in range(TRIES if fields else 0):
        targets = {each.reference.relation: each.reference.target for each in fields if each.reference}
        chosen = {
            name: await some(context, target, sparing=tried < SPARING) for name, target in targets.items()
        }
        values = {
            each: row_keys.part_of(chosen[each.reference.relation], each)
            if each.reference
            else value_beside_default(context, entity, each)
            for each in fields
        }
        if (
            tried >= TRIES // 2
        ):  # set nullable fields to null: the row that was made as the target has the last value
            values |= {each: None for each in fields if each.nullable and in_a_key(entity, each)}
        with contextlib.suppress(IntegrityError):
            await tables.write(
                entity, key, {each: python_of(each.type, value) for each, value in values.items()}
            )
            return {each: value for each, value in values.items() if value is not None}
    return {}


async def _create(context: Context, entity: Entity, body: dict[str, Any]) -> Any:
    """Create a row and return its id, or None where a value of it was taken."""
    if "create" in entity.operations:
        response = await context.send(entity, "create", body=body)
        if response.status_code == 201:
            return row_keys.key_in(entity, response.json())
        if response.status_code != 409:
            raise RuntimeError(
                f"{entity.name} was not created: {response.status_code} {response.text} {body}"
            )
        return None
    from generated.runtime.problems.problem import Problem
    from generated.runtime.services.transactions import transaction
    from generated.runtime.types.schemas import JsonBytes

    data = getattr(schemas_of(entity), f"{entity.name}Create").model_validate(
        JsonBytes(json.dumps(body).encode())
    )
    async with new_session() as db:
        try:
            async with transaction(db):
                made = await service_of(entity)().create(db, data)
        except Problem as problem:
            if problem.status_code != 409:
                raise
            return None
    return row_keys.as_json(entity, (getattr(made, each.attribute) for each in entity.key))


async def some(context: Context, name: str, *, sparing: bool = False) -> Any:
    """Return the id of a row of an entity: a new one, unless all of its few unique values are taken.

    `sparing` takes one that exists, if the entity can have but few.
    """
    entity = context.service.entity(name)
    if (
        sparing
        and has_few_rows(context.service, entity)
        and (found := await tables.any_of(context, entity)) is not None
    ):
        return found
    try:
        return (await add(context, entity, full=False)).id
    except NoRowError:
        found = await tables.any_of(context, entity)
        if found is None:
            raise
        return found
