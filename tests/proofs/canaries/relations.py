"""Drives the operations on many-to-many relations, `/posts/{post_id}/tags`, into each of their statuses."""

from typing import Any

from specloom.emit.filters import CONTROLS
from specloom.emit.sorting import sortable
from specloom.model import Entity, Link, LinkOperation
from tests.proofs.canaries import field_values, rows
from tests.proofs.canaries.conflicts import refer_to
from tests.proofs.canaries.context import Context, hidden_fields
from tests.proofs.canaries.row_limits import restricting
from tests.proofs.canaries.values import SHORTEST

WRONG_KEYS = ("%21", "x" * 300, "-", "no%20id", "99999999999999999999")
"""Ids that are none. What a pattern of one's own takes for an id gets 404 or 409."""


async def drive(context: Context, entity: Entity) -> None:
    """Send requests of every operation on the relations of an entity, good and bad."""
    drivers = {"list": _list, "add": _add, "remove": _remove}
    for link, operation in context.service.link_operations(entity):
        await rows.clear()
        # Another link may be one too many, where some are there.
        none: dict[str, Any] = (
            {link.name: []} if link.visibility.in_create and link.visibility.in_update else {}
        )
        made = await rows.add(context, entity, none)
        target = await rows.some(context, link.target, sparing=True)
        await drivers[operation](context, entity, link, made.id, target)
        missing = field_values.missing(context, entity)
        await context.send_link(entity, link, operation, 404, key=missing, target=target)
        await _wrong_keys(context, entity, link, operation, made.id, target)
        if operation == "remove":
            await _refused(context, entity, link)


async def _list(context: Context, entity: Entity, link: Link, key: Any, target: Any) -> None:
    """List the rows that one is linked to, in pages and in every order, with hidden values wherever one can stand."""
    linked = context.service.entity(link.target)

    async def send(*expected: int, **params: Any) -> dict[str, Any]:
        response = await context.send_link(entity, link, "list", *expected, key=key, params=params)
        page: dict[str, Any] = response.json()
        return page

    if (link, "add") in context.service.link_operations(entity):
        await context.send_link(entity, link, "add", 204, key=key, target=target)
    await send(200)
    await context.send_link(entity, link, "list", 200, key=key, method="HEAD")
    for sort in ("id", *(f"{sign}{name}" for name in sortable(linked) for sign in ("", "-"))):
        page = await send(200, sort=sort, limit=1, count="true")
        if page["next_cursor"]:
            await send(200, sort=sort, limit=1, cursor=page["next_cursor"])
    await send(404, cursor="abc")
    for params in ({"limit": "0"}, {"no_such_parameter": "1"}, {"sort": "no_such_field"}):
        await send(422, **params)
    for field in hidden_fields(linked):
        value = str(field_values.new_value(context, linked, field))
        for name in (field.name, "sort"):
            wrong = () if name in CONTROLS and (len(value) < SHORTEST or name == field.name) else (422,)
            await send(*wrong, **{name: value})
        await send(404, 422, cursor=value)


async def _add(context: Context, entity: Entity, link: Link, key: Any, target: Any) -> None:
    for _ in range(2):
        await context.send_link(entity, link, "add", 204, key=key, target=target)
    missing = field_values.missing(context, context.service.entity(link.target))
    await context.send_link(entity, link, "add", 409, key=key, target=missing)


async def _remove(context: Context, entity: Entity, link: Link, key: Any, target: Any) -> None:
    await context.send_link(entity, link, "add", 204, key=key, target=target)
    for status in (204, 404):
        await context.send_link(entity, link, "remove", status, key=key, target=target)


async def _refused(context: Context, entity: Entity, link: Link) -> None:
    """Take away a link that other rows need."""
    name = entity.link_operation_name(link, "remove")
    if link.through is None or "409" not in context.statuses(name):
        return
    through = context.service.entity(link.through)
    owner, target = (_reference(through, each) for each in (link.column, link.target_column))
    for chain in restricting(context.service, through):
        await rows.clear()
        made = await rows.add(context, through, full=False)
        await refer_to(context, made, chain)
        pair = {"key": made.body[owner], "target": made.body[target]}
        await context.send_link(entity, link, "remove", 409, **pair)


def _reference(entity: Entity, column: str) -> str:
    return next(each.name for each in entity.fields if each.column == column)


async def _wrong_keys(
    context: Context, entity: Entity, link: Link, operation: LinkOperation, key: Any, target: Any
) -> None:
    """Send ids that are none, in the place of each of the two."""
    for wrong in WRONG_KEYS:
        pairs = [(wrong, target)] + ([(key, wrong)] if operation != "list" else [])
        for one, other in pairs:
            response = await context.send_link(entity, link, operation, key=one, target=other)
            if response.status_code not in (404, 409, 422):
                context.faults.append(
                    f"{operation} of {entity.name}.{link.relation} {one} {other} was answered {response.status_code}"
                )
