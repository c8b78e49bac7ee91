"""Problems 409 for violations of the database's constraints, with pointers to the fields.

No write checks a constraint beforehand, because another client could use the value in between. The error of the
database is translated instead. The names of the constraints, which the generator chose, lead to the fields.
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
    """Return the exception to raise for an error of the database: a Problem, or the error itself.

    The error is SQLAlchemy's or the driver's. `values` are those that were written, by attribute, or None for a
    deletion.
    """
    violation = describe(error)
    match violation.kind:
        case "unique":
            names = _unique_fields(resource, violation)
            return _conflict(resource, names, "unique", "Another resource already has this value.")
        case "foreign_key":
            if not values:
                return StillReferenced()
            return missing_target(resource, *await _missing(db, resource, violation, values))
        case "check":
            if not values:  # a reference to this row must not be set to null
                return StillReferenced()
            names = resource.constraints.get(violation.constraint or "", ())
            return _conflict(resource, names, "check", "This value violates a rule of the resource.")
        case "not_null" | "data":
            return _conflict(resource, (), violation.kind, "")
        case "unavailable":
            return unavailable()
    return error


def missing_target(resource: Resource[Any], *names: str) -> Problem:
    """Return the 409 for a reference or link to a row that does not exist or that the caller cannot see."""
    return _conflict(resource, names, "missing_target", "The resource that this refers to does not exist.")


def restore_conflict(error: Exception, resource: Resource[Any]) -> Exception:
    """Return the exception to raise for an error of the database while a row is restored."""
    violation = describe(error)
    match violation.kind:
        case "unique":
            names = _unique_fields(resource, violation)
            return _not_restored(resource, names, "unique", "Another resource now has this value")
        case "unavailable":
            return unavailable()
    return error


def deleted_target(resource: Resource[Any], *names: str) -> Problem:
    """Return the 409 for a row that cannot be restored because it refers to deleted rows."""
    return _not_restored(resource, names, "missing_target", "The resource that this refers to is deleted")


def too_many(resource: Resource[Any], name: str, most: int) -> Problem:
    """Return the 409 for a new link of a row that has the maximum number of links."""
    return _conflict(resource, (name,), "too_many", f"At most {most} are allowed.")


def _not_restored(resource: Resource[Any], names: Iterable[str], code: str, message: str) -> Problem:
    """Return the 409 whose items name members of the resource. The request has no body for pointers."""
    shown = [resource.names[name] for name in names if name in resource.names]
    items = [ErrorItem("/path", code, f"{message}: `{name}`.") for name in shown]
    return Problem(409, "The resource cannot be restored.", items)


def _conflict(resource: Resource[Any], names: Iterable[str], code: str, message: str) -> Problem:
    items = [
        ErrorItem(f"/body/{resource.names[name]}", code, message) for name in names if name in resource.names
    ]
    return Problem(409, "The request conflicts with stored data.", items)


def unique_keys(table: Table) -> list[UniqueConstraint | Index]:
    """Return the unique constraints and unique indexes of a table."""
    constraints = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [*constraints, *(each for each in table.indexes if each.unique)]


def _unique_fields(resource: Resource[Any], violation: Violation) -> tuple[str, ...]:
    """Return the attributes of the violated constraint. SQLite reports its columns instead of its name."""
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
    """Return the attributes whose targets are missing. Query the targets if the database reports no constraint."""
    if violation.constraint is not None and violation.constraint in resource.constraints:
        return resource.constraints[violation.constraint]
    if violation.constraint is not None:  # PostgreSQL: the transaction has failed and allows no queries
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
            len(given) < len(names) or not await _exists(db, columns, [values[name] for name in names])
        ):
            missing += names
    return tuple(missing)


async def _exists(db: AsyncSession, columns: Sequence[ColumnClause[Any]], values: Sequence[Any]) -> bool:
    """Return True if a row with a composite key exists, or if a part of the key is null."""
    if None in values:
        return True
    same = (column == value for column, value in zip(columns, values, strict=True))
    return (await db.execute(select(*columns).where(*same))).first() is not None
