"""Links that are rows of an entity: `tags: {type: "Tag[]", through: PostTag}`.

A request that adds a link gives only the two rows to link. So the entity must have one required reference to each of
them, and defaults for all other required fields.
"""

from dataclasses import replace

from specloom.diagnostics.diagnostic import Related
from specloom.model import Entity, Field, Link, Role
from specloom.resolve.scope import Member, Scope

ThroughLinks = dict[tuple[str, str], Link]
"""The resolved links, by the names of their owner and relation."""


def resolve_through(scope: Scope, entities: list[Entity], links: list[tuple[Member, Link]]) -> ThroughLinks:
    """Return the links with the tables and columns of their `through` entities. Report problems."""
    by_name = {each.name: each for each in entities}
    members: dict[str, Member] = {}
    resolved: ThroughLinks = {}
    for member, link in links:
        if link.through is None or member.entity not in by_name:
            continue
        through = by_name.get(link.through)
        if through is None:
            _report_unknown(scope, member, link.through)
            continue
        other = members.setdefault(through.name, member)
        if other is not member:
            why = f"which already holds the links of `{other.label}`"
            related = Related(other.key_place(), f"`{other.label}` is declared here")
            _report(scope, "R010", member, through, why, None, related)
        elif (ends := _ends(scope, member, link, through)) is not None:
            _check_values(scope, member, through, ends)
            _check_unique(scope, member, through, ends)
            _check_visible(scope, member, link, through, ends)
            resolved[member.entity, link.relation] = _with_table_of(link, through, *ends)
    return resolved


def with_through(entities: list[Entity], resolved: ThroughLinks) -> list[Entity]:
    """Return the entities with the resolved links."""
    return [
        replace(each, links=tuple(resolved.get((each.name, link.relation), link) for link in each.links))
        for each in entities
    ]


def _with_table_of(link: Link, through: Entity, owner: Field, target: Field) -> Link:
    assert owner.reference is not None and target.reference is not None
    return replace(
        link,
        table=through.table,
        column=owner.column,
        target_column=target.column,
        constraint=owner.reference.constraint,
        target_constraint=target.reference.constraint,
    )


def _report_unknown(scope: Scope, member: Member, name: str) -> None:
    if name not in scope.entities and name not in scope.declarations.unusable:
        message = f"`{member.label}` goes through the unknown entity `{name}`"
        scope.report("R002", message, member.place("through"), scope.closest(name, scope.entities))


def _report(
    scope: Scope,
    code: str,
    member: Member,
    through: Entity,
    what: str,
    help: str | None,
    related: Related | None = None,
) -> None:
    message = f"`{member.label}` goes through `{through.name}`, {what}"
    scope.report(code, message, member.place("through"), help, related)


def _ends(scope: Scope, member: Member, link: Link, through: Entity) -> tuple[Field, Field] | None:
    """Return the references to the owner and to the target. If both are the same entity, the owner's comes first."""
    found: list[Field] = []
    for name in dict.fromkeys((member.entity, link.target)):
        wanted = 2 if member.entity == link.target else 1
        references = [
            each
            for each in through.references
            if each.reference is not None and each.reference.target == name
        ]
        found += references
        if len(references) == wanted:
            continue
        if not (scope.unresolved.get(through.name) or scope.unusable_fields.get(through.name)):
            count = {0: "no reference", 1: "one reference"}.get(
                len(references), f"{len(references)} references"
            )
            help = f"give it {'two fields' if wanted == 2 else 'one field'} of type `{name}`"
            _report(scope, "R007", member, through, f"which has {count} to `{name}`", help)
        return None
    for each in found:
        if each.nullable:
            what = f"whose `{_relation(each)}` may be null"
            _report(scope, "R007", member, through, what, "a link has two ends: make it required")
    return found[0], found[1]


def _check_values(scope: Scope, member: Member, through: Entity, ends: tuple[Field, Field]) -> None:
    """Report required fields of a new row besides its two references."""
    if not through.parts and through.id.type.kind == "string":
        help = "let the server generate its id: `uuid`, `integer` or `bigint`"
        _report(scope, "R008", member, through, "whose id only clients can choose", help)
    for each in through.fields:
        own = each.role in (Role.FIELD, Role.REFERENCE) and each not in ends
        if own and not each.nullable and each.default is None:
            what = f"whose `{_relation(each)}` has no value in a new link"
            _report(scope, "R008", member, through, what, "make it nullable, or give it a default")


def _check_unique(scope: Scope, member: Member, through: Entity, ends: tuple[Field, Field]) -> None:
    """Report an entity that could link two rows twice, or that limits one end to a single link."""
    pair = {each.attribute for each in ends}
    keys = [set(key.fields) for key in through.uniques] + [set(through.parts)]
    for each in ends:
        if {each.attribute} in keys:
            what = f"whose `{_relation(each)}` is unique, so that a row has at most one link"
            _report(scope, "R009", member, through, what, "make only the two references together unique")
    if pair not in keys:
        names = ", ".join(_relation(each) for each in ends)
        help = f"write `id: [{names}]` there, or `unique: [[{names}]]`"
        _report(scope, "R009", member, through, "which can link two rows more than once", help)


def _check_visible(
    scope: Scope, member: Member, link: Link, through: Entity, ends: tuple[Field, Field]
) -> None:
    """Report a hidden reference of a visible relation, and a visible one of a hidden relation."""
    for each in ends:
        if each.visibility.in_response != link.visibility.in_response:
            hidden = each if each.hidden else link
            state = "hidden, but the relation is not" if each.hidden else "not hidden, but the relation is"
            what = f"whose `{_relation(each)}` is {state}"
            help = f"make both {hidden.visibility.value}, or neither"
            _report(scope, "V005", member, through, what, help)


def _relation(field: Field) -> str:
    return field.name if field.reference is None else field.reference.relation
