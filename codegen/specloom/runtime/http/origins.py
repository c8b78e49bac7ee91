"""Validates the CORS settings. An origin or header that no browser sends is an error, because it never matches."""

import re
from collections.abc import Iterator
from ipaddress import IPv6Address

_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_ENDS = ("com", "net", "org", "io", "dev", "app", "co", "de", "example", "invalid")
_UNRELATED_HOSTS = (
    *(f"{name}.{end}" for name in ("unrelated", "k7-x", "www.q9") for end in _ENDS),
    *("a.b.unrelated.com", "203.0.113.77", "[2001:db8::7]"),
)
_UNRELATED_PORTS = ("", ":80", ":443", ":3000", ":4200", ":5173", ":8000", ":8080", ":8443", ":49731")
_EXTENSIONS = ("chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba", "moz-extension://7f3c-unrelated")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def require_origin(origin: str) -> str:
    """Return a valid value of the header `Origin`, or `*`. Raises ValueError with a suggestion for any other."""
    if origin == "*":
        return origin
    if origin == "null":
        raise ValueError("`null` stands for every sandboxed page and local file, so it is no origin to trust")
    if "@" in origin:
        raise ValueError("an origin holds no user and no password")
    if "*" in origin:
        raise ValueError(f"{origin} is a pattern: write it as a regular expression in CORS_ORIGIN_REGEX")
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        wanted = _corrected(origin)
        hint = f"write {wanted}" if wanted else "write it as https://app.example or http://localhost:3000"
        raise ValueError(
            f"{origin} never matches, since browsers send a scheme, a host and a port alone: {hint}"
        )
    scheme, host, port = found.groups()
    if host.startswith("["):
        _require_ipv6(origin, host)
    if port is not None and port == _DEFAULT_PORTS.get(scheme):
        raise ValueError(
            f"{origin} never matches, since browsers leave the usual port out: write {scheme}://{host}"
        )
    if port is not None and (port.startswith("0") or int(port) > 65535):
        raise ValueError(f"{origin} never matches: there is no port {port}")
    return origin


def _corrected(origin: str) -> str | None:
    """Return the probable origin: the start of a URL in lower case, without its path."""
    found = re.match(r"([a-z][a-z0-9+.-]*://)([^/?#\s]+)", origin.lower())
    if found is None or not found[2].isascii():
        return None
    wanted = found[1] + found[2]
    try:
        return require_origin(wanted) if wanted != origin else None
    except ValueError:
        return None


def _require_ipv6(origin: str, host: str) -> None:
    try:
        usual = f"[{IPv6Address(host[1:-1])}]"
    except ValueError:
        raise ValueError(f"{origin} never matches: {host} is no IPv6 address") from None
    if usual != host:
        raise ValueError(f"{origin} never matches, since browsers shorten the address: write {usual}")


def require_origin_regex(pattern: str) -> str:
    """Return a regular expression for whole origins.

    Raises ValueError if it is invalid, or if it matches `null` or an unrelated origin such as `https://unrelated.com`:
    then it would trust any page.
    """
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from None
    for origin in _unrelated_origins():
        if compiled.fullmatch(origin):
            raise ValueError(
                f"{origin} fits this, and so do pages of anyone: write your own host in it, as in"
                r" https://[a-z0-9-]+\.app\.example, or CORS_ORIGINS=* if every page may call the API"
            )
    if compiled.fullmatch("null"):
        require_origin("null")
    return pattern


def _unrelated_origins() -> Iterator[str]:
    """Yield origins of unrelated hosts."""
    for scheme in ("https", "http"):
        for port in _UNRELATED_PORTS:
            for host in _UNRELATED_HOSTS:
                yield f"{scheme}://{host}{port}"
    yield from _EXTENSIONS


def require_header(name: str) -> str:
    """Return the name of a header field, or `*` for any. Raises ValueError for an invalid name."""
    if not _HEADER.fullmatch(name):
        raise ValueError(f"{name} is no name of a header field")
    return name
