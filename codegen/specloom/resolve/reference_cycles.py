"""Cycles of references: of required references, which no row could satisfy, and of several tables."""

from dataclasses import replace

from specloom.model import Entity, Field
from specloom.resolve.scope import Member, Scope


def check_required(scope: Scope, members: dict[str, list[tuple[Member, Field]]]) -> None:
    """Report cycles of required references: no row could ever be created.

    Of a cycle of several entities, the first reference is reported, with the path of the cycle.
    """
    required = {
        entity: list(
            dict.fromkeys(
                (each, field.reference.target)
                for each, field in found
                if field.reference and _is_required(each, field)
            )
        )
        for entity, found in members.items()
    }
    edges = {entity: {target for _, target in found} for entity, found in required.items()}
    for component in components(edges):
        inside = []
        for entity in component:
            for member, target in required[entity]:
                if target == entity:
                    message = (
                        f"`{member.label}` requires another `{entity}`: the first could never be created"
                    )
                    scope.report("R001", message, member.place("type"), f"make it nullable: `{target}?`")
                elif target in component:
                    inside.append((member.place("type"), member, entity, target))
        if inside:
            place, member, entity, target = min(inside, key=lambda each: each[0])
            names = [f"`{name}`" for name in _cycle(edges, entity, target)]
            path = " -> ".join(names if len(names) < 10 else [*names[:5], "...", *names[-2:]])
            message = f"`{member.label}` starts a cycle of required references: {path}"
            scope.report("R001", message, place, "make one of them nullable")


def _is_required(member: Member, field: Field) -> bool:
    return not field.nullable and not member.flawed


def with_cycles(entities: list[Entity]) -> list[Entity]:
    """Return the entities with `cyclic` set for the foreign keys in a cycle of several tables."""
    edges = {
        each.name: {field.reference.target for field in each.references if field.reference is not None}
        for each in entities
    }
    component = {name: index for index, names in enumerate(components(edges)) for name in names}

    def marked(entity: Entity, field: Field) -> Field:
        reference = field.reference
        if reference is None or reference.target == entity.name:
            return field
        if component[reference.target] != component[entity.name]:
            return field
        return replace(field, reference=replace(reference, cyclic=True))

    return [replace(each, fields=tuple(marked(each, field) for field in each.fields)) for each in entities]


def _cycle(edges: dict[str, set[str]], start: str, then: str) -> list[str]:
    """Return the shortest path from `start` via `then` back to `start`."""
    paths = [[start, then]]
    seen = {then}
    for path in paths:
        if path[-1] == start:
            return path
        for name in sorted(edges.get(path[-1], ())):
            if name not in seen:
                seen.add(name)
                paths.append([*path, name])
    return [start, then, start]


def components(edges: dict[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected components, each sorted (Tarjan's algorithm without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    result: list[list[str]] = []
    for root in sorted(edges):
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(sorted(edges[root])))]
        while work:
            name, targets = work[-1]
            for target in targets:
                if target not in edges:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(sorted(edges[target]))))
                    break
                if target in on_stack:
                    low[name] = min(low[name], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    component = []
                    while True:
                        last = stack.pop()
                        on_stack.discard(last)
                        component.append(last)
                        if last == name:
                            break
                    result.append(sorted(component))
    return result
