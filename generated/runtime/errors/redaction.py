# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 69b5f36ddd221692d13b468f30dfd893
"""Removes hidden values from texts.

It searches for each value as Python, JSON, HTML, a URL, base64 and hexadecimal digits write it, and ignores case:

- If the text and a value have five or more consecutive characters in common, the whole word is replaced.
- A shorter value is replaced if it is a whole word.
- If a value is a number, a date or a time, all digits in the text are replaced: there are too many ways to write them.

It does not find values in other forms, such as encrypted values, nor single characters of a longer value.
"""

import base64
import binascii
import contextlib
import datetime as dt
import enum
import html
import ipaddress
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote, quote_plus
from uuid import UUID

HIDDEN = "[hidden]"
WITHHELD = "[the text may hold a hidden value]"
"""Replaces the whole text if not all of its values are known."""
MAX_TEXT_LENGTH = 4_000
"""The maximum length of a text. The rest is cut off."""
MAX_CHARACTERS = 20_000
"""The maximum number of characters of all values together. With more, the text is withheld."""
MAX_SHORT_VALUES = 1_000
"""The maximum number of values shorter than `MIN_MATCH`, which are slow to find. With more, the text is withheld."""
MIN_MATCH = 5
"""The minimum number of consecutive characters that a text has in common with a longer value."""

_NUMERIC = (int, float, Decimal, dt.date, dt.time, dt.timedelta)
_NUMERIC_TEXT = re.compile(r"[-+0-9.,:_ /TZPYMWDHSEtze]*[0-9][-+0-9.,:_ /TZPYMWDHSEtze]*\Z")
_WORD = re.compile(r"[^\W_]")
_DIGITS = re.compile(r"[0-9]+")
_BASE64 = re.compile(r"[0-9A-Za-z+/_-]{8,}={0,2}\Z")
_HASHES = re.compile(r"\$argon2[a-z]{1,2}\$[^\s'\"]*")


def redact(text: str, values: Iterable[Any]) -> str:
    """Return a text without these values."""
    shown, cut = text[:MAX_TEXT_LENGTH], len(text) > MAX_TEXT_LENGTH
    long, short, numeric = _split_by_length(values)
    if sum(map(len, long)) > MAX_CHARACTERS or len(short) > MAX_SHORT_VALUES:
        return WITHHELD
    lower = _lower(shown)
    marked = bytearray(len(shown))
    _mark_parts(lower, [form for each in long for form in _forms(each)], marked)
    for each in short:
        for form in {each, *_forms(each)}:
            _mark_whole(lower, _lower(form), marked)
    for found in _HASHES.finditer(shown):
        _mark(marked, found.start(), found.end())
    if numeric:
        for found in _DIGITS.finditer(shown):
            _mark(marked, found.start(), found.end())
    if cut:  # the part that is cut off may contain the rest of a value
        _mark(marked, max(len(shown) - MIN_MATCH, 0), len(shown))
    return _replaced(shown, marked) + (" ..." if cut else "")


def _split_by_length(values: Iterable[Any]) -> tuple[set[str], set[str], bool]:
    """Return the long texts and the short texts of values, and True if a value is written in digits."""
    long: set[str] = set()
    short: set[str] = set()
    numeric = False
    for value in values:
        if isinstance(value, _NUMERIC) and not isinstance(value, bool | enum.Enum):
            numeric = True
        for text in _texts(value):
            numeric = numeric or bool(_NUMERIC_TEXT.match(text))
            if text.strip():
                (long if len(text) >= MIN_MATCH else short).add(text)
    return long, short, numeric


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of a value, before any encoding."""
    if isinstance(value, enum.Enum):
        yield value.name
        yield from _texts(value.value)
    elif isinstance(value, str):
        yield str.__str__(value)
        yield from _decoded(value)
    elif isinstance(value, bytes | bytearray | memoryview):
        yield from _bytes(bytes(value))
    elif isinstance(value, UUID):
        yield from (str(value), value.hex, str(value.int))
    else:
        yield str(value)


def _decoded(text: str) -> Iterator[str]:
    """Yield other texts of a value that a client sent as text: base64, a UUID or an IP address."""
    if len(text) % 4 == 0 and _BASE64.match(text):
        with contextlib.suppress(binascii.Error):
            yield from _bytes(base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True))
    for kind in (UUID, ipaddress.ip_address):
        try:
            found: Any = kind(text)
        except ValueError:
            continue
        yield from (str(found), str(int(found)))
        yield from (found.hex,) if isinstance(found, UUID) else (found.exploded,)


def _bytes(value: bytes) -> Iterator[str]:
    yield from (value.hex(), value.hex(" "), value.decode("latin-1"), repr(value)[2:-1])
    yield base64.b64encode(value).decode().rstrip("=")
    yield base64.urlsafe_b64encode(value).decode().rstrip("=")
    with contextlib.suppress(UnicodeDecodeError):
        yield value.decode()


def _forms(text: str) -> Iterator[str]:
    """Yield all forms of a text: plain, escaped and encoded."""
    plain = text.encode("utf-8", "surrogatepass")
    as_json = json.dumps(text)[1:-1]
    yield from (text, repr(text)[1:-1], ascii(text)[1:-1], as_json, json.dumps(as_json)[1:-1])
    yield from (json.dumps(text, ensure_ascii=False)[1:-1], repr(plain)[2:-1], html.escape(text))
    yield from (quote(plain, safe=""), quote(plain), quote_plus(plain), plain.hex())
    for offset in range(3):
        # Three bytes become four characters. The middle characters do not depend on the bytes around them.
        padded = base64.b64encode(b"\0" * offset + plain)
        inner = padded[(0, 2, 3)[offset] : len(padded) - (0, 3, 2)[(offset + len(plain)) % 3]].decode()
        if len(inner) >= MIN_MATCH:  # a shorter part would match in many words
            yield inner
            yield inner.translate(str.maketrans("+/", "-_"))


def _lower(text: str) -> str:
    """Return a text in lower case, with the same length."""
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)


def _mark_parts(text: str, forms: list[str], marked: bytearray) -> None:
    """Mark the words of a text that have `MIN_MATCH` or more consecutive characters in common with a form."""
    places: dict[str, list[int]] = {}
    for start in range(len(text) - MIN_MATCH + 1):
        places.setdefault(text[start : start + MIN_MATCH], []).append(start)
    for form in forms:
        lower = _lower(form)
        for start in range(len(lower) - MIN_MATCH + 1):
            part = lower[start : start + MIN_MATCH]
            for place in places.get(part, ()) if part.strip() else ():
                _mark(marked, place, place + MIN_MATCH)
    for start in range(1, len(text)):
        if marked[start - 1] and _WORD.match(text[start]) and _WORD.match(text[start - 1]):
            marked[start] = 1
    for start in range(len(text) - 2, -1, -1):
        if marked[start + 1] and _WORD.match(text[start]) and _WORD.match(text[start + 1]):
            marked[start] = 1


def _mark_whole(text: str, short: str, marked: bytearray) -> None:
    """Mark a short value where it is not part of a longer word."""
    start = text.find(short)
    while start >= 0:
        end = start + len(short)
        joined_before = start > 0 and _WORD.match(text[start - 1]) and _WORD.match(short[0])
        joined_behind = end < len(text) and _WORD.match(text[end]) and _WORD.match(short[-1])
        if not joined_before and not joined_behind:
            _mark(marked, start, end)
        start = text.find(short, start + 1)


def _mark(marked: bytearray, start: int, end: int) -> None:
    marked[start:end] = b"\1" * (end - start)


def _replaced(text: str, marked: bytearray) -> str:
    """Return a text with `HIDDEN` in place of each marked part."""
    parts: list[str] = []
    inside = False
    for each, mark in zip(text, marked, strict=True):
        if not mark:
            parts.append(each)
        elif not inside:
            parts.append(HIDDEN)
        inside = bool(mark)
    return "".join(parts)
