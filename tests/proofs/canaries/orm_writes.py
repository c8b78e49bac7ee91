"""Writes canaries as hand-written code does, such as an admin on the same models: through the ORM, without the service.

Passwords are still stored as hashes, and emails in lower case. No Python text of the instance, and no response about
the row, contains a canary.
"""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.database import new_session
from specloom.model import Entity, Field, Role
from tests.proofs.canaries import check_values, field_values, python_texts, row_keys, rows
from tests.proofs.canaries.context import Context, hidden_fields, model_of, owner
from tests.proofs.canaries.row_limits import in_a_key
from tests.proofs.canaries.rows import Row
from tests.proofs.canaries.values import python_of


async def write(context: Context, entity: Entity) -> None:
    """Change the fields of a row by a flush and by an update of the model, and look at what comes of it."""
    await rows.clear()
    made = await rows.add(context, entity)
    fields = [each for each in entity.fields if _is_written(entity, each)]
    if not fields:
        return
    for is_flush in (True, False):
        body = {each.name: field_values.new_value(context, entity, each) for each in fields}
        kept = check_values.keeping(context, entity, body, made.body, {})
        body = {name: kept[name] for name in body}
        values = {each: _unfolded(each, python_of(each.type, body[each.name])) for each in fields}
        if await (_flush if is_flush else _update)(context, entity, made, values):
            await _look(context, entity, made, body)
    if "read" in entity.operations:
        await context.send(entity, "read", 200, key=made.id)
    if "list" in entity.operations:
        await context.send(entity, "list", 200)
    await _refused(context, entity, made)


def _is_written(entity: Entity, field: Field) -> bool:
    """Return True for a field that a request may change and that holds a canary or an address."""
    by_itself = field.role is Role.FIELD and field.reference is None and field not in entity.key
    return by_itself and field.in_update and (field.hidden or field.type.kind == "email")


def _unfolded(field: Field, value: Any) -> Any:
    """Return a value as hand-written code may have it: an address in upper case."""
    return value.upper() if field.type.kind == "email" and value is not None else value


async def _flush(context: Context, entity: Entity, made: Row, values: dict[Field, Any]) -> bool:
    """Set attributes of the instance of a row. Return False if another row has a value that must be unique."""
    async with new_session() as db:
        instance = await db.get(model_of(entity), row_keys.python_key(entity, made.id))
        for field, value in values.items():
            setattr(instance, field.attribute, value)
        python_texts.keep(context, "repr", f"a changed {entity.name}", instance)
        try:
            await db.commit()
        except DBAPIError as error:
            python_texts.keep_error(context, entity, error)
            return False
        python_texts.keep(context, "repr", f"a flushed {entity.name}", instance)
        for field in values:
            if field.type.kind == "password":
                python_texts.keep(
                    context,
                    "repr",
                    f"{owner(entity, field.name)} of a flushed instance",
                    _reprs(instance, field),
                )
    return True


def _reprs(instance: Any, field: Field) -> str:
    """Return what a debugger shows of an attribute."""
    value = getattr(instance, field.attribute)
    return f"{value!r} {[value]} {vars(instance)[field.attribute]!r}"


async def _update(context: Context, entity: Entity, made: Row, values: dict[Field, Any]) -> bool:
    """Change a row by a statement of the model's. Return False if another row has a value that must be unique."""
    model = model_of(entity)
    changed = update(model).where(row_keys.is_row(entity, model.__table__, made.id))
    changed = changed.values({each.attribute: value for each, value in values.items()})
    python_texts.keep(context, "repr", f"an update of {entity.name}", changed)
    async with new_session() as db:
        try:
            await db.execute(changed)
            await db.commit()
        except DBAPIError as error:
            python_texts.keep_error(context, entity, error)
            return False
    return True


async def _look(context: Context, entity: Entity, made: Row, body: dict[str, Any]) -> None:
    """Read back what was written: hidden values as the proof reads them everywhere, addresses in lower case."""
    await field_values.read_back(context, entity, made.id, body)
    table = model_of(entity).__table__
    for field in entity.fields:
        if field.type.kind == "email" and field.name in body:
            column = select(table.c[field.column]).where(row_keys.is_row(entity, table, made.id))
            async with new_session() as db:
                if (await db.execute(column)).scalar_one() != body[field.name].lower():
                    context.faults.append(f"{owner(entity, field.name)} was not stored in lower case")
    async with new_session() as db:
        for instance in (await db.execute(select(model_of(entity)))).scalars():
            python_texts.keep(context, "repr", f"a stored {entity.name}", instance)


async def _refused(context: Context, entity: Entity, made: Row) -> None:
    """Flush a second row with the same values, and keep what the database says."""
    if not any(in_a_key(entity, each) for each in hidden_fields(entity)):
        return
    async with new_session() as db:
        db.add(model_of(entity)(**python_texts.python_values(entity, made)))
        try:
            await db.flush()
        except Exception as error:  # noqa: BLE001 - the texts of any exception are checked
            python_texts.keep_error(context, entity, error)
        await db.rollback()
