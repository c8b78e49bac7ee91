"""Example texts for a field, chosen by the words of its name."""

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

ValueT = TypeVar("ValueT")

TITLE = "Notes on the engine"
SENTENCE = "The engine weaves patterns of algebra."
SENTENCES = f"{SENTENCE} A loom weaves flowers and leaves. "

TEXTS = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "surname": "Lovelace",
    "full_name": "Ada Lovelace",
    "display_name": "Ada Lovelace",
    "user_name": "ada",
    "username": "ada",
    "login": "ada",
    "handle": "ada",
    "nickname": "Ada",
    "author": "Ada Lovelace",
    "composer": "Clara Schumann",
    "artist": "Clara Schumann",
    "company": "Analytical Engines Ltd",
    "manufacturer": "Analytical Engines Ltd",
    "title": TITLE,
    "subject": TITLE,
    "headline": TITLE,
    "summary": "What the engine can do, and what it cannot.",
    "teaser": "What the engine can do, and what it cannot.",
    "description": "What the engine can do, and what it cannot.",
    "bio": "Writes programs for engines that are not built yet.",
    "body": SENTENCE,
    "content": SENTENCE,
    "text": SENTENCE,
    "message": "The engine is ready.",
    "comment": "Well explained.",
    "note": "To be checked.",
    "notes": "To be checked.",
    "reason": "It is not needed any more.",
    "name": "Ada",
    "label": "New",
    "keyword": "engines",
    "keywords": "engines",
    "tag": "engines",
    "tags": "engines",
    "category": "Engines",
    "colour": "green",
    "color": "green",
    "slug": "notes-on-the-engine",
    "code": "A-1",
    "sku": "ABC-1234",
    "isbn": "978-0-306-40615-7",
    "number": "A-1",
    "reference": "A-1",
    "currency": "EUR",
    "language": "en",
    "locale": "en-GB",
    "timezone": "Europe/London",
    "country": "United Kingdom",
    "state": "London",
    "region": "London",
    "city": "London",
    "street": "12 St James's Square",
    "address": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "postal_code": "SW1Y 4JH",
    "zip": "94105",
    "zip_code": "94105",
    "phone": "+44 20 7946 0000",
    "mobile": "+44 20 7946 0000",
    "fax": "+44 20 7946 0001",
    "email": "ada@example.com",
    "url": "https://example.com/",
    "website": "https://example.com/",
    "link": "https://example.com/",
    "image": "https://example.com/image.png",
    "file": "notes.pdf",
    "filename": "notes.pdf",
    "path": "notes/engine.pdf",
    "token": "a-secret-token",
    "secret": "a-secret",
    "version": "1.0.0",
    "unit": "kg",
    "id": "a-1",
}
_SHAPES = (
    "engine", "notes-on-the-engine", "Notes", "ENGINE", "note_1", "ABC-1234", "ABC123", "AB", "ABC", "A1", "a1", "abc",
    "en", "en-GB", "EUR", "12345", "2026", "12.50", "1.0.0", "#336699", "+442079460000", "ada@example.com",
    "https://example.com/", "2026-01-31", "09:30", "192.0.2.1",
)  # fmt: skip
"""Texts in forms that patterns often require."""


def by_name(name: str, values: Mapping[str, ValueT]) -> Iterator[ValueT]:
    """Yield the values for the last words of a name in snake case, the longest first, then for its other words."""
    words = name.lower().split("_")
    for start in range(len(words)):
        found = values.get("_".join(words[start:]))
        if found is not None:
            yield found
    for word in words[:-1]:
        if word in values:
            yield values[word]


def fallbacks(name: str) -> Iterator[str]:
    """Yield texts for any field: the words of its name, and texts in forms that patterns often require."""
    words = re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()
    yield f"Some {words}" if words else "Some text"
    yield from _SHAPES
    for number in range(2, 100):
        yield f"{words or 'text'} {number}"


def fitted(text: str, low: int, high: int | None) -> str:
    """Return a text of `low` to `high` characters, extended by sentences or cut at a word."""
    if len(text) < low:
        text = f"{text} {SENTENCES * (low // len(SENTENCES) + 1)}"
        end = low if high is None else min(high, low + 20)
        text = _cut(text, end) if len(_cut(text, end)) >= low else text[:low].rstrip().ljust(low, ".")
    if high is not None and len(text) > high:
        cut = _cut(text, high)
        text = cut if len(cut) >= max(low, 1) else text[:high]
    return text


def _cut(text: str, end: int) -> str:
    """Return the whole words in the first `high` characters, without trailing signs."""
    if len(text) <= end:
        return text
    return re.sub(r"[^A-Za-z0-9]*$", "", re.sub(r"\w*$", "", text[: end + 1]))
