"""Errors of the driver in writes."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.resource import Resource
from ..services.conflicts import conflict


class ConflictsAsProblems:
    """Raises an error of the driver as the Problem that describes it.

    It is no generator, because the frame of a generator would keep the error, and with it the session.
    """

    __slots__ = ("_db", "_resource", "_values")

    def __init__(
        self, db: AsyncSession, resource: Resource[Any], values: Mapping[str, Any] | None = None
    ) -> None:
        self._db, self._resource, self._values = db, resource, values

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> Literal[False]:
        if isinstance(error, Exception):
            raise await conflict(self._db, error, self._resource, self._values) from None
        return False
