"""What the OpenAPI document says of operations and tags, in words."""

import re

from specloom.model import BATCHED, Entity, Link, LinkOperation, Operation, Visibility

MOST_NAMED = 8
"""Fields that a description names at most."""
LONGEST = 200
"""Characters of an entity's description that are said again with its operations."""


def summary(entity: Entity, operation: Operation) -> str:
    """Return what an operation does, in a few words."""
    several, one = _several(entity), _one(entity)
    if operation == "batch":
        return f"{_joined(_batched(entity)).capitalize()} {several} together"
    return {
        "list": f"List {several}",
        "create": f"Create: {one}",
        "read": f"Read: {one}",
        "update": f"Change some fields: {one}",
        "replace": f"Change all fields: {one}",
        "delete": f"Delete: {one}",
        "restore": f"Take back a deletion: {one}",
    }[operation]


def operation_description(entity: Entity, operation: Operation) -> str:
    """Return what an operation does, in sentences."""
    return {
        "list": _list,
        "create": _create,
        "read": _read,
        "update": _update,
        "replace": _replace,
        "delete": _delete,
        "restore": _restore,
        "batch": _batch,
    }[operation](entity)


def tag_description(entity: Entity) -> str:
    """Return what the operations of an entity are about."""
    return entity.description or f"Operations on {_several(entity)}."


def relation_summary(entity: Entity, link: Link, operation: LinkOperation) -> str:
    """Return what an operation on a many-to-many relation does, in a few words."""
    several, one, owner = _names(entity, link)
    return {
        "list": f"List {several} of one: {owner}",
        "add": f"Link one more: {one} of {owner}",
        "remove": f"Take a link away: {one} of {owner}",
    }[operation]


def relation_description(entity: Entity, link: Link, operation: LinkOperation) -> str:
    """Return what an operation on a many-to-many relation does, in sentences."""
    several, one, owner = _names(entity, link)
    return {
        "list": f"Returns a page of the {several} that one {owner} is linked to. Filters narrow it.",
        "add": f"Links one {owner} to one {one}. If they are linked already, nothing changes.",
        "remove": f"Takes away the link between one {owner} and one {one}. Both of them stay.",
    }[operation]


def _list(entity: Entity) -> str:
    searched = " `q` searches for words." if entity.search else ""
    return f"Returns a page of {_several(entity)}. Filters narrow the list.{searched}{_about(entity)}"


def _create(entity: Entity) -> str:
    returned = "the whole resource" if entity.parts else "it with its `id`"
    return f"Stores one {_one(entity)} and returns {returned}.{_about(entity)}"


def _read(entity: Entity) -> str:
    unchanged = " With `If-None-Match` a version that the client has is not sent again."
    return f"Returns one {_one(entity)}.{unchanged if entity.versioned else ''}{_about(entity)}"


def _update(entity: Entity) -> str:
    """Name what is set once and never changed."""
    fixed = [each.name for each in entity.fields if each.visibility is Visibility.IMMUTABLE]
    kept = f" {_listed(fixed)} cannot be changed." if fixed else ""
    return f"Changes the fields that the body holds. The others stay as they are.{kept}"


def _replace(entity: Entity) -> str:
    hidden = [each.name for each in entity.fields if each.hidden and each.visibility.in_update]
    hidden += [each.name for each in entity.links if each.visibility is Visibility.SENSITIVE]
    kept = f" Only what no response shows may be left out: {_listed(hidden)}." if hidden else ""
    return f"Sets every field of one {_one(entity)} that can be changed.{kept}"


def _delete(entity: Entity) -> str:
    if entity.soft_delete:
        return f"Deletes one {_one(entity)}. It is shown no more, and can be restored."
    return f"Deletes one {_one(entity)} for good."


def _restore(entity: Entity) -> str:
    return f"Brings back one {_one(entity)} that was deleted, and returns it."


def _batch(entity: Entity) -> str:
    verbs = [f"{each}s" for each in _batched(entity)]
    return f"{_joined(verbs).capitalize()} {_several(entity)} in one transaction: all of it, or nothing."


def _batched(entity: Entity) -> list[str]:
    verbs = {"create": "create", "update": "change", "delete": "delete"}
    return [verbs[each] for each in BATCHED if each in entity.operations]


def _listed(fields: list[str]) -> str:
    names = [f"`{each}`" for each in fields[:MOST_NAMED]]
    return _joined([*names, "others"] if len(fields) > MOST_NAMED else names)


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _about(entity: Entity) -> str:
    """Return the first sentence of an entity's description, as a paragraph of its own."""
    first = re.split(r"(?<=[.!?])\s|\n\s*\n", entity.description.strip(), maxsplit=1)[0]
    first = " ".join(first.split())
    return f"\n\n{entity.name}: {first}" if 0 < len(first) <= LONGEST else ""


def _names(entity: Entity, link: Link) -> tuple[str, str, str]:
    return link.relation.replace("_", " "), link.one.replace("_", " "), _one(entity)


def _several(entity: Entity) -> str:
    return entity.plural.replace("_", " ").strip()


def _one(entity: Entity) -> str:
    return entity.module.replace("_", " ").strip()
