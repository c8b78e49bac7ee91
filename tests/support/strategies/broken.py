"""Strategies for specs with exactly one mistake, whose place is known."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.support.strategies.breakages import ENTITY, FIELD, ID, NAMES, RAW, TOP
from tests.support.strategies.layout import Path, Raw, Written, written
from tests.support.strategies.spec import Data, specs

Where = Literal["key", "value"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A spec that is wrong in one place."""

    text: str
    line: int
    column: int
    code: str
    """Of the diagnostic that must stand there."""


@st.composite
def broken_specs(draw: DrawFn) -> Broken:
    """A spec that is valid but for one place."""
    spec = copy.deepcopy(draw(specs(most_entities=3)))
    breakages = [_field, _field, _entity, _id, _name, _top, _raw, _unknown_key, _wrong_kind, _again]
    breakage = draw(st.sampled_from(breakages))
    path, where, code, offset = breakage(draw, spec)
    text = written(spec)
    line, column = _place(text, path, where)
    return Broken(text.text, line, column + offset, code)


Place = tuple[Path, Where, str, int]


def _place(text: Written, path: Path, where: Where) -> tuple[int, int]:
    return text.keys[path] if where == "key" else text.values[path]


def _field(draw: DrawFn, spec: Data) -> Place:
    """Add a field that is wrong to an entity or a mixin."""
    section = draw(st.sampled_from([name for name in ("entities", "mixins") if name in spec]))
    owner = draw(st.sampled_from(sorted(spec[section])))
    field, path, where, code = draw(st.sampled_from(FIELD))
    target = draw(st.sampled_from(_with_ids(spec)))
    spec[section][owner].setdefault("fields", {})["broken"] = _filled(field, target)
    return (section, owner, "fields", "broken", *path), where, code, 0


def _filled(value: Any, target: str) -> Any:
    """Return a value with the name of an entity where it says `@`."""
    if isinstance(value, dict):
        return {key: _filled(each, target) for key, each in value.items()}
    return value.replace("@", target) if type(value) is str else value


def _entity(draw: DrawFn, spec: Data) -> Place:
    """Give an entity an option that is wrong."""
    owner = draw(st.sampled_from(_with_ids(spec)))
    option, value, path, where, code = draw(st.sampled_from(ENTITY))
    spec["entities"][owner][option] = value
    return ("entities", owner, option, *path), where, code, 0


def _with_ids(spec: Data) -> list[str]:
    """Return the names of the entities whose keys are not composite."""
    ids = {name: each.get("id") for name, each in spec["entities"].items()}
    return sorted(
        name
        for name, id in ids.items()
        if not (isinstance(id, list) or (isinstance(id, dict) and "fields" in id))
    )


def _id(draw: DrawFn, spec: Data) -> Place:
    """Give an entity an id that is wrong."""
    owner = draw(st.sampled_from(sorted(spec["entities"])))
    value, path, where, code = draw(st.sampled_from(ID))
    spec["entities"][owner]["id"] = value
    return ("entities", owner, "id", *path), where, code, 0


def _name(draw: DrawFn, spec: Data) -> Place:
    """Add something whose name is wrong."""
    section, name, code = draw(st.sampled_from(NAMES))
    if section == "fields":
        owner = draw(st.sampled_from(sorted(spec["entities"])))
        spec["entities"][owner].setdefault("fields", {})[name] = "integer?"
        return ("entities", owner, "fields", name), "key", code, 0
    added = {
        "entities": {"fields": {"title": "text"}},
        "mixins": {"fields": {"title": "text"}},
        "enums": ["a"],
    }
    spec.setdefault(section, {})[name] = added[section]
    return (section, name), "key", code, 0


def _top(draw: DrawFn, spec: Data) -> Place:
    """Give the service or an enum something that is wrong."""
    value, path, where, code = draw(st.sampled_from(TOP))
    for key, part in value.items():
        spec[key] = {**spec.get(key, {}), **part} if isinstance(part, dict) else part
    return path, where, code, 0


def _raw(draw: DrawFn, spec: Data) -> Place:
    """Write a description, a default or a field in a form of YAML that a spec may not have."""
    owner = draw(st.sampled_from(sorted(spec["entities"])))
    text, offset, code = draw(st.sampled_from(RAW))
    if offset:
        spec["entities"][owner].setdefault("fields", {})["broken"] = Raw(text)
        return ("entities", owner, "fields", "broken"), "value", code, offset
    spec["entities"][owner]["description"] = Raw(text)
    return ("entities", owner, "description"), "value", code, 0


def _unknown_key(draw: DrawFn, spec: Data) -> Place:
    """Add an unknown key to a mapping."""
    path = draw(st.sampled_from([path for path, _ in _parts(spec)]))
    part = _at(spec, path)
    part["kolour"] = draw(st.sampled_from([1, "x", True, [1], {"a": 1}]))
    return (*path, "kolour"), "key", "S001", 0


def _wrong_kind(draw: DrawFn, spec: Data) -> Place:
    """Give a known key a value of a kind that it cannot have."""
    path, kinds = draw(st.sampled_from([(path, kinds) for path, kinds in _parts(spec) if kinds]))
    key, value = draw(st.sampled_from(kinds))
    _at(spec, path)[key] = value
    return (*path, key), "key" if isinstance(value, dict) else "value", "S002", 0


def _again(draw: DrawFn, spec: Data) -> Place:
    """Give a key a second time."""
    path = draw(st.sampled_from([path for path, _ in _parts(spec) if _at(spec, path)]))
    part = _at(spec, path)
    name = Again(draw(st.sampled_from(list(part))))
    part[name] = draw(st.sampled_from([1, "x", True]))
    return (*path, name), "key", "Y005", 0


class Again(str):
    """A key that stands in a mapping beside its equal."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


_Kinds = tuple[tuple[str, Any], ...]
_FIELD_KINDS: _Kinds = (
    ("nullable", "yes"),
    ("unique", 1),
    ("description", ["x"]),
    ("max_length", "long"),
    ("column", 7),
    ("type", {"a": "b"}),
    ("values", "a"),
    ("item", "string"),
    ("schema", ["x"]),
    ("deprecated", Raw("True")),
)
_ENTITY_KINDS: _Kinds = (
    ("description", 1),
    ("timestamps", "on"),
    ("fields", ["title"]),
    ("unique", 5),
    ("operations", {"list": True}),
    ("versioned", [True]),
    ("mixins", 3),
    ("table", True),
)


def _parts(spec: Data) -> Iterator[tuple[Path, _Kinds]]:
    """Yield the paths of the mappings whose keys are known, and values of a wrong kind for some of those."""
    yield (), ()
    if "service" in spec:
        yield ("service",), (("title", 1), ("description", [1]), ("version", Raw("1.0")))
    for name, entity in spec["entities"].items():
        yield ("entities", name), _ENTITY_KINDS
        if isinstance(entity.get("id"), dict):
            yield ("entities", name, "id"), (("column", 1), ("description", False))
    for section in ("entities", "mixins"):
        for name, part in spec.get(section, {}).items():
            for field, drawn in part.get("fields", {}).items():
                if isinstance(drawn, dict):
                    yield (section, name, "fields", field), _FIELD_KINDS


def _at(spec: Data, path: Path) -> Any:
    part: Any = spec
    for key in path:
        part = part[key]
    return part
