"""The items of a batch, and the search for the items that the database refuses.

A database does not say which row of a statement violates a constraint. So each statement runs behind a savepoint. If it
fails, it is rolled back and repeated item by item to find the refused ones.
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
"""How often work is tried that PostgreSQL aborts because of a deadlock."""
_CODES = {404: "not_found", 409: "conflict", 412: "precondition_failed"}

ResultT = TypeVar("ResultT")


@dataclass(slots=True)
class Item:
    """One operation of a batch."""

    pointer: str
    """JSON pointer to the item in the request: `/body/update/3`."""
    body: str
    """JSON pointer to the data of the item: `/body/update/3/changes`."""
    data: Any = None
    """The data, an object of its schema."""
    id: Any = None
    if_match: str | None = None
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    """The column values by attribute. Empty if an override of the service makes them."""
    links: dict[str, Any] = field(default_factory=dict)


Work = Callable[[AnyService, AsyncSession, Sequence[Item]], Awaitable[Sequence[Any]]]
"""Performs items and returns the result of each."""


def batch_problem(problem: HTTPException, items: Iterable[Item]) -> Problem:
    """Return the problem of a batch for a problem of some of its items. Its pointers name the items."""
    errors = [error for item in items for error in batch_errors(problem, item)]
    return Problem(problem.status_code, str(problem.detail), errors[:MAX_ERRORS], problem.headers)


def batch_errors(problem: HTTPException, item: Item) -> list[ErrorItem]:
    """Return the errors of an item's problem with pointers into the batch, or one error that names the item."""
    errors = problem.errors if isinstance(problem, Problem) else ()
    inside = [each for each in errors if each.pointer.startswith("/body/")]
    if not inside:
        return [ErrorItem(item.pointer, _CODES.get(problem.status_code, "refused"), str(problem.detail))]
    return [each._replace(pointer=item.body + each.pointer.removeprefix("/body")) for each in inside]


async def run_together(service: AnyService, db: AsyncSession, items: Sequence[Item], work: Work) -> list[Any]:
    """Perform all items at once and return the result of each.

    Raises Problem 409 that names the items that the database refuses.
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
    """Perform each item by itself. Repeat the refused ones as long as at least one other succeeds.

    An item that refers to another one may have to follow it.
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
                errors += batch_errors(problem, item)
                detail = problem.detail
        if len(left) == len(pending):
            raise Problem(409, detail, errors[:MAX_ERRORS])
        pending = left
    return [results[item.pointer] for item in items]


async def _behind_savepoint(db: AsyncSession, work: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Do some work behind a savepoint. Roll it back if it fails.

    The rollback also releases its locks. So work that was aborted because of a deadlock is tried again: of two batches
    that create the same values in opposite order, one succeeds and the other conflicts with it.
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
