# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2eaee32f65f345ca0dae0ab376dea325
"""Checks the media type of a body (RFC 9110, 8.3 and 8.4; RFC 8259, 8.1; RFC 7396)."""

import re
from collections.abc import Iterable

from fastapi import Request
from pydantic_core import from_json

from ..problems.problem import MAX_ERRORS, ErrorItem, Problem, pointer

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
ACCEPT_PATCH = f"{JSON}, {MERGE_PATCH}"
"""The header `Accept-Patch` of a resource that has PATCH (RFC 5789, 3.1)."""

_NO_MERGE = "An object is not merged: send it as application/json, which replaces the whole value."
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
"""Names of charsets that a body may have, in lower case: UTF-8 and ASCII, which is a part of it."""
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(rf"[ \t]*({_WORD}/{_WORD})[ \t]*")
_PARAMETER = re.compile(
    rf';[ \t]*(?:({_WORD})=(?:({_WORD})|"((?:[\t \x21\x23-\x5b\x5d-\xff]|\\[\t \x21-\xff])*)"))?[ \t]*'
)


def parse_media_type(text: str) -> tuple[str, dict[str, str]] | None:
    """Return a media type and its parameters, with names in lower case. Return None for an invalid text.

    A repeated parameter is invalid, because other software may use the other one.
    """
    start = _MEDIA_TYPE.match(text)
    if start is None:
        return None
    parameters: dict[str, str] = {}
    place = start.end()
    while place < len(text):
        found = _PARAMETER.match(text, place)
        if found is None:
            return None
        name, token, quoted = found.groups()
        if name is not None:
            if name.lower() in parameters:
                return None
            parameters[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) if token is None else token
        place = found.end()
    return start[1].lower(), parameters


def require_json(request: Request) -> str:
    """Return the media type of a request with an uncompressed JSON body in UTF-8. Raises Problem 415 for any other.

    PATCH also takes a merge patch. JSON is always UTF-8, and has no `charset` (RFC 8259, 8.1 and 11). Another charset
    is refused, because the text would be decoded incorrectly.
    """
    coded = _listed(request.headers.getlist("content-encoding"))
    if any(each.lower() != "identity" for each in coded):
        raise Problem(415, "The body must not be compressed.", headers={"Accept-Encoding": "identity"})
    patch = request.method == "PATCH"
    accepted = (JSON, MERGE_PATCH) if patch else (JSON,)
    media_type, parameters = parse_media_type(", ".join(request.headers.getlist("content-type"))) or ("", {})
    headers = {"Accept": ", ".join(accepted)}
    if patch:
        headers["Accept-Patch"] = ACCEPT_PATCH
    if media_type not in accepted:
        raise Problem(415, f"The body must be sent as {' or '.join(accepted)}.", headers=headers)
    if parameters.get("charset", "utf-8").lower() not in _UTF_8:
        raise Problem(415, "The body must be in UTF-8.", headers=headers)
    return media_type


def require_mergeable(body: bytes) -> None:
    """Raise Problem 422 for a merge patch with an object as the value of a member.

    Only a `json` field takes an object. It would be replaced as a whole, while RFC 7396 merges the two objects, so that
    members would be lost. All other values mean the same in both media types.
    """
    try:
        patch = from_json(body)
    except ValueError:  # the schema reports the error
        return
    members = patch.items() if isinstance(patch, dict) else ()
    wrong = [
        ErrorItem(pointer(("body", name)), "merge_patch", _NO_MERGE)
        for name, value in members
        if isinstance(value, dict)
    ]
    if wrong:
        raise Problem(422, "The request does not fit its schema.", wrong[:MAX_ERRORS])


def _listed(lines: Iterable[str]) -> list[str]:
    return [each.strip() for line in lines for each in line.split(",") if each.strip()]
