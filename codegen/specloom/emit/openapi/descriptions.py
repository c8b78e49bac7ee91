"""Summaries and descriptions of operations and tags in the OpenAPI document."""

import re

from specloom.model import BATCHED, Entity, Link, LinkOperation, Operation, Visibility

MAX_NAMED = 8
"""Maximum number of fields that a description names."""
MAX_LENGTH = 200
"""Maximum length of an entity's description that is repeated in its operations."""


def summary(entity: Entity, operation: Operation) -> str:
    """Return the summary of an operation."""
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
        "restore": f"Restore one: {one}",
    }[operation]


def operation_description(entity: Entity, operation: Operation) -> str:
    """Return the description of an operation."""
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
    """Return the description of an entity's tag."""
    return entity.description or f"Operations on {_several(entity)}."


def relation_summary(entity: Entity, link: Link, operation: LinkOperation) -> str:
    """Return the summary of an operation on a many-to-many relation."""
    several, one, owner = _names(entity, link)
    return {
        "list": f"List {several} of one: {owner}",
        "add": f"Add a link: {one} of {owner}",
        "remove": f"Remove a link: {one} of {owner}",
    }[operation]


def relation_description(entity: Entity, link: Link, operation: LinkOperation) -> str:
    """Return the description of an operation on a many-to-many relation."""
    several, one, owner = _names(entity, link)
    return {
        "list": f"Returns a page of the {several} that are linked to one {owner}. Filters narrow the list.",
        "add": f"Links one {owner} to one {one}. If the link exists, nothing changes.",
        "remove": f"Removes the link between one {owner} and one {one}. Both of them remain.",
    }[operation]


def _list(entity: Entity) -> str:
    searched = " `q` searches for words." if entity.search else ""
    return f"Returns a page of {_several(entity)}. Filters narrow the list.{searched}{_about(entity)}"


def _create(entity: Entity) -> str:
    returned = "the whole resource" if entity.parts else "it with its `id`"
    return f"Stores one {_one(entity)} and returns {returned}.{_about(entity)}"


def _read(entity: Entity) -> str:
    unchanged = " With `If-None-Match`, an unchanged version is not sent again."
    return f"Returns one {_one(entity)}.{unchanged if entity.versioned else ''}{_about(entity)}"


def _update(entity: Entity) -> str:
    """Return a sentence that names the immutable fields."""
    fixed = [each.name for each in entity.fields if each.visibility is Visibility.IMMUTABLE]
    kept = f" {_listed(fixed)} cannot be changed." if fixed else ""
    return f"Changes the fields in the body. Absent fields keep their values.{kept}"


def _replace(entity: Entity) -> str:
    hidden = [each.name for each in entity.fields if each.hidden and each.visibility.in_update]
    hidden += [each.name for each in entity.links if each.visibility is Visibility.SENSITIVE]
    kept = f" Only fields that no response shows may be absent: {_listed(hidden)}." if hidden else ""
    return f"Sets all changeable fields of one {_one(entity)}.{kept}"


def _delete(entity: Entity) -> str:
    if entity.soft_delete:
        return f"Deletes one {_one(entity)}. It is no longer shown, and can be restored."
    return f"Deletes one {_one(entity)} permanently."


def _restore(entity: Entity) -> str:
    return f"Restores one {_one(entity)} that was deleted, and returns it."


def _batch(entity: Entity) -> str:
    verbs = [f"{each}s" for each in _batched(entity)]
    return f"{_joined(verbs).capitalize()} {_several(entity)} in one transaction: all or none of the changes are made."


def _batched(entity: Entity) -> list[str]:
    verbs = {"create": "create", "update": "change", "delete": "delete"}
    return [verbs[each] for each in BATCHED if each in entity.operations]


def _listed(fields: list[str]) -> str:
    names = [f"`{each}`" for each in fields[:MAX_NAMED]]
    return _joined([*names, "others"] if len(fields) > MAX_NAMED else names)


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _about(entity: Entity) -> str:
    """Return the first sentence of an entity's description as a paragraph."""
    first = re.split(r"(?<=[.!?])\s|\n\s*\n", entity.description.strip(), maxsplit=1)[0]
    first = " ".join(first.split())
    return f"\n\n{entity.name}: {first}" if 0 < len(first) <= MAX_LENGTH else ""


def _names(entity: Entity, link: Link) -> tuple[str, str, str]:
    return link.relation.replace("_", " "), link.one.replace("_", " "), _one(entity)


def _several(entity: Entity) -> str:
    return entity.plural.replace("_", " ").strip()


def _one(entity: Entity) -> str:
    return entity.module.replace("_", " ").strip()
