# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3527afcf814a91bb64fecacf7b0c5ce9
"""Warns of requests whose session ended with uncommitted writes, in development.

Such a request succeeds and stores nothing. `warn_about_missing_commits` finds it with SQLAlchemy's events, which cost
time. An application that does not call it has none of these listeners.
"""

import inspect
import logging
import re
from collections.abc import Sized
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from weakref import ref

from fastapi import FastAPI
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..libraries.private_sqlalchemy import pending

log = logging.getLogger(__name__)
_LOST: ContextVar[list[Session] | None] = ContextVar("specloom_lost", default=None)
"""Sessions of this request that ended with uncommitted writes."""
_WRITES = "specloom.writes"
"""Key in the `info` of a session."""
_WRITE = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
    r"(?:(?:insert|update|delete|merge|replace|truncate|copy|create|alter|drop)\b"
    r"|with\b.*[()]\s*(?:insert\s+into|update|delete\s+from|merge\s+into)\b)",
    re.IGNORECASE | re.DOTALL,
)


def warn_about_missing_commits(app: FastAPI) -> None:
    """Log a warning for each successful request whose session ended with uncommitted writes.

    The warning names the route, its function and its file. Call it before the first request, in development.
    """
    app.add_middleware(ForgottenCommits)
    for name, listener in LISTENERS:
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


class ForgottenCommits:
    """Middleware that logs the warning at the end of a request."""

    tells_callers_apart = False

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        lost: list[Session] = []
        token = _LOST.set(lost)
        try:
            await self.app(scope, receive, watch)
        finally:
            _LOST.reset(token)
        if lost and status < 400:
            log.warning(
                "%s ended with writes that were not committed, so they are lost: add `await db.commit()`",
                _route_of(scope),
            )


class _Writes:
    """The transactions and savepoints of a session that have uncommitted writes."""

    def __init__(self, session: Session) -> None:
        self._session = ref(session)
        self.inside: set[SessionTransaction] = set()
        self.watch(session)

    def watch(self, session: Session) -> None:
        """Keep the collections that a session will flush.

        A session replaces them when it is closed, before its events are called. It has no events for rows that are
        added or marked as deleted.
        """
        self._rows = session.identity_map
        self._pending: tuple[Sized, ...] = pending(session)
        self.changed = False

    def note_detached(self, session: Session, row: Any) -> None:
        """Note a changed row that a closed session has dropped, but not a row that the code has expunged."""
        if session.identity_map is not self._rows and session.is_modified(row):
            self.changed = True

    def any(self) -> bool:
        """Return True if a commit would have stored anything."""
        return bool(self.inside or self.changed or any(self._pending))

    def note(
        self, connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _: bool
    ) -> None:
        """Note a statement that writes, unless it commits automatically."""
        writes = context is not None and (context.isinsert or context.isupdate or context.isdelete)
        session = self._session()
        stored = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
        if session is not None and not stored and (writes or _WRITE.match(statement)):
            current = _current(session)
            if current is not None:
                self.inside.add(current)


def _current(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()


def _created(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        if _WRITES in session.info:
            session.info[_WRITES].watch(session)
        else:
            session.info[_WRITES] = _Writes(session)


def _begun(session: Session, _: SessionTransaction, connection: Connection) -> None:
    if isinstance(session.bind, Connection):  # the code that opened it commits
        return
    writes = session.info.setdefault(_WRITES, _Writes(session))
    if not event.contains(
        connection, "after_cursor_execute", writes.note
    ):  # it was, for an outer transaction
        event.listen(connection, "after_cursor_execute", writes.note)


def _committed(session: Session) -> None:
    """Remove the transaction that was committed. The writes of a released savepoint move to its parent."""
    writes, current = session.info.get(_WRITES), _current(session)
    if writes is not None and current is not None and current in writes.inside:
        writes.inside.discard(current)
        if current.parent is not None:
            writes.inside.add(current.parent)


def _rolled_back(session: Session) -> None:
    """Remove the transaction that the code has rolled back."""
    writes = session.info.get(_WRITES)
    if writes is not None:
        writes.inside.discard(_current(session))


def _detached(session: Session, row: Any) -> None:
    writes = session.info.get(_WRITES)
    if writes is not None:
        writes.note_detached(session, row)


def _ended(session: Session, transaction: SessionTransaction) -> None:
    writes, lost = session.info.get(_WRITES), _LOST.get()
    if writes is not None and transaction.parent is None and writes.any():
        writes.inside.clear()
        if lost is not None:
            lost.append(session)


LISTENERS = (
    ("after_transaction_create", _created),
    ("persistent_to_detached", _detached),
    ("after_begin", _begun),
    ("after_commit", _committed),
    ("after_rollback", _rolled_back),
    ("after_transaction_end", _ended),
)
"""The listeners for every session, with the names of SQLAlchemy's events."""


def _route_of(scope: Scope) -> str:
    """Return the method and path of a route, and the name, file and line of its function."""
    function = inspect.unwrap(scope["endpoint"]) if "endpoint" in scope else None
    # FastAPI stores the path of an included route with its prefixes outside of the route.
    included = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(included or scope.get("route"), "path_format", scope["path"])
    code = getattr(function, "__code__", None)
    where = f", {_shown(Path(code.co_filename))}:{code.co_firstlineno}" if code is not None else ""
    return f"{scope['method']} {path} ({getattr(function, '__qualname__', function)}{where})"


def _shown(file: Path) -> Path:
    """Return the path from the working directory if the file is in it, otherwise the unchanged path."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
