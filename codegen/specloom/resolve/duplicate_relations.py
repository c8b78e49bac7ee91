"""Detection of two relations that were probably meant as one: `Post.tags: Tag[]` and `Tag.posts: Post[]`.

Each of them has its own table, so a link in one does not appear in the other. A relation with an `inverse` is
deliberate, and is not reported.
"""

from collections.abc import Iterator

from specloom.diagnostics.diagnostic import Related
from specloom.model import Field, Link
from specloom.resolve.scope import Member, Scope


def check_duplicate_relations(
    scope: Scope, links: list[tuple[Member, Link]], references: list[tuple[Member, Field]]
) -> None:
    """Warn about many-to-many relations with a second relation in the opposite direction."""
    by_ends = {
        (member.entity, link.target): member for member, link in links if _could_be_one_side(member, link)
    }
    seen: set[frozenset[str]] = set()
    for (entity, target), member in by_ends.items():
        pair = frozenset((entity, target))
        if entity == target or pair in seen:
            continue
        other = by_ends.get((target, entity))
        if other is not None:
            seen.add(pair)
            first, second = sorted((member, other), key=lambda each: each.key_place())
            one = f'`{first.name}: {{type: "{second.entity}[]", inverse: {second.name}}}`'
            help = f"if you want one relation, remove `{second.label}` and write {one}"
            _warn(scope, second, first, help)
            continue
        for reference in _references(references, target, entity):
            seen.add(pair)
            one = f"`{reference.name}: {{type: {entity}, inverse: {member.name}}}`"
            help = f"if you want one relation, remove `{member.label}` and write {one} in `{target}`"
            _warn(scope, member, reference, help)
            break


def _could_be_one_side(member: Member, link: Link) -> bool:
    return link.through is None and not member.given("inverse") and link.visibility.in_response


def _references(found: list[tuple[Member, Field]], entity: str, target: str) -> Iterator[Member]:
    """Yield the references from one entity to another that have no inverse but could have one."""
    for member, field in found:
        refers = field.reference is not None and field.reference.target == target
        could_lead_back = not member.given("inverse") and field.visibility.in_response
        if member.entity == entity and refers and could_lead_back:
            yield member


def _warn(scope: Scope, member: Member, other: Member, help: str) -> None:
    message = f"`{member.label}` and `{other.label}` relate the same entities, but are two separate relations"
    related = Related(other.key_place(), f"`{other.label}` is declared here")
    scope.report(
        "R011",
        message,
        member.key_place(),
        f"{help}; if you want two relations, give one an `inverse:`",
        related,
    )
