# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 13bc362b3ebebad4bddfe06f2129af29
"""Entity tags (RFC 9110, sections 8.8.3 and 13.1) made from the version of a row.

If clients may see different representations of the same version, a digest of the representation follows:
`"3-9f86d081884c7d65"`. `If-None-Match` compares the whole tag, `If-Match` only the version.
"""

import re
from hashlib import blake2b
from typing import Annotated

from fastapi import Header
from starlette.types import Scope

MAX_VERSION = 2**63 - 1
ENTITY_TAGS = r'^(?:\*|(?:W/)?"[\x21\x23-\x7e]*"(?:[ \t]*,[ \t]*(?:W/)?"[\x21\x23-\x7e]*")*)?$'
"""The pattern of `If-Match` and `If-None-Match`: `*` or a list of entity tags, maybe empty (RFC 9110, 5.6.1)."""

_LIST_HEADERS = (b"if-match", b"if-none-match")
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_VERSION = re.compile(r"(0|[1-9][0-9]{0,18})(?:-[0-9a-f]{16})?\Z")


def etag(version: int, shown: bytes | None = None) -> str:
    """Return the strong entity tag of a version, and of the representation if it differs between clients."""
    return f'"{version}"' if shown is None else f'"{version}-{blake2b(shown, digest_size=8).hexdigest()}"'


def matching_versions(header: str | None) -> list[int] | None:
    """Return the versions in an `If-Match` header. None means any version: the header is absent or `*`.

    The comparison is strong (RFC 9110, 13.1.1): weak tags and tags of another form match no version.
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
    """Return True if no tag of an `If-None-Match` header matches an entity tag.

    The comparison is weak (RFC 9110, 13.1.2): `W/"3"` and `"3"` are the same.
    """
    if header is None:
        return True
    if header == "*":
        return False
    return all(f'"{tag}"' != etag for _, tag in _TAG.findall(header))


def join_header_lines(scope: Scope) -> None:
    """Join several lines of `If-Match`, and of `If-None-Match`, into one: they are one list (RFC 9110, 5.3)."""
    for name in _LIST_HEADERS:
        lines = [value for each, value in scope["headers"] if each == name]
        if len(lines) > 1:
            others = [each for each in scope["headers"] if each[0] != name]
            scope["headers"] = [*others, (name, b", ".join(filter(None, lines)))]


IfMatch = Annotated[str | None, Header(alias="If-Match", pattern=ENTITY_TAGS)]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", pattern=ENTITY_TAGS)]
