"""A session for a request that may turn out not to need one."""

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession


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

    if not TYPE_CHECKING:  # for which every attribute there could be would be there

        def __getattr__(self, name: str) -> Any:
            """Set the session up: an attribute was asked for that it does not have before."""
            if self.used:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
            super().__init__(self.engine, expire_on_commit=False)
            return getattr(self, name)
