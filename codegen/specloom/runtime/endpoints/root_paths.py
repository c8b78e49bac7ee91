"""The path under which a proxy shows the service, which requests may hold or lack (`root_path` of ASGI)."""

from urllib.parse import quote

from starlette.types import Scope

_PLAIN = "/:@!$&'()*+,;=~"
"""What stands in a path as it is, beside letters and digits (RFC 3986, 3.3)."""


def path_below_root(scope: Scope) -> str:
    """Return the path of a request behind the root path: servers put it there, and most proxies take it away."""
    path: str = scope["path"]
    root = _root(scope)
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def shown_path(scope: Scope) -> str:
    """Return the path of a request as its client sees it, encoded as in a URL."""
    return quote(_root(scope) + path_below_root(scope), safe=_PLAIN)


def _root(scope: Scope) -> str:
    root: str = scope.get("root_path", "")
    return root.rstrip("/")
