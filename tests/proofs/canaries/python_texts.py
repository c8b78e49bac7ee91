"""Texts of Python that must not show canaries: models, rows, schemas, statements, exceptions and tracebacks."""

import dataclasses
import json
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import insert, select

from app.database import new_session
from specloom.model import Entity
from specloom.naming import identifiers
from tests.proofs.canaries import field_values, row_keys, rows
from tests.proofs.canaries.context import Context, hidden_fields, model_of, owner, schemas_of, service_of
from tests.proofs.canaries.rows import Row
from tests.proofs.canaries.values import python_of


async def show(context: Context, entity: Entity) -> None:
    """Keep all texts that Python makes of instances that hold canaries, and check what they are made of."""
    await rows.clear()
    made = await rows.add(context, entity)
    _check_structure(context, entity)
    await _models(context, entity, made)
    await _schemas(context, entity, made)
    await _exceptions(context, entity, made)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text that Python, a debugger or a pretty printer would show for a value."""
    yield from (repr(value), str(value), f"{value}", f"{[value]}", f"{value!a}")
    for name in ("__repr_args__", "__rich_repr__", "__pretty__"):
        method = getattr(value, name, None)
        if method is not None:
            yield repr(list(method(repr) if name == "__pretty__" else method()))


def keep(context: Context, kind: str, place: str, value: Any) -> None:
    """Keep every text that Python makes of a value for the search."""
    for text in _texts(value):
        context.search.keep(kind, place, text)


def _check_structure(context: Context, entity: Entity) -> None:
    """Check that a response has no attribute, and a statement that reads no column, for what is hidden."""
    schemas, resource = schemas_of(entity), service_of(entity).resource
    members = {each.name for each in dataclasses.fields(resource.row)}
    selected = {each.name for each in resource.select.selected_columns}
    for field in hidden_fields(entity):
        if (
            field.attribute in getattr(schemas, identifiers.class_name(entity.name)).model_fields
            or field.attribute in members
        ):
            context.faults.append(f"{owner(entity, field.name)} is an attribute of a response")
        if field.column in selected:
            context.faults.append(f"{owner(entity, field.name)} is selected")


async def _models(context: Context, entity: Entity, made: Row) -> None:
    model = model_of(entity)
    async with new_session() as db:
        for instance in (await db.execute(select(model))).scalars():
            keep(context, "repr", f"a stored {entity.name}", instance)
            db.expunge(instance)
            keep(context, "repr", f"a detached {entity.name}", instance)
    values = python_values(entity, made)
    keep(context, "repr", f"a new {entity.name}", model(**values))
    statement = insert(model).values(values)
    keep(context, "repr", f"an insert of {entity.name}", statement)
    async with new_session() as db:
        service = service_of(entity)()
        row = await service.read(db, row_keys.python_key(entity, made.id))
        keep(context, "repr", f"a row of {entity.name}", row)
        keep(context, "repr", f"the service of {entity.name}", service)
        keep(context, "repr", f"the resource of {entity.name}", service.resource)


async def _schemas(context: Context, entity: Entity, made: Row) -> None:
    schemas = schemas_of(entity)
    body = await rows.change_body(context, entity, made)
    for name, sent in (("Create", made.body), ("Update", body), ("Replace", body)):
        data = getattr(schemas, f"{entity.name}{name}").model_validate_json(json.dumps(sent))
        keep(context, "repr", f"{entity.name}{name}", data)
    if "read" in entity.operations:
        answer = await context.send(entity, "read", 200, key=made.id)
        response = getattr(schemas, identifiers.class_name(entity.name)).model_validate_json(answer.content)
        keep(context, "repr", entity.name, response)


async def _exceptions(context: Context, entity: Entity, made: Row) -> None:
    """Keep the texts of what validation and the database raise about canaries."""
    schemas = schemas_of(entity)
    create, update = (getattr(schemas, f"{entity.name}{name}") for name in ("Create", "Update"))
    body = await rows.change_body(context, entity, made)
    for field in hidden_fields(entity):
        if field.in_create and field.name in made.body:
            for wrong in ([made.body[field.name]], {"x": made.body[field.name]}):
                _raise(context, entity, partial(create.model_validate_json, json.dumps({field.name: wrong})))
                _raise(context, entity, partial(create.model_validate, {field.name: wrong}))
        if field.in_update:
            unknown = json.dumps({**body, "no_such_field": body[field.name]})
            _raise(context, entity, partial(update.model_validate_json, unknown))
    _raise(context, entity, partial(create.model_validate_json, json.dumps(made.body)[:-1]))
    values = python_values(entity, made)
    same = {} if entity.parts else {"id": row_keys.python_key(entity, made.id)}
    await _fail(context, entity, {**values, **same})
    for field in entity.fields:
        if field.attribute in values and not field.nullable:
            await _fail(context, entity, {**values, field.attribute: None})
    for field in hidden_fields(entity):  # of the wrong form: a driver quotes what it cannot convert
        text = f"{field_values.new_value(context, entity, field)}"
        misfits: list[Any] = [text, [text], {"x": text}, text * 300]
        for misfit in misfits:
            await _fail(context, entity, {**values, field.attribute: misfit})


def python_values(entity: Entity, made: Row) -> dict[str, Any]:
    """Return what a body means for the columns of a model."""
    found = {}
    for field in entity.fields:
        if field.name in made.body:
            found[field.attribute] = python_of(field.type, made.body[field.name])
    return found


def _raise(context: Context, entity: Entity, call: Callable[[], object]) -> None:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - the texts of any exception are checked
        keep_error(context, entity, error)


async def _fail(context: Context, entity: Entity, values: dict[str, Any]) -> None:
    """Insert values that the database or its driver refuses, most of them."""
    async with new_session() as db:
        try:
            await db.execute(insert(model_of(entity)).values(values))
        except Exception as error:  # noqa: BLE001 - see above
            keep_error(context, entity, error)
        await db.rollback()


def keep_error(context: Context, entity: Entity, error: BaseException) -> None:
    """Keep the texts of an error and of its traceback for the search."""
    place = f"{type(error).__name__} about {entity.name}"
    keep(context, "exception", place, error)
    context.search.keep("exception", place, "".join(traceback.format_exception(error)))
