"""Resolution of conflicts between names of the spec and names of generated code. Names of the spec are kept.

An entity may have the name `Field` or `Date`, which its modules import, or `WikiPage` beside `Wiki`, whose page
schema has that name. During rendering, such a name of the spec has a mark. The mark distinguishes it from the
generator's name, which is then imported under another name. The output contains no marks.
"""

import io
import keyword
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from specloom.model import Entity, Enum, Field, Link, Service
from specloom.naming.identifiers import class_name
from specloom.naming.reserved import BUILTIN_CLASSES, DERIVED_CLASSES, IMPORTED_NAMES
from specloom.types import Type

MARK = "\u02c8\u02cc\u02c8"
"""Letters in Python, so that marked names are identifiers. No other text has them in this order."""

_SCHEMAS = "#/components/schemas/"
_WORD = re.compile(r"\w+")
_WHOLE = re.compile(rf"(\w+){MARK}(?!\w)")
FOLDERS = ("models/", "schemas/", "services/", "routers/")
_Text = TypeVar("_Text", str, str | None)
JsonObject = dict[str, Any]


def marked(service: Service) -> Service:
    """Return the service with a mark after the name of each entity and enum that may be in conflict."""
    entities = {each.name for each in service.entities}
    names = {
        each for each in (*entities, *(enum.name for enum in service.enums)) if _may_conflict(each, entities)
    }
    if not names:
        return service

    def name(of: _Text) -> _Text:
        return f"{of}{MARK}" if of in names else of

    def type_(of: Type) -> Type:
        return replace(of, enum=name(of.enum), item=None if of.item is None else type_(of.item))

    def field(of: Field) -> Field:
        reference = of.reference
        if reference is not None:
            reference = replace(reference, target=name(reference.target))
        return replace(of, type=type_(of.type), reference=reference)

    def link(of: Link) -> Link:
        return replace(of, target=name(of.target), through=name(of.through))

    def entity(of: Entity) -> Entity:
        fields, links = tuple(map(field, of.fields)), tuple(map(link, of.links))
        return replace(of, name=name(of.name), fields=fields, links=links)

    def enum(of: Enum) -> Enum:
        return replace(of, name=name(of.name))

    return replace(
        service, entities=tuple(map(entity, service.entities)), enums=tuple(map(enum, service.enums))
    )


def _may_conflict(name: str, entities: set[str]) -> bool:
    """Return whether a name, or a name derived from it, may be in conflict with a name of generated code."""
    if (
        class_name(name) != name
        or shadows_builtin(name)
        or any(each.startswith(name) for each in IMPORTED_NAMES)
    ):
        return True
    ends = ((name[:length], name[length:]) for length in range(1, len(name)))
    return any(
        start in entities and any(suffix.startswith(rest) for suffix in DERIVED_CLASSES)
        for start, rest in ends
    )


def without_marks(path: str, text: str) -> str:
    """Return a rendered file without marks. Of two equal names, one is imported under another name.

    Names that the module defines and names of the spec are kept. Raises ValueError if the other name is not imported,
    which is an error in a template.
    """
    if MARK not in text:
        return text
    if path.startswith(("enums.py", *FOLDERS)):
        text = _with_replacements(text) if _has_duplicates(text) else text
        text = _WHOLE.sub(lambda found: class_name(found[1]), text)
    return text.replace(MARK, "")


def _has_duplicates(text: str) -> bool:
    """Return whether a file may contain two equal names. This is a quick test, as most files have none."""
    words = set(_WORD.findall(text))
    plain = Counter(each.replace(MARK, "") for each in words)
    return any(plain[name] > 1 or shadows_builtin(name) for name in plain)


class _Name(NamedTuple):
    """A name in a Python file that is not an attribute of another object."""

    text: str
    line: int
    start: int
    end: int
    imported: bool
    defined: bool


def _with_replacements(text: str) -> str:
    names = list(_names(text))
    replacements = _replacements(names)
    lines = text.splitlines(keepends=True)
    for each in reversed(names):
        if each.text in replacements:
            new = replacements[each.text]
            plain = each.text.replace(MARK, "")
            new = f"{plain} as {new}" if each.imported else new
            line = lines[each.line]
            lines[each.line] = f"{line[: each.start]}{new}{line[each.end :]}"
    return "".join(lines)


def _names(text: str) -> Iterator[_Name]:
    imported, begins, before = False, True, ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            if begins:
                imported = token.string in ("from", "import")
            if before != "." and not keyword.iskeyword(token.string):
                (line, start), end = token.start, token.end[1]
                yield _Name(token.string, line - 1, start, end, imported, before == "class")
        if token.type not in _LAYOUT:
            begins = token.type == tokenize.NEWLINE
            before = token.string


_LAYOUT = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)


def _replacements(names: list[_Name]) -> dict[str, str]:
    """Return the replacements of names."""
    spellings: dict[str, set[str]] = {}
    for each in names:
        spellings.setdefault(each.text.replace(MARK, ""), set()).add(each.text)
    imported = {each.text for each in names if each.imported}
    defined = {each.text for each in names if each.defined}
    replacements = {}
    for plain, found in spellings.items():
        # Sorted by the position of the mark: names of the spec are before names derived from them.
        ordered = sorted(found, key=lambda each: (each not in defined, -each.find(MARK)))
        hidden = shadows_builtin(plain) and ordered[0] not in defined
        for number, spelling in enumerate(ordered, 1 if hidden else 0):
            if number:
                replacements[spelling] = f"{plain}{'_' * number}"
                if spelling not in imported:
                    raise ValueError(f"{plain} is defined twice, and is not imported")
    return replacements


def shadows_builtin(name: str) -> bool:
    """Return whether Python has a built-in of this name. A module then imports the name of the spec with `_`."""
    return name.replace(MARK, "") in BUILTIN_CLASSES


def with_distinct_schemas(document: JsonObject) -> JsonObject:
    """Return an OpenAPI document without marks.

    Of two schemas with the same name, the derived one gets the suffix `Schema`.
    """
    schemas = document["components"]["schemas"]
    plain = [each.replace(MARK, "") for each in schemas]
    if MARK not in "".join(schemas) and len(plain) == len(set(plain)):
        return document
    taken, names = set(), {}
    # The mark is at the end of a name of the spec, and further left in a name derived from it.
    for each in sorted(schemas, key=lambda each: (-each.find(MARK), each)):
        name = each.replace(MARK, "")
        if name not in taken:
            taken.add(name)
            names[each] = name
    for each in sorted(schemas.keys() - names.keys()):
        name = each.replace(MARK, "")
        while name in taken:
            name += "Schema"
        taken.add(name)
        names[each] = name
    return _renamed(document, names)


def _renamed(document: JsonObject, names: dict[str, str]) -> JsonObject:
    """Return the document with renamed schemas."""

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key.replace(MARK, ""): renamed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [renamed(each) for each in value]
        if not isinstance(value, str):
            return value
        name = value.removeprefix(_SCHEMAS)
        return f"{_SCHEMAS}{names[name]}" if name != value and name in names else value.replace(MARK, "")

    schemas = {names[name]: renamed(schema) for name, schema in document["components"]["schemas"].items()}
    result: JsonObject = renamed(document)
    result["components"]["schemas"] = schemas
    return result
