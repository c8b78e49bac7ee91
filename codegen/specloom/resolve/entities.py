"""Entities: the combined results of the rules for ids, fields, relations and keys."""

from dataclasses import dataclass, field, replace

from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.language.types_of_other_tools import of_type
from specloom.model import BATCHED, OPERATIONS, Entity, Enum, Field, Link, Operation, Reference
from specloom.naming import identifiers
from specloom.naming.reserved import RESERVED_PATHS, RESERVED_TABLES
from specloom.resolve.checks import checks, whole
from specloom.resolve.composite_keys import composite_key, is_composite
from specloom.resolve.field_lists import default_order, indexes, unique_keys
from specloom.resolve.fields import enums_of, extra_fields, scalar_field
from specloom.resolve.ids import primary_key
from specloom.resolve.name_conflicts import check_within_entity
from specloom.resolve.relations import MAX_TABLE_LENGTH, is_indexed, link_of, reference_fields
from specloom.resolve.scope import Member, Scope
from specloom.resolve.search import search_of
from specloom.resolve.short_types import is_relation, parse_short_type

_NOT_YET = {"access": "S101", "was": "S102"}


@dataclass(slots=True)
class ResolvedMembers:
    """The resolved members of one entity."""

    fields: list[tuple[Member, Field]] = field(default_factory=list)
    links: list[tuple[Member, Link]] = field(default_factory=list)
    enums: list[tuple[Member, Enum]] = field(default_factory=list)


def resolve_members(scope: Scope, entity: str, table: str) -> ResolvedMembers:
    """Resolve the fields and relations of an entity, or of a mixin that no entity uses."""
    result = ResolvedMembers()
    unresolved = scope.unresolved.setdefault(entity, set())
    for member in scope.members[entity]:
        type_ = parse_short_type(member.spec.type)
        if type_ is None:
            message = f"`{member.label}`: `{member.spec.type}` is not a type"
            help = (
                of_type(member.spec.type)
                or "write a name, then `[]` for an array or for links, then `?` for nullable"
            )
            scope.report("T001", message, member.place("type"), help)
        elif is_relation(scope, type_) and type_.array:
            result.links.append((member, link_of(scope, member, type_)))
            continue
        elif is_relation(scope, type_):
            references = reference_fields(scope, member, type_, table)
            if references:
                result.fields += [(member, each) for each in references]
                continue
        else:
            scalar = scalar_field(scope, member, type_)
            if scalar is not None:
                result.fields.append((member, scalar))
                enum = enums_of(member, scalar.type)
                if enum is not None:
                    result.enums.append((member, enum))
                continue
        unresolved.add(member.name)
    return result


def table_of(scope: Scope, entity: Declared[EntitySpec]) -> str:
    """Return the table of an entity."""
    given = entity.spec.table
    name = _derived(entity, RESERVED_TABLES) if given is None else given
    if given is None and identifiers.is_entity(entity.name):
        name = identifiers.shortened(name, longest=MAX_TABLE_LENGTH)
    problem = identifiers.identifier_problem(name, "table", MAX_TABLE_LENGTH)
    if given is None and entity.spec.plural is not None and not identifiers.is_field(entity.spec.plural):
        problem = None  # the problem is reported for the plural
    if problem is not None and (given is not None or identifiers.is_entity(entity.name)):
        place = entity.key_place() if given is None else entity.place("table")
        scope.report("N005", f"`{entity.name}`: `{name}` cannot name a table", place, problem)
    return name


def _derived(entity: Declared[EntitySpec], taken: frozenset[str]) -> str:
    """Return the plural of an entity's name, or the name itself if the plural is reserved."""
    plural = _plural_of(entity)
    return identifiers.snake(entity.name) if plural in taken and entity.spec.plural is None else plural


def _plural_of(entity: Declared[EntitySpec]) -> str:
    """Return the plural of an entity's name in snake case."""
    given = entity.spec.plural
    return identifiers.plural(identifiers.snake(entity.name)) if given is None else given


def build_entity(
    scope: Scope, entity: Declared[EntitySpec], table: str, resolved: ResolvedMembers
) -> Entity | None:
    """Return an entity, or None if something could not be resolved. That has been reported."""
    spec = entity.spec
    if spec.plural is not None and not identifiers.is_field(spec.plural):
        message = f"`{entity.name}`: `{spec.plural}` cannot be a plural"
        help = (
            "use lower-case letters and digits in words joined by single underscores, at most 63 characters"
        )
        scope.report("N005", message, entity.place("plural"), help)
    for option, code in _NOT_YET.items():
        if option in spec.model_fields_set:
            message = f"`{entity.name}`: `{option}` is not supported yet"
            scope.report(code, message, entity.key_place(option))
    composite = is_composite(entity)
    id_ = None if composite else primary_key(scope, entity)
    parts = composite_key(scope, entity, resolved.fields) if composite else []
    as_parts = {each.attribute: each for each in parts or ()}
    own = [as_parts.get(each.attribute, each) for _, each in resolved.fields]
    extra = extra_fields(
        timestamps=spec.timestamps, versioned=bool(spec.versioned), soft_delete=spec.soft_delete
    )
    named = [*own, *(each for each in extra if each.filterable)]
    relations = _of_several(resolved, as_parts)
    together = [fields for reference, fields, _ in relations if reference.unique]
    uniques = unique_keys(scope, entity, table, named, together, parts or ())
    together = [fields for _, fields, indexed in relations if indexed and not _begins(parts, fields)]
    found_indexes = indexes(scope, entity, table, named, together)
    sort = default_order(scope, entity, named)
    search = search_of(scope, entity, table, named)
    operations = _operations(scope, entity)
    found_checks = checks(scope, entity, table, named if id_ is None else [id_, *named])
    found_checks += [whole(table, fields) for _, fields, _ in relations if fields[0].nullable]
    key = parts if composite else None if id_ is None else [id_]
    if key is None:
        return None
    if id_ is not None and id_.column.lower() in {each.column for each in extra}:
        other = id_.column.lower()
        message = f"`{entity.name}.id` has the column `{id_.column}`, which is also the column of `{other}`"
        scope.report("N009", message, entity.place("id", "column"), "choose another name")
    single = {each.fields[0] for each in uniques if len(each.fields) == 1}
    made = extra if id_ is None else [id_, *extra]
    check_within_entity(scope, made, resolved.fields, resolved.links)
    module = identifiers.module(entity.name)
    return Entity(
        name=entity.name,
        module=module,
        plural=_plural_of(entity),
        table=table,
        path=_path(scope, entity),
        parameter=f"{identifiers.snake(entity.name)}_id",
        source=entity.document.name,
        description=spec.description,
        fields=(
            *(() if id_ is None else (id_,)),
            *(_finished(each, table, single) for each in own),
            *extra,
        ),
        links=tuple(link for _, link in resolved.links),
        uniques=tuple(uniques),
        indexes=tuple(found_indexes),
        checks=tuple(sorted(found_checks, key=lambda each: each.name)),
        operations=operations,
        sort=sort,
        versioned=bool(spec.versioned),
        match_required=spec.versioned == "required",
        timestamps=spec.timestamps,
        search=search,
        soft_delete=spec.soft_delete,
        parts=tuple(as_parts),
    )


def _of_several(
    resolved: ResolvedMembers, parts: dict[str, Field]
) -> list[tuple[Reference, tuple[Field, ...], bool]]:
    """Return the composite relations with their columns, and whether they get an index."""
    found: dict[str, tuple[Reference, list[Field], bool]] = {}
    for member, each in resolved.fields:
        if each.reference is not None and each.reference.parts:
            of_relation = found.setdefault(member.name, (each.reference, [], is_indexed(member)))
            of_relation[1].append(parts.get(each.attribute, each))
    return [(reference, tuple(fields), indexed) for reference, fields, indexed in found.values()]


def _begins(key: list[Field] | None, fields: tuple[Field, ...]) -> bool:
    """Return whether a key starts with these fields, so that they need no index of their own."""
    return key is not None and tuple(key[: len(fields)]) == fields


def _finished(field_: Field, table: str, single: set[str]) -> Field:
    """Return the field with the properties that depend on the whole entity."""
    if field_.type.kind == "enum":
        field_ = replace(field_, check=identifiers.constraint("ck", table, field_.column))
    if field_.attribute in single and not field_.unique:
        reference = None if field_.reference is None else replace(field_.reference, unique=True)
        field_ = replace(field_, unique=True, reference=reference)
    return field_


def _path(scope: Scope, entity: Declared[EntitySpec]) -> str:
    name = entity.spec.path
    if name is None:
        return _derived(entity, RESERVED_PATHS).replace("_", "-")
    if not identifiers.is_path(name):
        message = f"`{entity.name}`: `{name}` cannot be a path"
        help = "use one segment of lower-case letters, digits, `-` and `_`, without slashes"
        scope.report("N005", message, entity.place("path"), help)
    return name


def _operations(scope: Scope, entity: Declared[EntitySpec]) -> tuple[Operation, ...]:
    given = entity.spec.operations
    if given is None:
        return tuple(each for each in OPERATIONS if each != "restore" or entity.spec.soft_delete)
    seen: set[str] = set()
    for index, name in enumerate(given):
        if name in seen:
            message = f"`{entity.name}` lists the operation `{name}` twice"
            scope.report("S007", message, entity.place("operations", index))
        seen.add(name)
    if not given and not entity.is_flawed("operations"):
        message = f"`{entity.name}` has no operation"
        scope.report("S008", message, entity.place("operations"), "omit `operations` to have all of them")
    if "batch" in given and not set(BATCHED) & set(given):
        message = f"`{entity.name}` has the operation `batch`, but none of the operations in a batch"
        place = entity.place("operations", given.index("batch"))
        scope.report("T003", message, place, f"add one of {', '.join(f'`{each}`' for each in BATCHED)}")
    restored = entity.spec.soft_delete and "delete" in given
    return tuple(each for each in OPERATIONS if each in given or (each == "restore" and restored))
