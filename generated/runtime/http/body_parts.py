# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1b8831a1d1ffee750d6b529dcaa6bc4c
"""How many parts a body has: they cost far more time and memory than its bytes say."""

import re

DEFAULT_PARTS_LIMIT = 30_000
"""Parts that a body may have where the application sets no `app.state.max_body_parts`."""

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A JSON string; one that does not end takes all the rest, so that nothing is looked at twice."""


def has_too_many_parts(body: bytes, limit: int) -> bool:
    """Return True if the text of a JSON value has more arrays, objects and members of objects than `limit`.

    The time is proportional to the length. A body of at most `limit` bytes takes almost none.
    """
    if len(body) <= limit or _parts(body) <= limit:
        return False
    return _parts(_STRING.sub(b"", body)) > limit


def _parts(body: bytes) -> int:
    return body.count(b"[") + body.count(b"{") + body.count(b":")
