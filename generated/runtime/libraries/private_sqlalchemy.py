# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8285b6a72d87f0a13c23484d896856dc
"""Private APIs of SQLAlchemy. See `private_apis`. `driver/pool.py` uses those of its pools."""

import inspect
from collections.abc import Collection, Sized
from typing import TYPE_CHECKING, Any

from sqlalchemy import AsyncAdaptedQueuePool, Engine, bindparam, make_url, select
from sqlalchemy.orm import Session, SessionEvents

from .private_apis import PrivateApis

__all__ = [
    "KNOWN",
    "PRIVATE_APIS",
    "AsyncAdaptedQueue",
    "Empty",
    "Full",
    "await_",
    "engine_has_listeners",
    "greenlet_spawn",
    "in_greenlet",
    "listeners_of",
    "listeners_of_all_sessions",
    "parameters",
    "pending",
    "require_known",
]
PRIVATE_APIS = PrivateApis("sqlalchemy", "each statement uses a session, which is slower")
_SESSION_EVENTS = tuple(
    name
    for name, each in vars(SessionEvents).items()
    if inspect.isfunction(each) and not name.startswith("_")
)
_POOL_EVENTS = ("checkout", "checkin", "reset")
_DIALECT_EVENTS = ("do_execute", "do_execute_no_params", "do_executemany", "do_setinputsizes")

if TYPE_CHECKING:
    from sqlalchemy.util import greenlet_spawn
    from sqlalchemy.util.concurrency import await_, in_greenlet
    from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty, Full
else:
    greenlet_spawn = PRIVATE_APIS.find("sqlalchemy.util", "greenlet_spawn", takes=["fn"])
    await_ = PRIVATE_APIS.find("sqlalchemy.util.concurrency", "await_")
    in_greenlet = PRIVATE_APIS.find("sqlalchemy.util.concurrency", "in_greenlet") or (lambda: False)
    AsyncAdaptedQueue = PRIVATE_APIS.find(
        "sqlalchemy.util.queue", "AsyncAdaptedQueue", has=["get", "get_nowait"], takes=["maxsize", "use_lifo"]
    )
    AsyncAdaptedQueue = AsyncAdaptedQueue or list  # the base class of a class that is then not used
    Empty = PRIVATE_APIS.find("sqlalchemy.util.queue", "Empty")
    Full = PRIVATE_APIS.find("sqlalchemy.util.queue", "Full")
PRIVATE_APIS.find("sqlalchemy", "Engine", has=["_has_events"])
PRIVATE_APIS.find("sqlalchemy", "AsyncAdaptedQueuePool", has=["_queue_class", "_do_return_conn"])


def _check_instances() -> None:
    """Check instances, where the class does not declare the attributes."""
    creator: Any = None  # it never connects
    pool: Any = AsyncAdaptedQueuePool(creator)
    PRIVATE_APIS.expect("a pool", pool, ["_pool", "_pre_ping", "_recycle", "_invalidate_time", "dispatch"])
    PRIVATE_APIS.expect("the events of a pool", getattr(pool, "dispatch", None), _POOL_EVENTS)
    session: Any = Session()
    PRIVATE_APIS.expect("a session", session, ["_new", "_deleted", "dispatch"])
    dispatch = getattr(session, "dispatch", None)
    for name in _SESSION_EVENTS:
        PRIVATE_APIS.expect(
            f"the event {name} of a session", getattr(dispatch, name, None), ["parent_listeners"]
        )
    dialect: Any = make_url("postgresql+asyncpg://").get_dialect()()
    PRIVATE_APIS.expect("the events of a dialect", getattr(dialect, "dispatch", None), _DIALECT_EVENTS)
    compiled: Any = select(bindparam("a")).compile(dialect=dialect)
    PRIVATE_APIS.expect("a compiled statement", compiled, ["binds", "positiontup"])


_check_instances()
KNOWN = PRIVATE_APIS.complete
"""True if statements may run without a session."""


def require_known() -> None:
    """Raise RuntimeError if statements cannot be compiled for a connection of the driver."""
    if not KNOWN:
        raise RuntimeError(
            "this version of SQLAlchemy is unknown: let `get_read_db` yield a session of `get_db`, not a"
            f" connection of the driver ({'; '.join(PRIVATE_APIS.missing)})"
        )


def parameters(compiled: Any) -> list[tuple[str, Any]]:
    """Return the names and parameters of a compiled statement, in their order."""
    return [(name, compiled.binds[name]) for name in compiled.positiontup]


def pending(session: Session) -> tuple[Sized, ...]:
    """Return the rows that a session will insert and delete. The session keeps changing these collections."""
    return (vars(session)["_new"], vars(session)["_deleted"]) if KNOWN else ()


def listeners_of_all_sessions() -> tuple[Collection[Any], ...]:
    """Return the listeners of all sessions, for each event. SQLAlchemy adds later ones to the same collections."""
    dispatch: Any = Session().dispatch
    return tuple(getattr(dispatch, name).parent_listeners for name in _SESSION_EVENTS) if KNOWN else ()


def listeners_of(session: Session) -> tuple[Collection[Any], ...]:
    """Return the listeners of a session, for each event."""
    if "dispatch" not in vars(session):  # SQLAlchemy creates the attribute with the first listener
        return ()
    dispatch: Any = session.dispatch
    return tuple(getattr(dispatch, name) for name in _SESSION_EVENTS)


def engine_has_listeners(engine: Engine) -> bool:
    """Return True if an engine has listeners for statements or transactions, or its pool for checkouts.

    Listeners for `connect` and similar events do not count, because every connection comes from the pool. Listeners
    for `handle_error` do not count either.
    """
    if not KNOWN or getattr(engine, "_has_events", True):  # the flag stays set when a listener is removed
        return True
    pool: Any = engine.pool.dispatch
    dialect: Any = engine.dialect.dispatch
    if pool.checkout or pool.checkin or pool.reset:
        return True
    return bool(
        dialect.do_execute
        or dialect.do_execute_no_params
        or dialect.do_executemany
        or dialect.do_setinputsizes
    )
