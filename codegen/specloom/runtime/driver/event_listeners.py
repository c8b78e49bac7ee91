"""Finds event listeners on SQLAlchemy's sessions. If there are any, each statement uses the session, which calls them.

A listener can be added at any time, to a session or to its class.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from ..libraries.private_sqlalchemy import listeners_of, listeners_of_all_sessions

_RUNTIME = __name__.rsplit(".", 2)[0] + "."
_SESSION_LISTENERS = listeners_of_all_sessions()


def session_has_listeners(session: Session | None) -> bool:
    """Return True if a session has listeners from outside the runtime. For None, look at listeners of all sessions."""
    if any(_SESSION_LISTENERS) and any(map(_has_other_listeners, _SESSION_LISTENERS)):
        return True
    return session is not None and any(map(_has_other_listeners, listeners_of(session)))


def _has_other_listeners(listeners: Collection[Any]) -> bool:
    return any(not getattr(each, "__module__", "").startswith(_RUNTIME) for each in listeners)
