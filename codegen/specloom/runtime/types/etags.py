"""Entity tags (RFC 9110, sections 8.8.3 and 13.1) made from the version of a row.

Where callers may be shown different things of one version, a digest of what is shown follows: `"3-9f86d081884c7d65"`.
`If-None-Match` compares all of it, `If-Match` the version.
"""

import re
from hashlib import blake2b
from typing import Annotated

from fastapi import Header
from starlette.types import Scope

MAX_VERSION = 2**63 - 1
ENTITY_TAGS = r'^(?:\*|(?:W/)?"[\x21\x23-\x7e]*"(?:[ \t]*,[ \t]*(?:W/)?"[\x21\x23-\x7e]*")*)?$'
"""What `If-Match` and `If-None-Match` may hold: `*` or a list of entity tags, which may be empty (RFC 9110, 5.6.1)."""

_LIST_HEADERS = (b"if-match", b"if-none-match")
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_VERSION = re.compile(r"(0|[1-9][0-9]{0,18})(?:-[0-9a-f]{16})?\Z")


def etag(version: int, shown: bytes | None = None) -> str:
    """Return the strong entity tag of a version, and of what of it is shown if that is not the same for everybody."""
    return f'"{version}"' if shown is None else f'"{version}-{blake2b(shown, digest_size=8).hexdigest()}"'


def matching_versions(header: str | None) -> list[int] | None:
    """Return the versions that an `If-Match` header names, or None if it is absent or `*` and any version will do.

    The comparison is strong (RFC 9110, 13.1.1): a weak tag names no version, nor does one that we never made.
    """
    if header is None or header == "*":
        return None
    versions = []
    for weak, tag in _TAG.findall(header):
        match = None if weak else _VERSION.match(tag)
        if match is not None and int(match[1]) <= MAX_VERSION:
            versions.append(int(match[1]))
    return versions


def none_match(header: str | None, etag: str) -> bool:
    """Return True if the client of an `If-None-Match` header does not have what this entity tag stands for.

    The comparison is weak (RFC 9110, 13.1.2): `W/"3"` and `"3"` are the same.
    """
    if header is None:
        return True
    if header == "*":
        return False
    return all(f'"{tag}"' != etag for _, tag in _TAG.findall(header))


def join_header_lines(scope: Scope) -> None:
    """Make one line of several lines of `If-Match`, and of `If-None-Match`: they are one list (RFC 9110, 5.3)."""
    for name in _LIST_HEADERS:
        lines = [value for each, value in scope["headers"] if each == name]
        if len(lines) > 1:
            others = [each for each in scope["headers"] if each[0] != name]
            scope["headers"] = [*others, (name, b", ".join(filter(None, lines)))]


IfMatch = Annotated[str | None, Header(alias="If-Match", pattern=ENTITY_TAGS)]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", pattern=ENTITY_TAGS)]
