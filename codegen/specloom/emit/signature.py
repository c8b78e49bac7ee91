"""The header of a generated file: two lines with its source, and a digest of the rest.

The digest shows whether a generated file was edited. It is computed with LF line endings, so that Git may check files
out with CRLF.
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
_MAX_LENGTH = 30
"""Maximum length of a source in the first line."""
_FORMS = {".py": _PYTHON, ".js": _JAVASCRIPT, ".svg": _SVG, ".json": _JSON}

SUFFIXES = frozenset(_FORMS)
"""The suffixes of files that can be signed."""


class Origin(StrEnum):
    """The origin of a file, according to its text."""

    OURS = "ours"
    EDITED = "edited"
    """The digest does not match: the file was changed by hand or by a merge."""
    FOREIGN = "foreign"


def sign(path: str, text: str, source: str) -> str:
    """Return `text` with the header for the suffix of `path`. `source` is the spec file that it was generated from.

    JSON has no comments: its digest is the first key of the outermost object, which must have several lines. Raises
    ValueError if the text cannot be signed.
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
    """Return whether the text of a file was generated, generated and then edited, or is foreign."""
    form = _FORMS.get(PurePosixPath(path).suffix)
    plain = text.replace("\r\n", "\n")
    found = form.match(plain) if form else None
    if found is None:
        return Origin.FOREIGN
    fits = found["digest"] == _digest(found["head"] + plain[found.end() :])
    return Origin.OURS if fits else Origin.EDITED


def _inert(source: str) -> str:
    """Return the name of a spec file, shortened to fit and escaped so that it cannot end the comment."""
    name = safe(source)
    folders = name.split("/")
    while len(name) > _MAX_LENGTH and len(folders) > 1:
        folders = folders[1:]
        name = "/".join(["...", *folders])
    return name if len(name) <= _MAX_LENGTH else f"...{name[3 - _MAX_LENGTH :]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
