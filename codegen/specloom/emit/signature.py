"""The two lines that a generated file begins with: where it comes from, and a digest of the rest.

The digest tells a file of ours from one that somebody edited. It is counted over the text with LF line endings, so
that a checkout with CRLF is still ours: line endings are Git's business, not an edit.
"""

import hashlib
import re
from enum import StrEnum
from pathlib import PurePosixPath

from specloom.diagnostics.diagnostic import safe

_NOTICE = "Do not edit: change the spec, then `make generate`."
_DIGEST = "[0-9a-f]{32}"
_PYTHON = re.compile(rf"(?P<head># [^\n]*Do not edit[^\n]*\n)# digest: (?P<digest>{_DIGEST})\n")
_SVG = re.compile(rf"(?P<head><!-- [^\n]*Do not edit[^\n]* -->\n)<!-- digest: (?P<digest>{_DIGEST}) -->\n")
_JSON = re.compile(rf'(?P<head>\{{\n)  "x-specloom-digest": "(?P<digest>{_DIGEST})",\n')
_JAVASCRIPT = re.compile(rf"(?P<head>// [^\n]*Do not edit[^\n]*\n)// digest: (?P<digest>{_DIGEST})\n")
_LONGEST = 30
"""Characters of a source that the first line has room for."""
_FORMS = {".py": _PYTHON, ".js": _JAVASCRIPT, ".svg": _SVG, ".json": _JSON}

SUFFIXES = frozenset(_FORMS)
"""The kinds of file that can be signed."""


class Origin(StrEnum):
    """Who wrote a file, as its own text tells."""

    OURS = "ours"
    EDITED = "edited"
    """It has our digest, and the digest does not fit: somebody changed it by hand, or a merge did."""
    FOREIGN = "foreign"


def sign(path: str, text: str, source: str) -> str:
    """Return `text` with the header that the suffix of `path` asks for, `source` being where it was generated from.

    JSON has no comments: its digest is the first key of the outermost object, which must be written over several
    lines. Raises ValueError if the text cannot be signed.
    """
    if "\r" in text:
        raise ValueError(f"{path}: a generated file has `\\n` line endings and no other carriage return")
    suffix = PurePosixPath(path).suffix
    name = _inert(source)
    if mark := {".py": "#", ".js": "//"}.get(suffix):
        head = f"{mark} Generated from {name}. {_NOTICE}\n"
        return f"{head}{mark} digest: {_digest(head + text)}\n{text}"
    if suffix == ".svg":
        head = f"<!-- Generated from {name.replace('--', '- -')}. {_NOTICE} -->\n"
        return f"{head}<!-- digest: {_digest(head + text)} -->\n{text}"
    if suffix == ".json" and text.startswith("{\n "):
        return f'{{\n  "x-specloom-digest": "{_digest(text)}",\n{text[2:]}'
    raise ValueError(f"{path}: a file of this kind cannot be signed")


def origin(path: str, text: str) -> Origin:
    """Tell from the text of a file on disk whether it is ours, was edited since, or was never ours."""
    form = _FORMS.get(PurePosixPath(path).suffix)
    plain = text.replace("\r\n", "\n")
    found = form.match(plain) if form else None
    if found is None:
        return Origin.FOREIGN
    fits = found["digest"] == _digest(found["head"] + plain[found.end() :])
    return Origin.OURS if fits else Origin.EDITED


def _inert(source: str) -> str:
    """Return the name of a spec's file so that it cannot end the comment that it stands in, and fits the line."""
    name = safe(source)
    folders = name.split("/")
    while len(name) > _LONGEST and len(folders) > 1:
        folders = folders[1:]
        name = "/".join(["...", *folders])
    return name if len(name) <= _LONGEST else f"...{name[3 - _LONGEST :]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
