"""Gives what an endpoint used of the database back to its pool, before the response is sent.

A dependency with `yield` ends only after the response was sent, and a client may take any time to read that. Without
this module a few clients that do not read would hold every connection of the pool.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

Endpoint = Callable[..., Awaitable[Response]]


class Beside(NamedTuple):
    """What an endpoint reads with, and the session that its guards or its service use besides."""

    reads: Any
    session: AsyncSession


def releasing(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that has released its argument `db` when it returns its response.

    It takes a `Beside` as well, of which the endpoint gets what it reads with. After an error nothing is released
    here: then dependencies end before the response to the error is sent.
    """

    @wraps(endpoint)
    async def endpoint_with_release(**values: Any) -> Response:
        db = values.get("db")
        if type(db) is not Beside:
            response = await endpoint(**values)
            await release(db)
            return response
        values["db"] = db.reads
        response = await endpoint(**values)
        await release(db.reads)
        await release(db.session)
        return response

    return endpoint_with_release


async def release(db: object) -> None:
    """End the transaction of a session and return its connection, or return a connection that was lent.

    The session can still be used, and begins another transaction then; its rows are detached and keep their values.
    Changes that are not committed are rolled back, as they are when a session is closed. Anything else that has no
    method `release` is left to the dependency that opened it.
    """
    if isinstance(db, AsyncSession):
        if db.in_transaction():
            await db.reset()
    elif (release := getattr(db, "release", None)) is not None:
        await release()
