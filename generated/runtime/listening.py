# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e8542d00ff241953dcb09a03f4a7ad59
"""Whether anything listens to what SQLAlchemy does: each statement then goes through a session, which it receives.

Listeners may come at any time, on an engine, a pool, a dialect, a session, or on one of their classes.
"""

import inspect
from collections.abc import Collection
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, SessionEvents

_EVENTS = tuple(
    name
    for name, each in vars(SessionEvents).items()
    if inspect.isfunction(each) and not name.startswith("_")
)
_PACKAGE = __name__.rpartition(".")[0] + "."


def _of_the_class() -> tuple[Collection[Any], ...]:
    """Return the listeners on the class of sessions, by event: SQLAlchemy adds later ones to the same collections."""
    dispatch: Any = Session().dispatch
    return tuple(getattr(dispatch, name).parent_listeners for name in _EVENTS)


_ON_SESSIONS = _of_the_class()


def engine_has_listeners(engine: Engine) -> bool:
    """Return True if anything listens to the statements or transactions of an engine, or to its pool.

    Listeners of `connect` and the like do not count, since every connection comes from the pool, nor do those of
    `handle_error`.
    """
    if getattr(engine, "_has_events", True):  # SQLAlchemy's own mark; it stays once a listener was there
        return True
    pool: Any = engine.pool.dispatch
    if pool.checkout or pool.checkin or pool.reset:
        return True
    dialect: Any = engine.dialect.dispatch
    return bool(
        dialect.do_execute
        or dialect.do_execute_no_params
        or dialect.do_executemany
        or dialect.do_setinputsizes
    )


def session_has_listeners(session: Session | None) -> bool:
    """Return True if anything but this package listens to a session; for None, to every session."""
    if any(_ON_SESSIONS) and any(map(_foreign, _ON_SESSIONS)):
        return True
    if session is None or "dispatch" not in vars(session):  # nothing has asked for its own listeners yet
        return False
    dispatch: Any = session.dispatch
    return any(_foreign(getattr(dispatch, name)) for name in _EVENTS)


def _foreign(listeners: Collection[Any]) -> bool:
    return any(not getattr(each, "__module__", "").startswith(_PACKAGE) for each in listeners)
