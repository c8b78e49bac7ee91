# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1881b751014d01365c74576f5f7897c2
"""Finds the values in a request or WebSocket that must not be logged: hidden fields and credentials."""

import json
import re
from collections.abc import Collection, Iterator, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from ..types.hidden_values import leaves, seen_in

_FORM = "application/x-www-form-urlencoded"
_SECRET_WORDS = ("password", "passwd", "pwd", "secret", "token", "apikey", "authorization", "cookie")
"""Words in the names of members, parameters and headers. Their values are secret, even if the spec does not say so."""
_NO_LETTERS = re.compile(r"[^0-9a-z]")


class UnreadableRequest(Exception):
    """The content of a request cannot be parsed."""


def sent_values(scope: MutableMapping[str, Any], hidden: Collection[str]) -> list[Any]:
    """Return the values of hidden fields in a request, and its credentials. Raises UnreadableRequest."""
    if scope["type"] == "lifespan":  # no client sends it
        return []
    names = {_plain(each) for each in hidden}
    found = [*_of_headers(scope["headers"]), *_of_form(scope.get("query_string", b""), names)]
    found += [each for name, each in scope.get("path_params", {}).items() if _is_secret(_plain(name), names)]
    seen = seen_in(scope)
    if scope["type"] == "websocket":
        return [*found, *(each for message in seen.chunks for each in _of_json_text(message, names))]
    if not announces_body(scope):
        return found
    if not seen.ended:
        raise UnreadableRequest
    headers = dict(scope["headers"])
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
    if not seen.body:
        return found
    if media_type == _FORM:
        return [*found, *_of_form(seen.body, names)]
    if not media_type.endswith("json"):
        raise UnreadableRequest
    return [*found, *_of_json_text(seen.body, names)]


def announces_body(scope: MutableMapping[str, Any]) -> bool:
    """Return True if the headers of a request say that it has a body."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip(b" 0"))
        for name, value in scope["headers"]
    )


def _of_headers(headers: Collection[tuple[bytes, bytes]]) -> Iterator[str]:
    for name, value in headers:
        if _is_secret(_plain(name.decode("latin-1")), ()):
            text = value.decode("latin-1")
            yield text
            # `Bearer x`, `a=x; b=y`: each part may be secret
            yield from (part for part in re.split(r"[\s;,=]+", text) if len(part) > 1)


def _of_form(text: bytes, names: Collection[str]) -> Iterator[str]:
    for name, value in parse_qsl(text.decode("latin-1"), keep_blank_values=True):
        if _is_secret(_plain(name), names):
            yield value


class _Object(list[tuple[str, Any]]):
    """The members of a JSON object, including all members with the same name."""


def _of_json_text(text: bytes, names: Collection[str]) -> list[Any]:
    try:
        return [*_of_json(json.loads(text, object_pairs_hook=_Object), names)]
    except (ValueError, RecursionError):
        raise UnreadableRequest from None


def _of_json(value: Any, names: Collection[str]) -> Iterator[Any]:
    if isinstance(value, _Object):
        for name, each in value:
            yield from leaves(each) if _is_secret(_plain(name), names) else _of_json(each, names)
    elif isinstance(value, list):
        for each in value:
            yield from _of_json(each, names)


def _is_secret(name: str, names: Collection[str]) -> bool:
    return name in names or any(word in name for word in _SECRET_WORDS)


def _plain(name: str) -> str:
    """Return a normalized name, the same for `api_token`, `api-token` and `apiToken`."""
    return _NO_LETTERS.sub("", name.lower())
