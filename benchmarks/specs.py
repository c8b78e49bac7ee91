"""Makes specs of any size for benchmarks. The same number of entities always gives the same text.

An entity has about ten fields of mixed types, and a reference to an entity before it. Some entities also refer to
themselves or have a many-to-many relation.
"""

import random
from pathlib import Path

_SUBJECTS = (
    "Account Article Booking Contract Customer Device Event Invoice Order Product Project Ticket".split()
)
_FIRST = ("title: {type: string, min_length: 1, max_length: 200}",)
_FIELDS = (
    'code: {type: string, max_length: 80, pattern: "^[a-z0-9-]+$", unique: true, immutable: true}',
    "body: text?",
    "status: {type: enum, values: [draft, published, archived], default: draft}",
    "price: {type: decimal, max_digits: 10, decimal_places: 2, min: 0}",
    "quantity: {type: integer, min: 0, default: 0}",
    "views: {type: bigint, default: 0, read_only: true}",
    "score: float?",
    "active: {type: boolean, default: true}",
    "starts_on: date?",
    "published_at: {type: datetime, nullable: true, index: true}",
    "contact: {type: email, nullable: true}",
    "website: url?",
    'keywords: {type: "string[]", max_items: 20, item: {max_length: 40}}',
    "metadata: {type: json, default: {}}",
    "api_token: {type: string, internal: true, nullable: true}",
    "reference: uuid?",
)
_DRAWN = 8
"""Fields of an entity beside its title and relations."""
_IN_A_FILE = 10
"""Entities that are declared in one file."""


def names(count: int) -> list[str]:
    """Return the names of the entities of a spec of that size, in the order in which they are declared."""
    return [f"{_SUBJECTS[index % len(_SUBJECTS)]}{index + 1}" for index in range(count)]


def texts(count: int) -> dict[str, str]:
    """Return the files of a spec of `count` entities: name and text."""
    entities = [_entity(index, names(count)) for index in range(count)]
    files = {"service.yaml": f"service: {{title: A service of {count}, version: 1.0.0}}\n"}
    for start in range(0, count, _IN_A_FILE):
        declared = "".join(entities[start : start + _IN_A_FILE])
        files[f"part{start // _IN_A_FILE + 1:03}.yaml"] = f"entities:\n{declared}"
    return files


def write(folder: Path, count: int) -> None:
    """Write a spec of `count` entities into a folder, which is made."""
    folder.mkdir(parents=True)
    for name, text in texts(count).items():
        (folder / name).write_text(text, encoding="utf-8")


def change(folder: Path, index: int, number: int) -> None:
    """Change the length of one entity's title in a spec that was written; `number` tells one change from another."""
    path = folder / f"part{index // _IN_A_FILE + 1:03}.yaml"
    entities = path.read_text(encoding="utf-8").split("title: ")
    place = index % _IN_A_FILE + 1
    before, title, after = "title: ".join(entities[:place]), entities[place], entities[place + 1 :]
    line, rest = title.split("\n", 1)
    assert line.startswith("{type: string, min_length: 1, max_length: ")
    title = f"{{type: string, min_length: 1, max_length: {200 + number}}}\n{rest}"
    path.write_text("title: ".join([before, title, *after]), encoding="utf-8")


def _entity(index: int, all_names: list[str]) -> str:
    name = all_names[index]
    chance = random.Random(index)  # noqa: S311 - the same draw each time is what is wanted here
    fields = [*_FIRST, *chance.sample(_FIELDS, _DRAWN)]
    # Near ones: so a spec of any size is made of groups of the same size, as a grown one is.
    before = all_names[max(0, index - 12) : index]
    if before:
        fields.append(f"owner: {{type: {chance.choice(before)}, on_delete: cascade}}")
    if before and index % 2:
        fields.append(f"related: {{type: {chance.choice(before)}, on_delete: set_null, nullable: true}}")
    if index % 4 == 0:
        fields.append(f"parent: {{type: {name}, on_delete: set_null, nullable: true}}")
    if before and index % 5 == 0:
        fields.append(f"members: {chance.choice(before)}[]")
    lines = "".join(f"      {each}\n" for each in fields)
    return f"  {name}:\n    description: One of many, number {index + 1}.\n    fields:\n{lines}"
