"""A strategy for whole specs: one to eight entities, with enums, mixins, keys, cycles of references and all names."""

from collections.abc import Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from specloom.naming import identifiers
from tests.support.compiled_specs import compile_text
from tests.support.strategies.checks import checks
from tests.support.strategies.composite import compose_keys
from tests.support.strategies.fields import Drawn, links, references, scalar_fields
from tests.support.strategies.given_names import ADDED_COLUMNS, name_columns, name_inverses, name_tables
from tests.support.strategies.layout import written
from tests.support.strategies.names import class_names, columns, field_names
from tests.support.strategies.scalars import enum_values
from tests.support.strategies.texts import lines, texts

Data = dict[str, Any]

_FEW = (1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8)
_ID_PATTERNS = (("^[0-9]{4}$", 4), ("^[A-Z]{2}-[0-9]+$", 9), (r"^v[0-9]+\.[0-9~]+$", 9), ("^[a-z]{3}$", 3))
_WORDS = ("string", "text", "email", "url", "slug")
_OPERATIONS = ("list", "create", "read", "update", "replace", "delete", "batch")
_BATCHED = frozenset(("create", "update", "delete"))


@st.composite
def specs(draw: DrawFn, *, most_entities: int = 8) -> Data:
    """A valid spec, as YAML would give it: decimals for numbers with a fraction, and any text where it takes one."""
    enums = draw(_enums())
    count = draw(st.sampled_from([each for each in _FEW if each <= most_entities]))
    names = draw(
        st.lists(
            class_names().filter(lambda name: name not in enums),
            min_size=count,
            max_size=count,
            unique_by=(identifiers.module, lambda name: identifiers.plural(identifiers.snake(name))),
        )
    )
    mixins = draw(_mixins(enums, names))
    values = {name: each["values"] if isinstance(each, dict) else each for name, each in enums.items()}
    members: dict[str, list[Drawn]] = {}
    entities: dict[str, Data] = {}
    for index, name in enumerate(names):
        entity = draw(_entities(name, names[:index], names, mixins, values))
        members[name] = entity.pop("fields")
        entities[name] = entity
    _lead_through(draw, entities, members, values, {*enums, *mixins})
    compose_keys(draw, entities, members, mixins)
    name_inverses(draw, entities, members, mixins)
    name_tables(draw, entities, members)
    for name, entity in entities.items():
        name_columns(draw, entity, members[name])
        entity["fields"] = {each.name: each.short() for each in members[name]}
        if not entity["fields"] and draw(st.booleans()):
            del entity["fields"]
    spec: Data = {}
    if draw(st.booleans()):
        spec["service"] = {
            "title": draw(lines(200)),
            "version": draw(lines(40)),
            "description": draw(texts()),
        }
    if draw(st.booleans()):
        spec.setdefault("service", {})["expand_depth"] = draw(st.integers(1, 4))
    spec |= {"enums": enums} if enums else {}
    spec |= {"mixins": {name: _mixin(each) for name, each in mixins.items()}} if mixins else {}
    spec["entities"] = entities
    compiled = compile_text(written(spec).text).service
    assume(compiled is not None)
    assert compiled is not None
    for name in entities:
        drawn = draw(checks(compiled.entity(name)))
        entities[name] |= {"checks": drawn} if drawn else {}
    return spec


@st.composite
def _enums(draw: DrawFn) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name in draw(st.lists(class_names(), max_size=2, unique=True)):
        values = draw(enum_values())
        result[name] = draw(st.sampled_from([values, {"values": values, "description": draw(texts())}]))
    return result


@st.composite
def _mixins(draw: DrawFn, enums: dict[str, Any], entities: Sequence[str]) -> dict[str, list[Drawn]]:
    values = {name: each["values"] if isinstance(each, dict) else each for name, each in enums.items()}
    result = {}
    for index, name in enumerate(draw(st.lists(class_names(), max_size=2, unique=True))):
        found = []
        for own in draw(st.lists(field_names(), min_size=1, max_size=3, unique=True)):
            named = identifiers.shortened(f"{own}_m{index}".replace("__", "_"))
            kinds = st.one_of(scalar_fields(named, values), references(named, "", (), entities))
            found.append(draw(kinds))
        result[name] = found
    return result


def _mixin(fields: list[Drawn]) -> Data:
    return {"fields": {each.name: each.short() for each in fields}}


@st.composite
def _entities(
    draw: DrawFn,
    name: str,
    earlier: Sequence[str],
    everyone: Sequence[str],
    mixins: dict[str, list[Drawn]],
    enums: dict[str, list[str]],
) -> Data:
    """An entity without its tables, columns and inverses; its fields are still `Drawn`."""
    entity: Data = {}
    if draw(st.booleans()):
        entity["description"] = draw(texts())
    if draw(st.booleans()):
        entity["id"] = draw(_ids())
    taken: set[str] = {"id", "row_version", *ADDED_COLUMNS}
    shared: list[Drawn] = []
    for mixin in draw(st.lists(st.sampled_from(sorted(mixins)), unique=True, max_size=2)) if mixins else []:
        entity.setdefault("mixins", []).append(mixin)
        shared += mixins[mixin]
    taken.update(claim for each in shared for claim in each.claims)
    fields = []
    for own in draw(st.lists(field_names(), max_size=6, unique=True)):
        kinds = [scalar_fields(own, enums)] * 3 + [
            references(own, name, earlier, everyone),
            links(own, everyone),
        ]
        drawn = draw(st.one_of(kinds))
        if taken.isdisjoint(drawn.claims):
            taken.update(drawn.claims)
            fields.append(drawn)
    entity["fields"] = fields
    _keys(draw, entity, [*shared, *fields])
    for option, values in (
        ("timestamps", [True, False]),
        ("versioned", [True, False, "required"]),
        ("soft_delete", [True, True, False]),
    ):
        if draw(st.sampled_from([False, False, True])):
            entity[option] = draw(st.sampled_from(values))
    if draw(st.sampled_from([False, False, True])):
        operations = draw(st.lists(st.sampled_from(_OPERATIONS), min_size=1, unique=True))
        if "batch" in operations and not _BATCHED & {*operations}:
            operations.append(draw(st.sampled_from(sorted(_BATCHED))))
        entity["operations"] = operations
    return entity


@st.composite
def _ids(draw: DrawFn) -> Any:
    kind = draw(st.sampled_from(["integer", "bigint", "string", "uuid"]))
    if draw(st.booleans()):
        return kind
    spec: Data = {"type": kind}
    if draw(st.booleans()):
        spec["column"] = draw(columns())
    if draw(st.booleans()):
        spec["description"] = draw(texts())
    if kind == "bigint" and draw(st.booleans()):
        spec["as"] = "string"
    if kind == "string":
        if draw(st.booleans()):
            spec["pattern"], length = draw(st.sampled_from(_ID_PATTERNS))
            spec["max_length"] = draw(st.integers(length, 64))
        else:
            low, high = sorted(draw(st.tuples(st.integers(1, 64), st.integers(1, 255))))
            spec |= {"min_length": low, "max_length": high}
    return spec


def _keys(draw: DrawFn, entity: Data, fields: list[Drawn]) -> None:
    """Give an entity keys over several fields, a default order, and fields to search."""
    small = [each for each in fields if each.key_bytes is not None and each.key_bytes <= 800]
    uniques: list[list[str]] = []
    for key in _some(draw, [each.name for each in small if not each.unique]):
        if len(key) > 0 and set(key) not in [set(each) for each in uniques]:
            uniques.append(key)
    indexes = [key for key in _some(draw, [each.name for each in small if not each.hidden]) if key]
    order = draw(
        st.lists(st.sampled_from([e.name for e in fields if e.sortable] or [""]), unique=True, max_size=3)
    )
    entity |= {"unique": uniques} if uniques else {}
    entity |= {"indexes": list({tuple(key): key for key in indexes}.values())} if indexes else {}
    signs = [draw(st.sampled_from(["", "-"])) + name for name in order if name]
    entity |= {"sort": signs} if signs else {}
    texts = [each.name for each in fields if not each.hidden and each.spec["type"].rstrip("?") in _WORDS]
    searched = draw(st.lists(st.sampled_from(texts), unique=True, max_size=4)) if texts else []
    entity |= {"search": searched if len(searched) > 1 else searched[0]} if searched else {}


def _some(draw: DrawFn, names: list[str]) -> list[list[str]]:
    """Draw a few lists of at most three of the names."""
    if not names or not draw(st.booleans()):
        return []
    return draw(st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True), max_size=2))


def _lead_through(
    draw: DrawFn,
    entities: dict[str, Data],
    members: dict[str, list[Drawn]],
    enums: dict[str, list[str]],
    taken: set[str],
) -> None:
    """Let some links go through entities made for them."""
    owners = [(name, each) for name, found in members.items() for each in found if each.link]
    for owner, link in owners:
        if draw(st.sampled_from([False, True, True])) or not {"column", "table", "internal"}.isdisjoint(
            link.spec
        ):
            continue
        name = draw(class_names().filter(lambda name: name not in entities and name not in taken))
        first, second, third = draw(st.lists(field_names(), min_size=3, max_size=3, unique=True))
        ends = [
            draw(_ends(first, owner, hidden=link.hidden)),
            draw(_ends(second, link.target or "", hidden=link.hidden)),
        ]
        more = draw(scalar_fields(third, enums))
        if "default" not in more.spec:
            more.spec["nullable"] = True
        claims = [claim for each in (*ends, more) for claim in each.claims]
        if len(set(claims)) < len(claims) or not ADDED_COLUMNS.isdisjoint(claims):
            continue
        link.spec["through"] = name
        ids = ["uuid", "integer", "bigint", *([] if link.hidden else [[first, second], [second, first]])]
        entities[name] = {"id": draw(st.sampled_from(ids))}
        if isinstance(entities[name]["id"], str):
            entities[name]["unique"] = [[first, second]]
            if draw(st.sampled_from([False, True])):
                entities[name]["soft_delete"] = True
        members[name] = [*ends, more]


@st.composite
def _ends(draw: DrawFn, name: str, target: str, *, hidden: bool) -> Drawn:
    """A reference from an entity that is a link to one of its ends."""
    spec: Data = {"type": target, "on_delete": draw(st.sampled_from(["cascade", "cascade", "restrict"]))}
    if hidden:
        spec["sensitive"] = True
    elif draw(st.booleans()):
        spec["immutable"] = True
    return Drawn(name, spec, (name, f"{name}_id"), hidden, 255, not hidden, target=target)
