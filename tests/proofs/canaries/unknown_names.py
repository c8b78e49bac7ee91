"""A request with the name of a hidden field gets the same response as one with an unknown name.

The suggestion for an unknown parameter depends on its spelling and on public names only. The response must have exactly
this suggestion.
"""

import re
import string
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import httpx2 as httpx

from specloom.emit.filters import CONTROLS, filters
from specloom.emit.openapi.document import document
from specloom.model import Entity, Field, Link, Operation
from specloom.runtime.errors.suggestions import no_such_parameter
from tests.proofs.canaries import row_keys, rows
from tests.proofs.canaries.context import Context, hidden_fields, hidden_links, owner

_OF_BATCHES = frozenset(("create", "update", "delete", "id", "changes", "if_match"))
"""Names that a batch has itself."""
OPERATORS = (
    "",
    "__eq",
    "__ne",
    "__gt",
    "__gte",
    "__lt",
    "__lte",
    "__in",
    "__contains",
    "__startswith",
    "__isnull",
    "__has",
)


async def compare(context: Context, entity: Entity) -> int:
    """Send requests with hidden names and with absent names of the same length, and compare all bytes of the responses.

    Returns the number of comparisons.
    """
    await rows.clear()
    made = await rows.add(context, entity)
    count = 0
    known = _parameters(context, f"/{entity.path}")
    names = [each.name for each in hidden_fields(entity)] + [each.name for each in hidden_links(entity)]
    for name in names:
        other = _absent(context, entity, name)
        for params, same in _queries(name, other) if "list" in entity.operations else ():
            one, two = [await context.send(entity, "list", params=each) for each in (params, same)]
            _compare(context, owner(entity, name), params, one, two, (name, other), known)
            count += 1
        count += await _compare_views(context, entity, (name, other), made.id, known)
    for link, each in context.service.link_operations(entity):
        if each == "list":
            count += await _compare_listed(context, entity, link, made.id)
    for operation in ("create", "update", "replace"):
        if operation not in entity.operations:
            continue
        takes = attrgetter("in_create" if operation == "create" else "in_update")
        unknown = [each.name for each in hidden_fields(entity) if not takes(each)]
        body = {} if operation == "create" else await rows.change_body(context, entity, made)
        key = None if operation == "create" else made.id
        for name in unknown:
            other = _absent(context, entity, name)
            one, two = [
                await context.send(entity, operation, body={**body, each: "kanárek"}, key=key)
                for each in (name, other)
            ]
            _compare(context, owner(entity, name), operation, one, two, (name, other), known)
            count += 1
    for field in hidden_fields(entity) if "batch" in entity.operations else ():
        if field.name in _OF_BATCHES:
            continue
        name, other = field.name, _absent(context, entity, field.name)
        for bodies in _batches(entity, field, made.id, other):
            one, two = [await context.send(entity, "batch", body=each) for each in bodies]
            _compare(context, owner(entity, name), "batch", one, two, (name, other), known)
            count += 1
    return count


async def _compare_listed(context: Context, entity: Entity, link: Link, key: Any) -> int:
    """Do the same with a list of the rows that one is linked to: it takes what the target's list does."""
    target, count = context.service.entity(link.target), 0
    known = _parameters(context, f"/{entity.path}/{{{entity.parameter}}}/{link.path}")
    for name in [each.name for each in hidden_fields(target)] + [each.name for each in hidden_links(target)]:
        other = _absent(context, target, name)
        for params, same in _queries(name, other):
            one, two = [
                await context.send_link(entity, link, "list", key=key, params=each) for each in (params, same)
            ]
            _compare(context, owner(target, name), params, one, two, (name, other), known)
            count += 1
    return count


def _batches(entity: Entity, field: Field, key: Any, other: str) -> Iterator[tuple[Any, Any]]:
    """Yield batches that have the name of a field in each place where it may not stand, and the same with another."""
    names = (field.name, other)
    yield {names[0]: []}, {names[1]: []}
    if "create" in entity.operations and not field.in_create:
        one, two = ({"create": [{each: "kanárek"}]} for each in names)
        yield one, two
    if "update" in entity.operations and not field.in_update:
        one, two = (
            {"update": [{**row_keys.members(entity, key), "changes": {each: "kanárek"}}]} for each in names
        )
        yield one, two
    if "delete" in entity.operations:
        one, two = ({"delete": [{**row_keys.members(entity, key), each: "kanárek"}]} for each in names)
        yield one, two


def _queries(name: str, other: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield the parameters of a list with a hidden name, and the same with an absent one."""
    for operator in OPERATORS:
        if operator or name not in CONTROLS:
            for value in ("1", "") if operator else ("1", "", "true", "null"):
                yield {f"{name}{operator}": value}, {f"{other}{operator}": value}
    for pattern in ("{}", "-{}", "id,{}", "{},id", "{},{}"):
        yield {"sort": pattern.replace("{}", name)}, {"sort": pattern.replace("{}", other)}
    yield {"q": name}, {"q": other}
    yield {name.upper(): "1"}, {other.upper(): "1"}


async def _compare_views(
    context: Context, entity: Entity, names: tuple[str, str], id: Any, known: list[str]
) -> int:
    """Compare what lists and reads answer that are asked for a hidden name or an absent one; return how many."""
    operations: tuple[tuple[Operation, Any], ...] = (("list", None), ("read", id))
    count = 0
    for params, same in _views(context, entity, *names):
        for operation, key in operations:
            if operation in entity.operations:
                one, two = [
                    await context.send(entity, operation, key=key, params=each) for each in (params, same)
                ]
                _compare(context, owner(entity, names[0]), params, one, two, names, known)
                count += 1
    return count


def _views(
    context: Context, entity: Entity, name: str, other: str
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield what asks for a hidden name to be shown or expanded, there or further on, and the same with an absent one.

    A reference and a link are named by what `expand` would call them too.
    """
    texts = [("fields", each) for each in ("{}", "id,{}", "{},id", "{},{}")]
    texts += [("expand", each) for each in ("{}", "{}.id", "{},{}")]
    known = context.paths(entity)
    found = [path for path in known if "." not in path]
    # What is hidden here may be called like something that everyone sees further on.
    texts += [("expand", f"{path}.{{}}") for path in found if f"{path}.{name}" not in known]
    texts += [("expand", f"{path},{{}}") for path in found[:1]]
    for control, text in texts:
        yield {control: text.replace("{}", name)}, {control: text.replace("{}", other)}
    for suffix in ("_id", "_ids"):
        if name.endswith(suffix) and len(name) > len(suffix):
            relation = name.removesuffix(suffix)
            if relation not in known:  # another one, which everyone sees
                yield {"expand": relation}, {"expand": other.removesuffix(suffix)}


def _compare(
    context: Context,
    label: str,
    request: object,
    one: httpx.Response,
    two: httpx.Response,
    names: tuple[str, str],
    known: list[str],
) -> None:
    suggestions = [
        {no_such_parameter(name, known) for name in each.request.url.params} for each in (one, two)
    ]
    if _shown(one, suggestions[0], *names) != _shown(two, suggestions[1], *names):
        context.faults.append(
            f"{label}: {request} was answered otherwise than for an absent name: {one.text[:200]}"
        )


def _parameters(context: Context, path: str) -> list[str]:
    """Return the parameters of a list that the document names."""
    made = document(context.service)
    listed = made["paths"].get(path, {}).get("get", {}).get("parameters", ())
    shared = made["components"].get("parameters", {})
    return [(shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each)["name"] for each in listed]


def _shown(
    response: httpx.Response, suggestions: set[str], name: str, other: str
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return the text of a response, with the absent name in place of the hidden one, and without `suggestions`."""
    headers = [
        (key, value)
        for key, value in response.headers.multi_items()
        if key != "date" and not (key == "content-length" and response.status_code == 422)
    ]
    body = response.content
    for message in suggestions:
        body = body.replace(message.encode(), b"unknown")
    for shown, replaced in ((name, other), (name.upper(), other.upper())):
        body = re.sub(
            rb"(?<![A-Za-z0-9])%s(?![A-Za-z0-9])" % re.escape(shown.encode()), replaced.encode(), body
        )
    return response.status_code, headers, body


def _absent(context: Context, entity: Entity, name: str) -> str:
    """Return a name of the same length and form that the entity does not have."""
    taken = {each.name for each in entity.fields} | {each.name for each in entity.links} | CONTROLS
    taken |= {each.parameter for each in filters(context.service, entity)}
    while True:
        letters = [
            context.random.choice("bcdfgjkmnpqvwxz") if each in string.ascii_letters else each
            for each in name
        ]
        other = "".join(letters)
        if other not in taken and other != name:
            return other
