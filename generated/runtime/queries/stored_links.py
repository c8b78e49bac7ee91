# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 53ea3a55f94291c1d3d9bc32d4c039e4
"""Which links rows have, and which of them the caller sees: a write must leave the others as they are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.links import Links

Targets = Mapping[Any, set[Any]]
"""The ids of the targets of each owner, by its id."""


class LinkVisibility(Protocol):
    """A service, as far as it knows which links the caller sees."""

    overridden: ClassVar[frozenset[str]]

    def seen(self, link: Links) -> Sequence[ColumnElement[bool]]:
        """Return what a link must meet for the caller to see it."""
        ...


async def stored_links(
    db: AsyncSession, service: LinkVisibility, link: Links, owners: Collection[Any]
) -> tuple[Targets, Targets]:
    """Return all live links of some owners, and those of them that the caller sees.

    That takes one statement, and a second one only where links may be hidden from the caller.
    """
    present = await _targets(db, link, owners, link.live)
    conditions = service.seen(link)
    if len(conditions) == len(link.live) and "seen" not in service.overridden:
        return present, present
    return present, await _targets(db, link, owners, conditions)


def links_only_in(some: Targets, others: Targets) -> list[tuple[Any, Any]]:
    """Return the links, as pairs of owner and target, that some owners have in the first and not in the second."""
    return [(id, target) for id, targets in some.items() for target in sorted(targets - others[id])]


async def _targets(
    db: AsyncSession, link: Links, owners: Collection[Any], conditions: Sequence[ColumnElement[bool]]
) -> Targets:
    found: dict[Any, set[Any]] = {id: set() for id in owners}
    stored = select(link.owner, link.target).where(link.owner.in_(list(owners)), *conditions)
    for owner, target in await db.execute(stored):
        found[owner].add(target)
    return found
