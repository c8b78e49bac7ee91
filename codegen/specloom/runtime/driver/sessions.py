"""A session that is set up only when it is used."""

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from ..types.derived_values import may_return_unrecorded_values
from ..types.hidden_values import CURRENT, withhold_texts


class LazySession(AsyncSession):
    """An AsyncSession that is set up at its first use.

    Most requests never use it: they run one statement directly on a connection of the engine. Rows keep their values
    after a commit.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @property
    def used(self) -> bool:
        """True if the session was set up. Only then can it have a transaction."""
        return "sync_session" in vars(self)

    def in_transaction(self) -> bool:
        """Return True if the session has begun a transaction. This does not set it up."""
        return self.used and super().in_transaction()

    if not TYPE_CHECKING:  # type checkers use the signatures of SQLAlchemy

        async def execute(self, statement: Any, *arguments: Any, **options: Any) -> Any:
            """Run a statement."""
            _note_raw(statement)
            return await super().execute(statement, *arguments, **options)

        async def scalar(self, statement: Any, *arguments: Any, **options: Any) -> Any:
            """Run a statement, and return the first value of the first row."""
            _note_raw(statement)
            return await super().scalar(statement, *arguments, **options)

        async def stream(self, statement: Any, *arguments: Any, **options: Any) -> Any:
            """Run a statement, and return a result that streams its rows."""
            _note_raw(statement)
            return await super().stream(statement, *arguments, **options)

    if not TYPE_CHECKING:  # otherwise type checkers would accept any attribute

        def __getattr__(self, name: str) -> Any:
            """Set up the session, because one of its attributes is used."""
            if self.used:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
            super().__init__(self.engine, expire_on_commit=False)
            return getattr(self, name)


def _note_raw(statement: Any) -> None:
    """Withhold the texts of errors if a statement may return hidden values that no column type records."""
    if CURRENT.get() is not None and may_return_unrecorded_values(statement):
        withhold_texts()
