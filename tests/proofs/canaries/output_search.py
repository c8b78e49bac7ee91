"""Searches all output for canaries, in each encoding that a value may have."""

import base64
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from tests.proofs.canaries.values import SHORTEST, Canary

Pieces = dict[bytes, dict[bytes, str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A canary that was found."""

    owner: str
    """The field whose value it is, and how it was written."""
    place: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.owner} in {self.place}: ...{self.excerpt}..."


@dataclass(slots=True)
class Search:
    """Searches output for canaries. `keep` adds output, `watch` adds values, `hits` returns the findings."""

    static: bytes = b""
    """Texts that were there before any canary, which must not be taken for one: generated code, in lower case."""
    places: Counter[str] = field(default_factory=Counter)
    """How often each place of each kind was searched."""
    _outputs: dict[bytes, str] = field(default_factory=dict)
    _pieces: Pieces = field(default_factory=dict)
    _numbers: dict[bytes, str] = field(default_factory=dict)
    _watched: set[str] = field(default_factory=set)

    def keep(self, kind: str, place: str, output: str | bytes) -> None:
        """Add output: its kind (`body`, `log line`, ...), its place, and the bytes."""
        self.places[kind] += 1
        data = output.encode("utf-8", "surrogatepass") if isinstance(output, str) else output
        self._outputs.setdefault(data.lower(), f"{kind} of {place}")

    def is_new(self, canary: Canary) -> bool:
        """Return True if nothing of a canary was there before, and it is not watched for yet."""
        if json.dumps(canary.wire) in self._watched:
            return False
        pieces = [each.lower().encode() for each in (*canary.texts, *canary.numbers)]
        return not any(each in self.static for each in (*pieces, *canary.raw))

    def watch(self, owner: str, canary: Canary) -> None:
        """Take a value that must not come out, and the name of its field."""
        self._watched.add(json.dumps(canary.wire))
        for text in canary.texts:
            self.watch_text(owner, text)
        for number in canary.numbers:
            self._numbers[number.lower().encode()] = f"{owner} as a number"
        for raw in canary.raw:
            self._add(owner, "bytes", raw)

    def watch_text(self, owner: str, text: str) -> None:
        """Take a text that must not come out."""
        for form, data in forms(text):
            self._add(owner, form, data)

    def hits(self) -> list[Hit]:
        """Return each finding once: the field and the place."""
        found: dict[tuple[str, str], Hit] = {}
        for data, place in self._outputs.items():
            for hit in self._in(data, place):
                found.setdefault((hit.owner.partition(" as ")[0], hit.place), hit)
        return sorted(found.values(), key=str)

    def _add(self, owner: str, form: str, data: bytes) -> None:
        data = data.lower()
        if len(data) >= SHORTEST:
            self._pieces.setdefault(data[:SHORTEST], {}).setdefault(data, f"{owner} as {form}")

    def _in(self, data: bytes, place: str) -> Iterator[Hit]:
        # Each window of eight bytes is looked up, so that the time does not grow with the number of canaries.
        for start in range(len(data) - SHORTEST + 1):
            for text, owner in self._pieces.get(data[start : start + SHORTEST], {}).items():
                if data.startswith(text, start):
                    yield Hit(owner, place, _excerpt(data, start, len(text)))
        for found in _NUMBER.finditer(data):
            for number in {found[0], found[0].lstrip(b"-"), found[0].rstrip(b"."), *_unsigned(found[0])}:
                if owner := self._numbers.get(number, ""):
                    yield Hit(owner, place, _excerpt(data, found.start(), len(number)))


_NUMBER = re.compile(rb"(?<![0-9a-z])-?(?:0x)?[0-9][0-9a-fp.+-]{6,}")


def _unsigned(text: bytes) -> set[bytes]:
    """Return the numbers that begin a run of digits and points, such as the year of a date."""
    return {part for part in re.split(rb"[^0-9.]", text) if len(part) >= SHORTEST}


def _excerpt(data: bytes, start: int, length: int) -> str:
    return data[max(start - 40, 0) : start + length + 20].decode("utf-8", "replace")


def forms(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield each way to write a text, named: as it is, escaped, or encoded."""
    plain = text.encode("utf-8", "surrogatepass")
    yield "text", plain
    yield "JSON", json.dumps(text)[1:-1].encode()
    yield "JSON", json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")
    yield "repr", repr(text)[1:-1].encode("utf-8", "surrogatepass")
    yield "ASCII", ascii(text)[1:-1].encode()
    yield "HTML", html.escape(text).encode("utf-8", "surrogatepass")
    yield "UTF-16", text.encode("utf-16-le", "surrogatepass")
    yield "percent-encoded", quote(plain, safe="").encode()
    yield "percent-encoded", quote(plain).encode()
    yield "percent-encoded", quote_plus(plain).encode()
    yield "hexadecimal", plain.hex().encode()
    for offset in range(3):
        # Where base64 of a longer text holds this one, three bytes are four characters: at each of three offsets the
        # characters in the middle do not depend on the text around it.
        padded = base64.b64encode(b"\0" * offset + plain)
        inner = padded[(0, 2, 3)[offset] : len(padded) - (0, 3, 2)[(offset + len(plain)) % 3]]
        yield "base64", inner
        yield "base64url", inner.translate(bytes.maketrans(b"+/", b"-_"))
