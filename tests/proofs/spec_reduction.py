"""Reduces a spec as long as it still fails."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

Data = dict[str, Any]


def reduced(spec: Data, still_fails: Callable[[Data], bool]) -> Data:
    """Return the smallest spec that is found by leaving out parts and that still fails.

    Large parts are tried first: entities, then fields, then options. Every step takes out what would otherwise refer to
    nothing, so that a valid spec stays valid. `still_fails` may say no at any time to make an end.
    """
    smaller = True
    while smaller:
        smaller = False
        for candidate in _smaller(spec):
            if candidate != spec and still_fails(candidate):
                spec = candidate
                smaller = True
                break
    return spec


def _smaller(spec: Data) -> Iterator[Data]:  # noqa: C901, PLR0912 - one list of ways, each a line or two
    """Yield specs that lack a part, the largest parts first."""
    entities = spec["entities"]
    for name in entities if len(entities) > 1 else ():
        yield _without_entity(spec, name)
    for section in ("service", "mixins", "enums"):
        if section in spec:
            yield _without(spec, (section,))
    for section in ("mixins", "enums"):
        for name in spec.get(section, {}):
            yield _without_named(spec, section, name)
    for section in ("entities", "mixins"):
        for name, part in spec.get(section, {}).items():
            for field in part.get("fields", {}):
                yield _without_field(spec, section, name, field)
    for path, value in list(_paths(spec)):
        if len(path) > 2 and path[2:] != ("fields",) and not (len(path) == 4 and path[2] == "fields"):
            yield _without(spec, path)
        if len(path) == 4 and isinstance(value, dict) and path[2] == "fields":
            nullable = "?" if value.get("nullable") else ""
            yield _with(spec, path, f"{value['type']}{nullable}")
        if isinstance(value, str) and value.endswith("?") and path[-2] == "fields":
            yield _with(spec, path, value[:-1])
        if isinstance(value, str) and len(value) > 1 and path[-1] in ("description", "title", "version"):
            yield _with(spec, path, "x")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the path and value of everything inside a value, what is outside first."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key), part
        yield from _paths(part, (*path, key))


def _without_entity(spec: Data, gone: str) -> Data:
    result = _without(spec, ("entities", gone))
    for section in ("entities", "mixins"):
        for name, part in spec.get(section, {}).items():
            for field, written in part.get("fields", {}).items():
                type_ = written["type"] if isinstance(written, dict) else written
                if name != gone and type_.rstrip("?[]") == gone:
                    result = _without_field(result, section, name, field)
    return result


def _without_named(spec: Data, section: str, name: str) -> Data:
    """Return the spec without a mixin, or without an enum, whose fields become texts."""
    result = _without(spec, (section, name))
    for entity in result["entities"].values():
        if name in entity.get("mixins", ()):
            entity["mixins"].remove(name)
    return result


def _without_field(spec: Data, section: str, owner: str, field: str) -> Data:
    result = _without(spec, (section, owner, "fields", field))
    for entity in result["entities"].values():
        key = entity.get("id")
        parts = key.get("fields", ()) if isinstance(key, dict) else key if isinstance(key, list) else ()
        if {field, f"{field}_id"} & {*parts}:
            del entity["id"]
        for option in ("unique", "indexes"):
            entity[option] = [key for key in entity.get(option, ()) if field not in key]
        for option in ("sort", "search"):
            named = entity.get(option, [])
            named = [named] if isinstance(named, str) else named
            entity[option] = [each for each in named if each.removeprefix("-") != field]
        for option in ("unique", "indexes", "sort", "search"):
            if not entity[option]:
                del entity[option]
    return result


def _without(spec: Data, path: tuple[Any, ...]) -> Data:
    result = copy.deepcopy(spec)
    part = result
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    return result


def _with(spec: Data, path: tuple[Any, ...], value: Any) -> Data:
    result = copy.deepcopy(spec)
    part = result
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return result
