# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8a6b58e6cc1c8f9a9a60283405abc995
"""A session for a request that may turn out not to need one."""

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from ..types.derived_values import may_return_unrecorded_values
from ..types.hidden_values import CURRENT, withhold_texts


class LazySession(AsyncSession):
    """An AsyncSession that SQLAlchemy sets up when it is first used, which most requests never do.

    They are one statement, which runs on a connection of the engine by itself. Rows keep their values after a commit.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @property
    def used(self) -> bool:
        """Return True once the session was set up: it may hold a transaction then."""
        return "sync_session" in vars(self)

    def in_transaction(self) -> bool:
        """Return True if the session has begun a transaction. To ask does not set it up."""
        return self.used and super().in_transaction()

    if not TYPE_CHECKING:  # for which they have the signatures of SQLAlchemy's own

        async def execute(self, statement: Any, *arguments: Any, **options: Any) -> Any:
            """Run a statement."""
            _note_raw(statement)
            return await super().execute(statement, *arguments, **options)

        async def scalar(self, statement: Any, *arguments: Any, **options: Any) -> Any:
            """Run a statement, and return the first value of the first row."""
            _note_raw(statement)
            return await super().scalar(statement, *arguments, **options)

        async def stream(self, statement: Any, *arguments: Any, **options: Any) -> Any:
            """Run a statement, and return its rows as they come."""
            _note_raw(statement)
            return await super().stream(statement, *arguments, **options)

    if not TYPE_CHECKING:  # for which every attribute there could be would be there

        def __getattr__(self, name: str) -> Any:
            """Set the session up: an attribute was asked for that it does not have before."""
            if self.used:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
            super().__init__(self.engine, expire_on_commit=False)
            return getattr(self, name)


def _note_raw(statement: Any) -> None:
    """Note that a request may read hidden values that no type of a column notes."""
    if CURRENT.get() is not None and may_return_unrecorded_values(statement):
        withhold_texts()
