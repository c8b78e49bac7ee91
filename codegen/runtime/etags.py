"""Entity tags (RFC 9110, sections 8.8.3 and 13.1) made from the version of a row."""

import re
from typing import Annotated

from fastapi import Header

MAX_VERSION = 2**63 - 1
ENTITY_TAGS = r'^(?:\*|(?:W/)?"[\x21\x23-\x7e]*"(?:[ \t]*,[ \t]*(?:W/)?"[\x21\x23-\x7e]*")*)$'
"""What `If-Match` and `If-None-Match` may hold: `*` or a list of entity tags."""

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")


def etag(version: int) -> str:
    """Return the strong entity tag of a version."""
    return f'"{version}"'


def matching_versions(header: str | None) -> list[int] | None:
    """Return the versions that an `If-Match` header names, or None if it is absent or `*` and any version will do.

    The comparison is strong (RFC 9110, 13.1.1): a weak tag names no version, nor does one that we never made.
    """
    if header is None or header == "*":
        return None
    versions = []
    for weak, tag in _TAG.findall(header):
        if not weak and _VERSION.match(tag) and int(tag) <= MAX_VERSION:
            versions.append(int(tag))
    return versions


def none_match(header: str | None, version: int) -> bool:
    """Return True if the client of an `If-None-Match` header does not have this version yet.

    The comparison is weak (RFC 9110, 13.1.2): `W/"3"` and `"3"` are the same.
    """
    if header is None:
        return True
    if header == "*":
        return False
    return all(tag != str(version) for _, tag in _TAG.findall(header))


IfMatch = Annotated[str | None, Header(alias="If-Match", pattern=ENTITY_TAGS)]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", pattern=ENTITY_TAGS)]
