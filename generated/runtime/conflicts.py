# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 155a9db98a447c6c0db82d954e7b1caa
"""Violations of the database's constraints, as 409 answers that point at the field.

Nothing is asked before a write (another client could take the value in between): the violation itself is translated,
through the names that the generator gave to every constraint.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession

from .problems import ErrorItem, Problem, unavailable
from .resource import Resource
from .violations import Violation, describe


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
                return _needed()
            return missing_target(resource, *await _missing(db, resource, violation, values))
        case "check":
            if not values:  # a row that refers to this one may not go without it
                return _needed()
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


def too_many(resource: Resource[Any], name: str, most: int) -> Problem:
    """Return the 409 for a link to a row that has as many as it may."""
    return _conflict(resource, (name,), "too_many", f"There are at most {most} of these.")


def _needed() -> Problem:
    return Problem(409, "Other resources refer to this one, so it cannot be deleted.")


def _conflict(resource: Resource[Any], names: Iterable[str], code: str, message: str) -> Problem:
    items = [
        ErrorItem(f"/body/{resource.names[name]}", code, message) for name in names if name in resource.names
    ]
    return Problem(409, "The request conflicts with what is stored.", items)


def _unique_fields(resource: Resource[Any], violation: Violation) -> tuple[str, ...]:
    """Return the attributes of the violated constraint; SQLite tells its columns instead of its name."""
    if violation.constraint is not None and violation.constraint in resource.constraints:
        return resource.constraints[violation.constraint]
    columns = set(violation.columns)
    for constraint in resource.table.constraints:
        names = (
            {column.name for column in constraint.columns} if isinstance(constraint, UniqueConstraint) else {}
        )
        if names == columns and isinstance(constraint.name, str):
            return resource.constraints.get(constraint.name, ())
    if columns == {resource.id.name} or violation.constraint == resource.table.primary_key.name:
        return ("id",)
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
    return tuple(missing)
