"""Violations of the database's constraints, as 409 answers that point at the field.

Nothing is asked before a write (another client could take the value in between): the violation itself is translated,
through the names that the generator gave to every constraint.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnClause, Index, Table, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..errors.violations import Violation, describe
from ..problems.problem import ErrorItem, Problem, StillReferenced, unavailable
from ..resources.resource import Resource


async def conflict(
    db: AsyncSession, error: Exception, resource: Resource[Any], values: Mapping[str, Any] | None = None
) -> Exception:
    """Return what to raise for an error of the database: a Problem, or the error itself if it is none of the client's.

    The error is SQLAlchemy's or the driver's. `values` are what was written, by attribute; without any the row was to
    be deleted.
    """
    violation = describe(error)
    match violation.kind:
        case "unique":
            names = _unique_fields(resource, violation)
            return _conflict(resource, names, "unique", "Another resource has this value already.")
        case "foreign_key":
            if not values:
                return StillReferenced()
            return missing_target(resource, *await _missing(db, resource, violation, values))
        case "check":
            if not values:  # a row that refers to this one may not go without it
                return StillReferenced()
            names = resource.constraints.get(violation.constraint or "", ())
            return _conflict(resource, names, "check", "This value breaks a rule of the resource.")
        case "not_null" | "data":
            return _conflict(resource, (), violation.kind, "")
        case "unavailable":
            return unavailable()
    return error


def missing_target(resource: Resource[Any], *names: str) -> Problem:
    """Return the 409 for a reference or link to a row that does not exist or that the caller may not see."""
    return _conflict(resource, names, "missing_target", "There is no such resource to refer to.")


def restore_conflict(error: Exception, resource: Resource[Any]) -> Exception:
    """Return what to raise for an error of the database about a row that was to be restored."""
    violation = describe(error)
    match violation.kind:
        case "unique":
            names = _unique_fields(resource, violation)
            return _not_restored(resource, names, "unique", "Another resource has this value by now")
        case "unavailable":
            return unavailable()
    return error


def deleted_target(resource: Resource[Any], *names: str) -> Problem:
    """Return the 409 for a row that cannot be restored because of what it refers to."""
    return _not_restored(resource, names, "missing_target", "What this refers to is deleted")


def too_many(resource: Resource[Any], name: str, most: int) -> Problem:
    """Return the 409 for a link to a row that has as many as it may."""
    return _conflict(resource, (name,), "too_many", f"There are at most {most} of these.")


def _not_restored(resource: Resource[Any], names: Iterable[str], code: str, message: str) -> Problem:
    """Return the 409 whose items name members of the resource; the request has none that a pointer could lead to."""
    shown = [resource.names[name] for name in names if name in resource.names]
    items = [ErrorItem("/path", code, f"{message}: `{name}`.") for name in shown]
    return Problem(409, "The resource cannot be restored as it is.", items)


def _conflict(resource: Resource[Any], names: Iterable[str], code: str, message: str) -> Problem:
    items = [
        ErrorItem(f"/body/{resource.names[name]}", code, message) for name in names if name in resource.names
    ]
    return Problem(409, "The request conflicts with what is stored.", items)


def unique_keys(table: Table) -> list[UniqueConstraint | Index]:
    """Return the constraints and indexes of a table by which no two rows have the same values."""
    constraints = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [*constraints, *(each for each in table.indexes if each.unique)]


def _unique_fields(resource: Resource[Any], violation: Violation) -> tuple[str, ...]:
    """Return the attributes of the violated constraint; SQLite tells its columns instead of its name."""
    if violation.constraint is not None and violation.constraint in resource.constraints:
        return resource.constraints[violation.constraint]
    columns = set(violation.columns)
    for key in unique_keys(resource.table):
        if {column.name for column in key.columns} == columns and isinstance(key.name, str):
            return resource.constraints.get(key.name, ())
    if (
        columns == {part.name for part in resource.key}
        or violation.constraint == resource.table.primary_key.name
    ):
        return resource.key_names
    return ()


async def _missing(
    db: AsyncSession, resource: Resource[Any], violation: Violation, values: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the attributes whose targets are missing; where the database does not say which, look for them."""
    if violation.constraint is not None and violation.constraint in resource.constraints:
        return resource.constraints[violation.constraint]
    if (
        violation.constraint is not None
    ):  # of a database that names it, so that its transaction is over and cannot be asked
        return ()
    missing = []
    for name, value in values.items():
        column = resource.targets.get(name)
        if column is None:
            continue
        wanted = set(value) if isinstance(value, list) else {value} - {None}
        present = set((await db.execute(select(column).where(column.in_(wanted)))).scalars())
        if wanted - present:
            missing.append(name)
    for names, columns in resource.composite_targets.items():
        given = [name for name in names if name in values]
        if given and (
            len(given) < len(names) or not await _is_there(db, columns, [values[name] for name in names])
        ):
            missing += names
    return tuple(missing)


async def _is_there(db: AsyncSession, columns: Sequence[ColumnClause[Any]], values: Sequence[Any]) -> bool:
    """Return True if there is a row of a composite key, or if a part of it is null."""
    if None in values:
        return True
    same = (column == value for column, value in zip(columns, values, strict=True))
    return (await db.execute(select(*columns).where(*same))).first() is not None
