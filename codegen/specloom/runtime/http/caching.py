"""The headers for caches: who may store a response, and the parts of a request that it depends on.

See RFC 9110, 12.5.5, and RFC 9111, 5.2.
"""

from collections.abc import Iterable
from typing import Any

from starlette.types import Scope

from ..endpoints.caller_identity import CALLER_IDENTITY, CallerIdentity, may_distinguish_callers
from ..libraries.private_fastapi import dependant_of, route_of
from ..resources.bounded_cache import LruCache

CACHE_CONTROL = "private"
"""The header `Cache-Control` if the application sets no `app.state.cache_control`."""
MAX_CACHED_ROUTES = 1000
"""The most hand-written routes whose caller identity is cached."""

RawHeaders = list[tuple[bytes, bytes]]

_written: LruCache[int, tuple[Any, CallerIdentity]] = LruCache(MAX_CACHED_ROUTES)
"""By the `id` of a route's dependant. The dependant is kept as well, so that the `id` is not reused."""


def cache_headers(app: Any, scope: Scope, callers: CallerIdentity) -> RawHeaders:
    """Return the headers of every response of a route: `Cache-Control`, and `Vary` if the route identifies callers."""
    headers = [_control(app)]
    if vary := _vary(app, scope, callers):
        headers.append((b"vary", vary))
    return headers


def with_cache_headers(app: Any, scope: Scope, headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """Return the headers of any response with the headers for caches. `Cache-Control` of the response is kept."""
    given = list(headers)
    if not any(name.lower() == b"cache-control" for name, _ in given):
        given.append(_control(app))
    callers = _callers_in(scope)
    if callers is not None and (vary := _vary(app, scope, callers)):
        own = [value for name, value in given if name.lower() == b"vary"]
        given = [each for each in given if each[0].lower() != b"vary"]
        given.append((b"vary", _joined([*own, vary])))
    return given


def _control(app: Any) -> tuple[bytes, bytes]:
    return b"cache-control", getattr(app.state, "cache_control", CACHE_CONTROL).encode("latin-1")


def _vary(app: Any, scope: Scope, callers: CallerIdentity) -> bytes:
    if not callers.complete or may_distinguish_callers(app, scope):
        return b"*"
    names = [name.title() for name in callers.headers]
    return ", ".join([*names, "Cookie"] if callers.cookies else names).encode("latin-1")


def _joined(values: Iterable[bytes]) -> bytes:
    """Return the names of several lists as one list without duplicates."""
    names: dict[bytes, bytes] = {}
    for name in b",".join(values).split(b","):
        names.setdefault(name.strip().lower(), name.strip())
    return b"*" if b"*" in names else b", ".join(names.values())


def _callers_in(scope: Scope) -> CallerIdentity | None:
    """Return the caller identity of a request's route. It is empty if no route matched.

    Returns None for a route without dependencies, such as a mount: it sets its own headers.
    """
    if CALLER_IDENTITY in scope:
        callers: CallerIdentity = scope[CALLER_IDENTITY]
        return callers
    route = route_of(scope)
    if scope["method"] not in (getattr(route, "methods", None) or {scope["method"]}):  # the response is 405
        return CallerIdentity()
    dependant = dependant_of(route, scope["app"])
    if dependant is None:
        return None if "endpoint" in scope else CallerIdentity()
    kept = _written.get(id(dependant))
    if kept is None:
        kept = _written.put(id(dependant), (dependant, CallerIdentity.of([dependant])))
    return kept[1]
