"""Resolution of a spec into the model. It collects all diagnostics and raises none of them."""

from pathlib import Path
from typing import NamedTuple

from specloom.diagnostics.diagnostic import Diagnostic, Place, Related, ordered
from specloom.language.declarations import Declarations
from specloom.language.merge import declare
from specloom.language.service import ServiceSpec
from specloom.model import Entity, Enum, Info, Service
from specloom.resolve.composite_keys import resolve_composite_keys
from specloom.resolve.duplicate_relations import check_duplicate_relations
from specloom.resolve.entities import ResolvedMembers, build_entity, resolve_members, table_of
from specloom.resolve.enums import check_inline, named_enums
from specloom.resolve.ids import resolve_ids
from specloom.resolve.name_conflicts import check_between_entities, with_distinct_names
from specloom.resolve.operations import check_operations
from specloom.resolve.reference_cycles import check_required, with_cycles
from specloom.resolve.relations import check_inverses
from specloom.resolve.scope import Member, Scope, scope_of
from specloom.resolve.through_entities import resolve_through, with_through
from specloom.source.files import load
from specloom.source.nodes import Document


class Compiled(NamedTuple):
    """The result of compilation: the model, or the problems of the spec."""

    service: Service | None
    """None if the spec has errors."""
    diagnostics: tuple[Diagnostic, ...]
    """Sorted by place."""
    sources: dict[str, str]
    """The text of each file, by its path in diagnostics."""


def compile_spec(path: Path) -> Compiled:
    """Compile a file or a folder of files. Raises files.SpecNotReadable if the spec cannot be read."""
    documents, diagnostics = load(path)
    return compile_documents(documents, diagnostics)


def compile_documents(documents: list[Document], diagnostics: list[Diagnostic]) -> Compiled:
    """Compile one or more parsed documents. `diagnostics` are those of the parser."""
    sources = {each.path: each.text for each in documents}
    declarations, found = declare(documents)
    diagnostics = [*diagnostics, *found]
    service = None
    if not any(each.broken for each in documents):
        if not declarations.entities and not diagnostics:
            place = Place(documents[0].path, 1, 1)
            help = "write `entities:`, below it a name such as `Post:`, and below that `fields:`"
            diagnostics.append(Diagnostic("S005", "the spec declares no entity", place, help))
        service, found = resolve(declarations)
        diagnostics += found
    wrong = any(not each.is_warning for each in diagnostics)
    return Compiled(None if wrong else service, ordered(diagnostics), sources)


def resolve(declarations: Declarations) -> tuple[Service | None, list[Diagnostic]]:
    """Return the model of the declarations, or None if there are errors, and all diagnostics."""
    scope = scope_of(declarations)
    enums = {each.name: each for each in named_enums(scope)}
    enum_places = {name: declared.key_place() for name, declared in scope.enums.items()}
    resolve_ids(scope)
    resolve_composite_keys(scope)
    entities: list[Entity] = []
    resolved: dict[str, ResolvedMembers] = {}
    for name in sorted(scope.members):
        entity = scope.entities.get(name)
        table = "" if entity is None else table_of(scope, entity)
        found = resolve_members(scope, name, table)
        for member, enum in found.enums:
            check_inline(scope, member, list(enum.values))
        if entity is None:
            continue
        for member, enum in found.enums:
            _add_inline(scope, member, enum, enums, enum_places)
        resolved[name] = found
        built = build_entity(scope, entity, table, found)
        if built is not None:
            entities.append(built)
    _check_relations(scope, resolved, entities)
    links = [link for each in resolved.values() for link in each.links]
    check_between_entities(scope, entities, enum_places, links)
    check_operations(scope, entities, links)
    through = resolve_through(scope, entities, links)
    check_duplicate_relations(scope, links, [each for found in resolved.values() for each in found.fields])
    if any(not each.is_warning for each in scope.diagnostics):
        return None, scope.diagnostics
    spec = declarations.service
    entities = with_through(entities, through)
    complete = with_distinct_names(with_cycles(entities))
    ordered_enums = tuple(enums[name] for name in sorted(enums))
    service = Service(
        spec.title,
        spec.version,
        spec.description,
        tuple(complete),
        ordered_enums,
        spec.expand_depth,
        _info(spec),
    )
    return service, scope.diagnostics


def _info(spec: ServiceSpec) -> Info:
    contact, license = (
        () if part is None else tuple((name, str(value)) for name, value in part if value)
        for part in (spec.contact, spec.license)
    )
    servers = tuple((each.url, each.description) for each in spec.servers)
    return Info(servers, contact, license, tuple(spec.security.items()))


def _check_relations(scope: Scope, resolved: dict[str, ResolvedMembers], entities: list[Entity]) -> None:
    relations: list[tuple[Member, str]] = []
    taken: dict[str, set[str]] = {each.name: {field.name for field in each.fields} for each in entities}
    for name, found in resolved.items():
        relations += [(each, field.reference.target) for each, field in found.fields if field.reference]
        relations += [(each, link.target) for each, link in found.links]
        names = taken.setdefault(name, set())
        names.update(each.name for each in scope.members[name])
        names.update(link.name for _, link in found.links)
    check_inverses(scope, relations, taken)
    check_required(scope, {name: found.fields for name, found in resolved.items()})


def _add_inline(
    scope: Scope, member: Member, enum: Enum, enums: dict[str, Enum], places: dict[str, Place]
) -> None:
    if enum.name in places or enum.name in scope.entities:
        first = places[enum.name] if enum.name in places else scope.entities[enum.name].key_place()
        message = f"`{member.label}` gives the enum `{enum.name}`, which is declared already"
        related = Related(first, f"`{enum.name}` is declared here")
        help = "declare the enum under `enums:` with another name, and use that name as the type"
        scope.report("N007", message, member.key_place(), help, related)
    enums[enum.name] = enum
    places[enum.name] = member.key_place()
