# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 58f809651347cc8051dac1f77079fa08
"""The stored links of rows, and those that the caller sees. A write must not change the others."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.links import Links

Targets = Mapping[Any, set[Any]]
"""The ids of the targets of each owner, by the id of the owner."""


class LinkVisibility(Protocol):
    """The part of a service that knows which links the caller sees."""

    overridden: ClassVar[frozenset[str]]

    def seen(self, link: Links) -> Sequence[ColumnElement[bool]]:
        """Return the conditions for a link that the caller may see."""
        ...


async def stored_links(
    db: AsyncSession, service: LinkVisibility, link: Links, owners: Collection[Any]
) -> tuple[Targets, Targets]:
    """Return all live links of some owners, and those of them that the caller sees.

    Executes one statement, and a second one if links may be hidden from the caller.
    """
    present = await _targets(db, link, owners, link.live)
    conditions = service.seen(link)
    if len(conditions) == len(link.live) and "seen" not in service.overridden:
        return present, present
    return present, await _targets(db, link, owners, conditions)


def links_only_in(first: Targets, second: Targets) -> list[tuple[Any, Any]]:
    """Return the (owner, target) pairs that are in the first and not in the second mapping."""
    return [(id, target) for id, targets in first.items() for target in sorted(targets - second[id])]


async def _targets(
    db: AsyncSession, link: Links, owners: Collection[Any], conditions: Sequence[ColumnElement[bool]]
) -> Targets:
    found: dict[Any, set[Any]] = {id: set() for id in owners}
    stored = select(link.owner, link.target).where(link.owner.in_(list(owners)), *conditions)
    for owner, target in await db.execute(stored):
        found[owner].add(target)
    return found
