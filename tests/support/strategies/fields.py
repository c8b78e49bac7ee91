"""Strategies for fields and relations, with the properties that their entity needs to know."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from specloom.naming import identifiers
from tests.support.strategies.names import columns
from tests.support.strategies.scalars import Scalar, scalars
from tests.support.strategies.texts import texts

VISIBILITIES = ("immutable", "read_only", "sensitive", "internal")
_ENUM_CLASH = frozenset("create update replace page query service row view view_page view_query".split())
"""Names whose inline enum would have the name of a class that generated code has anyway: `PostPage`."""


@dataclass(slots=True)
class Drawn:
    """A field or relation: what stands in the spec, and what keys, orders and inverses depend on."""

    name: str
    spec: dict[str, Any]
    """In the mapping form, `type` included."""
    claims: tuple[str, ...]
    """The names that it takes up in JSON and in Python."""
    hidden: bool = False
    key_bytes: int | None = None
    sortable: bool = False
    unique: bool = False
    target: str | None = None
    """The entity that a relation leads to."""
    link: bool = field(default=False, kw_only=True)
    several: bool = field(default=False, kw_only=True)
    """True if it has several columns: it leads to an entity whose key is composite."""

    def short(self) -> Any:
        """Return the field in its short form if it has nothing but a type, and perhaps may be null."""
        if self.spec.keys() == {"type"}:
            return self.spec["type"]
        if self.spec.keys() == {"type", "nullable"} and self.spec["nullable"]:
            return f"{self.spec['type']}?"
        return self.spec


@st.composite
def scalar_fields(draw: DrawFn, name: str, enums: dict[str, list[str]]) -> Drawn:
    """A field that is no relation. `enums` are the named ones with their values."""
    scalar = draw(scalars(enums))
    if scalar.name.startswith("enum") and name in _ENUM_CLASH:
        scalar = Scalar("boolean", st.booleans(), key_bytes=16)
    spec: dict[str, Any] = {"type": scalar.name, **scalar.options}
    if scalar.schema is not None:
        spec["schema"] = scalar.schema
    password = scalar.name == "password"
    visibility = draw(st.sampled_from([None, None, *(VISIBILITIES[2:] if password else VISIBILITIES)]))
    if visibility is not None:
        spec[visibility] = True
    hidden = password or visibility in ("sensitive", "internal")
    nullable = draw(st.booleans())
    if nullable:
        spec["nullable"] = True
    if not hidden:
        _described_by_values(draw, spec, scalar)
    if visibility == "internal" or (visibility == "read_only" and "default" not in spec):
        spec["nullable"] = nullable = True
    indexable = scalar.key_bytes is not None and scalar.key_bytes <= 2_600
    unique = indexable and draw(st.sampled_from([False, False, True]))
    if unique:
        spec["unique"] = True
    if indexable and not hidden and draw(st.sampled_from([False, False, True])):
        spec["index"] = True
    sortable = scalar.sortable and not hidden
    if draw(st.sampled_from([False, False, False, True])):
        spec["filter"] = False
    if draw(st.sampled_from([False, False, False, True])):
        spec["sort"] = False
        sortable = False
    _described(draw, spec)
    return Drawn(name, spec, (name,), hidden, scalar.key_bytes, sortable, unique)


def _described_by_values(draw: DrawFn, spec: dict[str, Any], scalar: Scalar) -> None:
    """Give a field a default, or one that is made, and an example."""
    choice = draw(st.sampled_from(["", "", "value", "made"]))
    if choice == "value":
        spec["default"] = draw(scalar.literals)
    elif choice == "made" and scalar.made is not None:
        spec["default"] = scalar.made
    elif choice == "made" and spec.get("nullable"):
        spec["default"] = None
    if draw(st.sampled_from([False, False, True])):
        spec["example"] = draw(scalar.literals)


def _described(draw: DrawFn, spec: dict[str, Any]) -> None:
    if draw(st.sampled_from([False, False, True])):
        spec["description"] = draw(texts())
    if draw(st.sampled_from([False, False, False, False, True])):
        spec["deprecated"] = True


@st.composite
def references(draw: DrawFn, name: str, owner: str, earlier: Sequence[str], everyone: Sequence[str]) -> Drawn:
    """A many-to-one or one-to-one relation. A required one leads to an earlier entity, so that no cycle is required."""
    target = draw(st.sampled_from(list(everyone)))
    required = target != owner and target in earlier and draw(st.booleans())
    spec: dict[str, Any] = {"type": target}
    if not required:
        spec["nullable"] = True
    actions = ["", "restrict", "cascade"] if required else ["", "set_null", "cascade", "restrict"]
    on_delete = draw(st.sampled_from(actions))
    if on_delete:
        spec["on_delete"] = on_delete
    visibilities = [None, None, None, "immutable", "sensitive", *(() if required else VISIBILITIES)]
    visibility = draw(st.sampled_from(visibilities))
    if visibility is not None:
        spec[visibility] = True
    hidden = visibility in ("sensitive", "internal")
    unique = draw(st.sampled_from([False, False, False, True]))
    if unique:
        spec["unique"] = True
    elif draw(st.sampled_from([False, False, False, True])):
        spec["index"] = False
    for option in ("filter", "sort"):
        if draw(st.sampled_from([False, False, False, False, True])):
            spec[option] = False
    _described(draw, spec)
    return Drawn(
        name, spec, (name, f"{name}_id"), hidden, 255, not hidden and "sort" not in spec, unique, target
    )


@st.composite
def links(draw: DrawFn, name: str, everyone: Sequence[str]) -> Drawn:
    """A many-to-many relation, perhaps of an entity with itself."""
    target = draw(st.sampled_from(list(everyone)))
    spec: dict[str, Any] = {"type": f"{target}[]"}
    singular = identifiers.singular(name)
    if draw(st.sampled_from([False, False, False, True])):
        singular = spec["singular"] = draw(st.sampled_from(["one", "thing", "date", "self", "x_y"]))
    if draw(st.sampled_from([False, False, True])):
        spec["max_items"] = draw(st.integers(1, 5))
    visibility = draw(st.sampled_from([None, None, None, None, *VISIBILITIES]))
    if visibility is not None:
        spec[visibility] = True
    if draw(st.sampled_from([False, False, False, True])):
        first, second = draw(st.lists(columns(), min_size=2, max_size=2, unique_by=str.lower))
        spec |= {"column": first, "target_column": second}
    if draw(st.sampled_from([False, False, True])):
        spec["description"] = draw(texts())
    hidden = visibility in ("sensitive", "internal")
    return Drawn(name, spec, (name, f"{singular}_ids"), hidden, target=target, link=True)
