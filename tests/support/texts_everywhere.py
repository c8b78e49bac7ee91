"""A spec with a text in every possible position, and functions that replace one of them."""

from collections.abc import Callable, Iterator
from typing import Any

from specloom.model import Service
from tests.support.hostile_texts import TEXTS

Position = tuple[str | int, ...]


def spec() -> dict[str, Any]:
    """Return a spec that has a text in every position where the language takes one."""
    return {
        "service": {"title": "T", "version": "1", "description": "D"},
        "enums": {"Mood": {"values": ["happy", "sad"], "description": "D"}, "Role": ["admin"]},
        "mixins": {"Named": {"description": "D", "fields": {"nick": {"type": "string", "description": "D"}}}},
        "entities": {
            "Post": {
                "description": "D",
                "table": "articles",
                "path": "articles",
                "mixins": ["Named"],
                "id": {"type": "string", "column": "PostId", "description": "D", "pattern": "^[A-Z]{4}$"},
                "fields": {
                    "title": {
                        "type": "string",
                        "column": "Title",
                        "description": "D",
                        "pattern": "^[A-Z]*$",
                        "default": "ABC",
                        "example": "XYZ",
                    },
                    "text": "text",
                    "note": {"type": "text", "default": "D", "example": "D"},
                    "price": {"type": "decimal", "min": "0", "max": "10", "default": "1.00"},
                    "day": {"type": "date", "min": "2026-01-01", "default": "2026-02-01"},
                    "mood": {"type": "Mood", "default": "happy"},
                    "state": {"type": "enum", "values": ["on", "off"], "default": "on", "description": "D"},
                    "words": {"type": "string[]", "item": {"pattern": "^[A-Z]$"}, "default": ["A"]},
                    "data": {
                        "type": "json",
                        "schema": {
                            "type": "object",
                            "properties": {"key": {"type": "string", "enum": ["v"]}},
                            "required": ["key"],
                        },
                        "default": {"key": "v"},
                        "example": {"key": "v"},
                    },
                    "more": {"type": "json", "default": {"k": "v"}, "example": ["v"]},
                    "author": {
                        "type": "User",
                        "on_delete": "cascade",
                        "inverse": "posts",
                        "column": "AuthorId",
                    },
                    "tags": {
                        "type": "Tag[]",
                        "inverse": "posts",
                        "table": "post_tag",
                        "column": "A",
                        "target_column": "B",
                        "singular": "tag",
                        "description": "D",
                    },
                },
                "unique": [["author", "title"]],
                "indexes": [["day"]],
                "checks": {"rule": "title != 'X' or day > '2026-01-01' and length(text) < 9"},
                "sort": ["-day"],
                "search": ["text"],
                "operations": ["list", "read"],
            },
            "User": {"fields": {}},
            "Tag": {"fields": {}},
        },
    }


def positions(value: Any, path: Position = ()) -> Iterator[tuple[Position, bool]]:
    """Yield the path of every text in a spec, and whether it is a key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), True
            yield from positions(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from positions(inner, (*path, index))
    else:
        yield path, False


def with_text(path: Position, text: str, *, is_key: bool) -> dict[str, Any]:
    """Return the spec with a text in one position."""
    data = spec()
    parent: Any = data
    for part in path[:-1]:
        parent = parent[part]
    last = path[-1]
    if not is_key:
        parent[last] = text
        return data
    items = [(text if key == last else key, value) for key, value in parent.items()]
    parent.clear()
    parent.update(items)
    return data


ALL_POSITIONS = list(positions(spec()))
FREE: dict[Position, Callable[[Service], object]] = {
    ("service", "title"): lambda it: it.title,
    ("service", "version"): lambda it: it.version,
    ("service", "description"): lambda it: it.description,
    ("enums", "Mood", "description"): lambda it: it.enum("Mood").description,
    ("enums", "Mood", "values", 1): lambda it: it.enum("Mood").values[1],
    ("entities", "Post", "description"): lambda it: it.entity("Post").description,
    ("entities", "Post", "id", "description"): lambda it: it.entity("Post").id.description,
    ("entities", "Post", "fields", "title", "description"): lambda it: (
        it.entity("Post").field("title").description
    ),
    ("entities", "Post", "fields", "note", "example"): lambda it: it.entity("Post").field("note").example,
    ("entities", "Post", "fields", "tags", "description"): lambda it: it.entity("Post").links[0].description,
}
"""Positions where any text may stand, and how the model carries it."""


def texts_for(path: Position, *, is_key: bool) -> list[str]:
    """Return the texts to try in a position: many where names and free texts stand, few in place of our own keys."""
    index = ALL_POSITIONS.index((path, is_key))
    if is_key:
        named = path[-2:-1] and path[-2] in (
            "enums",
            "mixins",
            "entities",
            "fields",
            "properties",
            "default",
            "example",
        )
        stride = 8 if named else 60
    else:
        stride = 3 if path in FREE else 16
    return TEXTS[index % stride :: stride]
