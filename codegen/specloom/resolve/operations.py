"""Conflicts of operation names and paths: two relations can give `list_tags_of_post`."""

from specloom.diagnostics.diagnostic import Related
from specloom.model import Entity, Link, LinkOperation
from specloom.resolve.scope import Member, Scope

_OF_LINKS: tuple[LinkOperation, ...] = ("list", "add", "remove")


def check_operations(scope: Scope, entities: list[Entity], links: list[tuple[Member, Link]]) -> None:
    """Report relations that give the operation name of another relation, or of an entity's list.

    Also report relations with the path of the operation `restore`.
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
            message = f"`{member.label}` has the path `{path}`, which is the path of the operation `restore`"
            scope.report("N013", message, place, "choose another name for the relation")
        for operation in _OF_LINKS:
            name = entity.link_operation_name(link, operation)
            other, first = found.setdefault(name, (f"`{member.label}`", place))
            if first is not place:
                message = f"`{member.label}` gives the operation `{name}`, which {other} also gives"
                related = Related(first, f"{other} is declared here")
                help = "rename one of the relations"
                if "." not in other:
                    help = "rename the relation, or give the entity another `plural:`"
                scope.report("N012", message, place, help, related)
                break
