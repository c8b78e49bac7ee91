"""Composite keys: several fields and references that identify a row, each a segment of its path."""

import re
from collections.abc import Iterator
from dataclasses import replace

from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.model import Field, Visibility
from specloom.patterns.match_counts import max_match_count
from specloom.resolve.field_lists import MAX_COLUMNS, by_names, report_unknown
from specloom.resolve.fields import scalar_field
from specloom.resolve.ids import ALSO_SAFE, DOTS, SAFE, SAFE_HELP, is_path_safe
from specloom.resolve.key_types import MAX_KEY_BYTES, key_bytes, shown
from specloom.resolve.reference_cycles import components
from specloom.resolve.relations import reference_fields
from specloom.resolve.scope import Member, Scope
from specloom.resolve.short_types import is_relation, parse_short_type
from specloom.types import Type

PART_TYPES = ("uuid", "integer", "bigint", "string", "slug", "date", "enum")
"""Types that may be part of a key. Each of their values has one text, which a path can contain."""
_OF_BATCHES = ("changes", "if_match")
"""Names of other members in the items of a batch."""
_PLAIN = "^[A-Za-z0-9_-]+$"
"""Default pattern of string parts of a key."""


def is_composite(entity: Declared[EntitySpec]) -> bool:
    """Return whether an entity has a composite key."""
    return entity.spec.id.fields is not None


def composite_key(
    scope: Scope, entity: Declared[EntitySpec], fields: list[tuple[Member, Field]]
) -> list[Field] | None:
    """Return the fields of a composite key in their final form, or None after reporting a problem."""
    names = entity.spec.id.fields or []
    label = f"`{entity.name}.id`"
    _check_options(scope, entity, label)
    if not 2 <= len(names) <= MAX_COLUMNS:
        message = f"{label}: a composite key has 2 to {MAX_COLUMNS} fields"
        help = "for a key of one field, write its type: `id: integer`" if len(names) == 1 else None
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
        message = f"{label}: its values can have {size} bytes, too long for an index"
        scope.report("T012", message, entity.place("id", "fields"), "give its fields a smaller `max_length`")
        return None
    return found if len(found) == len(parts) else None


def resolve_composite_keys(scope: Scope) -> None:
    """Resolve the parts of every composite key, so that relations can refer to them.

    The only diagnostics are those of cycles: keys that contain each other have no type.
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
                "R001",
                f"these keys contain each other: {names}",
                place,
                "give one of them an `id` of its own",
            )


def _key_targets(scope: Scope, entity: Declared[EntitySpec]) -> Iterator[str]:
    """Yield the targets of the relations that are part of a key."""
    for member in scope.members[entity.name]:
        type_ = parse_short_type(member.spec.type)
        if member.name in (entity.spec.id.fields or ()) and type_ is not None and not type_.array:
            yield type_.base


def _settle(scope: Scope, name: str, way: tuple[str, ...]) -> None:
    """Resolve the key of an entity, after the keys of its targets. A key in a cycle stays unresolved."""
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
            scope.report("T002", message, entity.key_place("id", option), "use the options of its fields")


def _part(
    scope: Scope, entity: Declared[EntitySpec], index: int, member: Member, field: Field
) -> Field | None:
    """Return a field as part of a key, which is set once and never changed; or None after reporting a problem."""
    if entity.spec.soft_delete:
        message = f"`{entity.name}`: `soft_delete` of an entity with a composite key is not supported yet"
        scope.report(
            "S103",
            message,
            entity.key_place("soft_delete"),
            "give it an `id`, and make the fields `unique:` together",
        )
    place = entity.place("id", "fields", index)
    label = f"`{entity.name}.{member.name}`"
    if field.name in _OF_BATCHES:
        message = f"{label} cannot be part of the key: items of batches have another member `{field.name}`"
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
    # An index of its own is not needed if the key starts with the reference.
    indexed = field.index and (index > 0 or member.given("index"))
    return replace(field, type=type_, visibility=Visibility.IMMUTABLE, index=indexed)


_Refusal = tuple[str, str | None]
"""Why a field cannot be part of a key, and the help."""


def _unfit(field: Field) -> _Refusal | None:
    """Return why a field of any type cannot be part of a key, or None."""
    if field.nullable:
        return "it may be null", None
    if field.visibility not in (Visibility.NORMAL, Visibility.IMMUTABLE):
        return f"it is {field.visibility.value}", "clients set the key of a new row, and responses show it"
    if field.default is not None:
        return "it has a default", "clients set the key of a new row"
    if not field.sortable and field.type.kind in PART_TYPES:
        return "it has `sort: false`, but lists are finally sorted by the key", None
    return None


def _not_in_paths(member: Member, field: Field) -> _Refusal | None:
    """Return why the values of a field cannot be path segments, or None."""
    type_, pattern = field.type, member.spec.pattern
    if field.reference is not None:
        return None
    if type_.kind not in PART_TYPES:
        help = f"use relations, or fields of the types {', '.join(PART_TYPES)}"
        return f"it is of type `{shown(type_)}`", help
    if type_.kind == "enum" and not all(map(_is_segment, type_.values)):
        return "one of its values cannot be part of a path", "use letters, digits and `-`, `_`, `.`, `~`"
    if type_.kind == "string" and pattern is not None:
        if not is_path_safe(pattern):
            return "its pattern allows characters that a path cannot contain", SAFE_HELP
        if any(re.fullmatch(type_.pattern or "", each) for each in DOTS):
            return "its pattern allows `.` or `..`, which a path cannot contain", None
        if max_match_count(pattern, _shortest(type_), type_.max_length) == 0:
            return "it can only be empty", None
    return None


def _shortest(type_: Type) -> int:
    return max(1, type_.min_length or 0)


def _is_segment(value: str) -> bool:
    """Return whether a path segment can contain a value without escaping."""
    return value not in ("", *DOTS) and set(value) <= {*SAFE, *ALSO_SAFE}
