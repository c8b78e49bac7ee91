"""Composite keys: fields and references that identify a row together, and stand one behind the other in its path."""

import re
from collections.abc import Iterator
from dataclasses import replace

from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.model import Field, Visibility
from specloom.patterns.match_counts import max_match_count
from specloom.resolve.field_lists import MOST_COLUMNS, by_names, report_unknown
from specloom.resolve.fields import scalar_field
from specloom.resolve.ids import ALSO_SAFE, DOTS, SAFE, SAFE_HELP, is_path_safe
from specloom.resolve.key_types import MAX_KEY_BYTES, key_bytes, shown
from specloom.resolve.reference_cycles import components
from specloom.resolve.relations import reference_fields
from specloom.resolve.scope import Member, Scope
from specloom.resolve.short_types import is_relation, parse_short_type
from specloom.types import Type

PART_TYPES = ("uuid", "integer", "bigint", "string", "slug", "date", "enum")
"""Types of fields that can be part of a key: each value has one form, which can stand in a path."""
_OF_BATCHES = ("changes", "if_match")
"""Names that the items of a batch have beside the parts of the key."""
_PLAIN = "^[A-Za-z0-9_-]+$"
"""What a string may hold that has no pattern of its own."""


def is_composite(entity: Declared[EntitySpec]) -> bool:
    """Tell whether an entity lists the fields of its key."""
    return entity.spec.id.fields is not None


def composite_key(
    scope: Scope, entity: Declared[EntitySpec], fields: list[tuple[Member, Field]]
) -> list[Field] | None:
    """Return the fields of a composite key as parts of it, or None with everything reported that is wrong."""
    names = entity.spec.id.fields or []
    label = f"`{entity.name}.id`"
    _check_options(scope, entity, label)
    if not 2 <= len(names) <= MOST_COLUMNS:
        message = f"{label}: a composite key has 2 to {MOST_COLUMNS} fields"
        help = "for a key of one field, say its type: `id: integer`" if len(names) == 1 else None
        scope.report("S008", message, entity.place("id", "fields"), help)
        return None
    by_name = {name: [field] for name, field in by_names([field for _, field in fields]).items()}
    for member, field in fields:
        if field.reference is not None and field.reference.parts:
            of_relation = by_name.setdefault(member.name, [])
            of_relation.append(field)
    members = {field.attribute: member for member, field in fields}
    parts: list[Field | None] = []
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name not in by_name:
            report_unknown(scope, entity, name, ("fields", index), "id", by_name)
            parts.append(None)
        for field in by_name.get(name, ()):
            if field.attribute in seen:
                scope.report("S007", f"{label} lists `{name}` twice", entity.place("id", "fields", index))
                parts.append(None)
            else:
                seen.add(field.attribute)
                parts.append(_part(scope, entity, index, members[field.attribute], field))
    found = [each for each in parts if each is not None]
    size = sum(key_bytes(each.type) for each in found)
    if size > MAX_KEY_BYTES:
        message = f"{label}: its values can be {size} bytes, too long for an index"
        scope.report("T012", message, entity.place("id", "fields"), "give them a smaller max_length")
        return None
    return found if len(found) == len(parts) else None


def resolve_composite_keys(scope: Scope) -> None:
    """Settle the parts of every composite key, so that relations can refer to them.

    Nothing is reported yet but keys that lead back to themselves, of which no part has a type.
    """
    composite = {name: each for name, each in scope.entities.items() if is_composite(each)}
    for name in composite:
        _settle(replace(scope, diagnostics=[], composite_references={}), name, ())
    edges = {name: set(_key_targets(scope, each)) & composite.keys() for name, each in composite.items()}
    for component in components(edges):
        if len(component) > 1 or component[0] in edges[component[0]]:
            names = ", ".join(f"`{name}`" for name in component)
            place = composite[component[0]].place("id", "fields")
            scope.report(
                "R001", f"keys that are made of each other: {names}", place, "give one of them an id"
            )


def _key_targets(scope: Scope, entity: Declared[EntitySpec]) -> Iterator[str]:
    """Yield the entities that relations lead to which are part of a key by their names."""
    for member in scope.members[entity.name]:
        type_ = parse_short_type(member.spec.type)
        if member.name in (entity.spec.id.fields or ()) and type_ is not None and not type_.array:
            yield type_.base


def _settle(scope: Scope, name: str, way: tuple[str, ...]) -> None:
    """Settle the key of an entity, those first that it refers to. One that leads back to itself stays unresolved."""
    if name in scope.keys or name in way:
        return
    fields: list[tuple[Member, Field]] = []
    for member in scope.members[name]:
        type_ = parse_short_type(member.spec.type)
        if type_ is None or (is_relation(scope, type_) and type_.array):
            continue
        if is_relation(scope, type_):
            target = scope.entities.get(type_.base)
            if target is not None and is_composite(target):
                _settle(scope, type_.base, (*way, name))
            fields += [(member, each) for each in reference_fields(scope, member, type_, "")]
        elif (scalar := scalar_field(scope, member, type_)) is not None:
            fields.append((member, scalar))
    key = composite_key(scope, scope.entities[name], fields)
    if key is not None:
        scope.keys[name] = tuple(key)


def _check_options(scope: Scope, entity: Declared[EntitySpec], label: str) -> None:
    for name in ("type", "column", "description", "as_", "min_length", "max_length", "pattern"):
        option = name.rstrip("_")
        if name in entity.spec.id.model_fields_set:
            message = f"{label}: a composite key takes no `{option}`"
            scope.report("T002", message, entity.key_place("id", option), "say it of its fields")


def _part(
    scope: Scope, entity: Declared[EntitySpec], index: int, member: Member, field: Field
) -> Field | None:
    """Return a field as part of a key: given once, never changed; or None with the reason reported."""
    if entity.spec.soft_delete:
        message = f"`{entity.name}`: `soft_delete` of an entity with a composite key is not supported yet"
        scope.report("S103", message, entity.key_place("soft_delete"), "give it an id, and `unique:`")
    place = entity.place("id", "fields", index)
    label = f"`{entity.name}.{member.name}`"
    if field.name in _OF_BATCHES:
        message = f"{label} cannot be part of the key: items of batches have another `{field.name}`"
        scope.report("N003", message, place, "rename it")
        return None
    refused = _unfit(field) or _not_in_paths(member, field)
    if refused is not None:
        why, help = refused
        scope.report("T015", f"{label} cannot be part of the key: {why}", place, help)
        return None
    type_ = field.type
    if field.reference is None and type_.kind == "string":
        type_ = replace(type_, pattern=type_.pattern or _PLAIN, min_length=_shortest(type_))
    # What refers is found by the key itself where it is its beginning, so that no index of its own is needed.
    indexed = field.index and (index > 0 or member.given("index"))
    return replace(field, type=type_, visibility=Visibility.IMMUTABLE, index=indexed)


_Refusal = tuple[str, str | None]
"""Why a field cannot be part of a key, and what helps."""


def _unfit(field: Field) -> _Refusal | None:
    """Return why a field cannot be part of a key whatever its type is."""
    if field.nullable:
        return "it may be null", None
    if field.visibility not in (Visibility.NORMAL, Visibility.IMMUTABLE):
        return f"it is {field.visibility.value}", "whoever makes a row gives its key, which is shown"
    if field.default is not None:
        return "it has a default", "whoever makes a row gives its key"
    if not field.sortable and field.type.kind in PART_TYPES:
        return "it has `sort: false`, and the key is what lists are sorted by at last", None
    return None


def _not_in_paths(member: Member, field: Field) -> _Refusal | None:
    """Return why the values of a field cannot stand in a path, each in one form and as it is."""
    type_, pattern = field.type, member.spec.pattern
    if field.reference is not None:
        return None
    if type_.kind not in PART_TYPES:
        help = f"what can are relations, and fields of the types {', '.join(PART_TYPES)}"
        return f"it is of type `{shown(type_)}`", help
    if type_.kind == "enum" and not all(map(_is_segment, type_.values)):
        return "one of its values cannot stand in a path", "use letters, digits and `-`, `_`, `.`, `~`"
    if type_.kind == "string" and pattern is not None:
        if not is_path_safe(pattern):
            return "its pattern lets characters through that a path cannot hold", SAFE_HELP
        if any(re.fullmatch(type_.pattern or "", each) for each in DOTS):
            return "its pattern lets `.` or `..` through, which no path can hold", None
        if max_match_count(pattern, _shortest(type_), type_.max_length) == 0:
            return "it can only be empty", None
    return None


def _shortest(type_: Type) -> int:
    return max(1, type_.min_length or 0)


def _is_segment(value: str) -> bool:
    """Tell whether a path can hold a value as it is."""
    return value not in ("", *DOTS) and set(value) <= {*SAFE, *ALSO_SAFE}
