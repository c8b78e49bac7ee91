"""The report of a proof: what was tried, what was searched, and what was found."""

from specloom.model import Service
from tests.proofs.canaries.context import Context, hidden_fields, hidden_links, owner

MOST = 20
"""Lines of each kind that are printed."""


def rendered(context: Context, comparisons: int) -> tuple[str, bool]:
    """Return the report of a proof as text, and whether the proof holds."""
    hits = context.search.hits()
    faults = [*dict.fromkeys([*context.faults, *context.missing(), *_untried(context)])]
    operations = sum(
        len(each.operations) + len(context.service.link_operations(each)) for each in context.service.entities
    )
    statuses = sum(len(seen) for seen in context.seen.values())
    places = ", ".join(
        f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in sorted(context.search.places.items())
    )
    lines = [
        f"  {context.requests} requests, {operations} operations, {statuses} pairs of operation and status",
        f"  hidden: {', '.join(_described(context)) or 'nothing'}",
        f"  {comparisons} requests with a hidden name, each compared with an absent name",
        f"  searched: {places}",
        *(f"  FAULT {each}" for each in faults[:MOST]),
        *(f"  HIT {each}" for each in hits[:MOST]),
        f"  {len(faults)} faults, {len(hits)} hits",
    ]
    return "\n".join(lines) + "\n", not faults and not hits


def _untried(context: Context) -> list[str]:
    """Return the hidden fields of which no canary was read back, or that were not compared."""
    if "sound" not in context.parts:
        return []
    wanted = {
        owner(entity, each.name) for entity in context.service.entities for each in hidden_fields(entity)
    }
    return [
        *(
            f"no canary of {name} was read back from the database"
            for name in sorted(wanted - context.read_back)
        ),
        *(
            f"{name} was not compared"
            for name in sorted((wanted | _links(context.service)) - context.compared)
        ),
    ]


def _links(service: Service) -> set[str]:
    return {owner(entity, each.name) for entity in service.entities for each in hidden_links(entity)}


def _described(context: Context) -> list[str]:
    """Return each hidden field with its type and visibility, and a mark where values are compared and not searched."""
    found = []
    for entity in context.service.entities:
        for each in hidden_fields(entity):
            small = each.reference is not None or owner(entity, each.name) in context.small
            mark = ", compared only" if small else ""
            found.append(f"{owner(entity, each.name)} ({each.visibility.value} {each.type.kind}{mark})")
        found += [
            f"{owner(entity, each.name)} ({each.visibility.value} links, compared only)"
            for each in hidden_links(entity)
        ]
    return found
