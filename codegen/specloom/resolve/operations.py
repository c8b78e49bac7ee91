"""Names and paths of operations that meet: `list_tags_of_post` can come of more than one relation."""

from specloom.diagnostics.diagnostic import Related
from specloom.model import Entity, Link, LinkOperation
from specloom.resolve.scope import Member, Scope

_OF_LINKS: tuple[LinkOperation, ...] = ("list", "add", "remove")


def check_operations(scope: Scope, entities: list[Entity], links: list[tuple[Member, Link]]) -> None:
    """Report relations that lead to an operation of the same name as another's, or as the list of an entity.

    Also those that have the path at which a deletion is taken back.
    """
    by_name = {each.name: each for each in entities}
    found = {
        f"list_{each.plural}": (f"`{each.name}`", scope.entities[each.name].key_place()) for each in entities
    }
    for member, link in links:
        entity, place = by_name.get(member.entity), member.key_place()
        if entity is None:
            continue
        if "restore" in entity.operations and link.path == "restore":
            path = f"/{entity.path}/{{{entity.parameter}}}/restore"
            message = f"`{member.label}` has the path `{path}`, which takes back a deletion"
            scope.report("N013", message, place, "choose another name for the relation")
        for operation in _OF_LINKS:
            name = entity.link_operation_name(link, operation)
            other, first = found.setdefault(name, (f"`{member.label}`", place))
            if first is not place:
                message = f"`{member.label}` leads to the operation `{name}`, as {other} does"
                related = Related(first, f"{other} is declared here")
                help = "rename one of the relations"
                if "." not in other:
                    help = "rename the relation, or give the entity another `plural:`"
                scope.report("N012", message, place, help, related)
                break
