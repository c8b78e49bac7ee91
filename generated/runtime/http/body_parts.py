# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 975982199c8b0627146e7e1819eb291f
"""Counts the parts of a JSON body. Parts cost much more time and memory than other bytes."""

import re

DEFAULT_PARTS_LIMIT = 30_000
"""The most parts of a body if the application sets no `app.state.max_body_parts`."""

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A JSON string. A string without an end matches the rest of the text, so that the time is linear."""


def has_too_many_parts(body: bytes, limit: int) -> bool:
    """Return True if a JSON text has more arrays, objects and members of objects than `limit`.

    The time is proportional to the length. A body of at most `limit` bytes is not searched.
    """
    if len(body) <= limit or _parts(body) <= limit:
        return False
    return _parts(_STRING.sub(b"", body)) > limit


def _parts(body: bytes) -> int:
    return body.count(b"[") + body.count(b"{") + body.count(b":")
