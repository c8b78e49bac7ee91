"""The items of a batch, and how the one is found that a database refuses.

It does not say which row of a statement broke a rule. So the statement stands behind a savepoint: what it did is taken
back and done again item by item, until it is known which ones are refused.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException

from ..errors.violations import describe, is_deadlock
from ..problems.problem import MAX_ERRORS, ErrorItem, Problem, StillReferenced
from ..services.conflicts import conflict
from ..statements.fast_path import AnyService

TRIES = 4
"""How often something is tried that PostgreSQL ends because of a deadlock."""
_CODES = {404: "not_found", 409: "conflict", 412: "precondition_failed"}

ResultT = TypeVar("ResultT")


@dataclass(slots=True)
class Item:
    """One thing that a batch is to do."""

    pointer: str
    """Where it stands in the request: `/body/update/3`."""
    body: str
    """Where what the body of a single request would be stands: `/body/update/3/changes`."""
    data: Any = None
    """What is created or changed, as its schema has it."""
    id: Any = None
    if_match: str | None = None
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    """The columns' values, by attribute, unless an override of the service's makes them."""
    links: dict[str, Any] = field(default_factory=dict)


Work = Callable[[AnyService, AsyncSession, Sequence[Item]], Awaitable[Sequence[Any]]]
"""Does what items say and returns the result of each."""


def refused(problem: HTTPException, items: Iterable[Item]) -> Problem:
    """Return a problem that concerns items as that of the batch, whose pointers name them."""
    errors = [error for item in items for error in moved(problem, item)]
    return Problem(problem.status_code, str(problem.detail), errors[:MAX_ERRORS], problem.headers)


def moved(problem: HTTPException, item: Item) -> list[ErrorItem]:
    """Return the errors of an item's problem where they stand in the batch; one for the item if there are none."""
    errors = problem.errors if isinstance(problem, Problem) else ()
    inside = [each for each in errors if each.pointer.startswith("/body/")]
    if not inside:
        return [ErrorItem(item.pointer, _CODES.get(problem.status_code, "refused"), str(problem.detail))]
    return [each._replace(pointer=item.body + each.pointer.removeprefix("/body")) for each in inside]


async def together(service: AnyService, db: AsyncSession, items: Sequence[Item], work: Work) -> list[Any]:
    """Do some work for all items at once and return the result of each.

    Raises Problem 409 that names the items which the database refuses.
    """
    if not items:
        return []
    try:
        return [*await _behind_savepoint(db, partial(work, service, db, items))]
    except StillReferenced:
        pass
    except StatementError as error:
        if describe(error).kind == "unavailable":
            raise
    return await _one_by_one(service, db, items, work)


async def _one_by_one(service: AnyService, db: AsyncSession, items: Sequence[Item], work: Work) -> list[Any]:
    """Do the work for each item by itself, again for those that were refused as long as others get through.

    One that refers to another, or is needed by it, may have to come after it.
    """
    results: dict[str, Any] = {}
    pending = items
    while pending:
        detail = ""
        errors: list[ErrorItem] = []
        left: list[Item] = []
        for item in pending:
            try:
                (results[item.pointer],) = await _behind_savepoint(db, partial(work, service, db, [item]))
            except (StillReferenced, StatementError) as error:
                problem: Exception = error
                if not isinstance(error, StillReferenced):
                    problem = await conflict(db, error, service.resource, item.values | item.links)
                if not isinstance(problem, Problem) or problem.status_code != 409:
                    raise problem from None
                left.append(item)
                errors += moved(problem, item)
                detail = problem.detail
        if len(left) == len(pending):
            raise Problem(409, detail, errors[:MAX_ERRORS])
        pending = left
    return [results[item.pointer] for item in items]


async def _behind_savepoint(db: AsyncSession, work: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Do some work, and take it back if it fails.

    That also gives back the locks which it took. So if it was chosen to end a deadlock it is tried again: two batches
    that create the same values in opposite order are one that succeeds, and one that conflicts with it.
    """
    tries = TRIES
    while True:
        try:
            async with db.begin_nested():
                return await work()
        except DBAPIError as error:
            tries -= 1
            if not tries or not is_deadlock(error):
                raise
