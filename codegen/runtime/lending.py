"""A pool of connections that also lends what lies there at once, for single statements of the driver.

Without it each goes the way that SQLAlchemy prepares for whole transactions (a greenlet to wait in, a proxy, a rollback
in the end), which takes about a fifth of the processor's time of a request. Any other pool serves as well.
"""

import time

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util.queue import Empty


class LendingPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool for async engines. What is lent is among its connections, and counts as taken meanwhile."""

    def lend(self) -> ConnectionPoolEntry | None:
        """Take out an open connection, or return None if there is none or if someone wants to know of it.

        Whoever gets one leaves nothing begun on it and gives it back.
        """
        heard = self.dispatch
        if self._pre_ping or heard.checkout or heard.checkin or heard.reset:
            return None
        try:
            entry = self._pool.get(block=False)
        except Empty:
            return None
        if self._is_open(entry):
            return entry
        self.give_back(entry)
        return None

    def give_back(self, entry: ConnectionPoolEntry) -> None:
        """Put a connection back that was lent."""
        self._do_return_conn(entry)

    def _do_get(self) -> ConnectionPoolEntry:
        """Return what lies there, before SQLAlchemy sets a timer to wait for it."""
        try:
            return self._pool.get(block=False)
        except Empty:
            return super()._do_get()

    def _is_open(self, entry: ConnectionPoolEntry) -> bool:
        """Return False for a connection that was lost or that is too old, so that SQLAlchemy must open it anew."""
        opened: float = getattr(entry, "starttime", 0.0)
        too_old = self._recycle > -1 and time.time() - opened > self._recycle
        return entry.dbapi_connection is not None and self._invalidate_time <= opened and not too_old
