# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7557f45f715315df4cadc54d472081da
"""Parses the parameters of an endpoint from a request, without FastAPI but with the same validators.

A request that is not valid raises `UnusualRequest`. Then FastAPI parses it again and responds.
"""

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.params import Depends, Header, Path, Query
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.types import Message, Receive, Scope

from ..types.schemas import RequestModel
from .body_parts import has_too_many_parts

REPLACED = "\ufffd"
"""The character that replaces bytes that are not UTF-8."""


class UnusualRequest(Exception):
    """A request that FastAPI must serve. `consumed` are the messages that were received already."""

    def __init__(self, *consumed: Message) -> None:
        self.consumed = consumed


class EndpointParameters(NamedTuple):
    """The parameters of an endpoint by their source."""

    key: tuple[str, Callable[[str], Any]] | None
    """Name and validator of the id in the path. None if there is no id, or if it has several parts."""
    parts: tuple[tuple[str, Callable[[str], Any]], ...]
    """Name and validator of each part of a composite key."""
    query: tuple[str, type[BaseModel]] | None
    headers: tuple[tuple[str, bytes, Any, Callable[[str], Any]], ...]
    """Name, header, default and validator of each."""
    body: tuple[str, type[RequestModel]] | None
    request: str | None


def read_parameters(endpoint: Callable[..., Any]) -> EndpointParameters | None:
    """Return the parameters of an endpoint, or None if it has a parameter of another kind."""
    hints = get_type_hints(endpoint, include_extras=True)
    query = body = request = None
    path: list[tuple[str, Callable[[str], Any]]] = []
    headers = []
    for name, parameter in signature(endpoint).parameters.items():
        hint = hints[name]
        kind, mark = _marked(hint)
        if isinstance(mark, Depends):
            continue
        if hint is Request and request is None:
            request = name
        elif isinstance(mark, Path):
            path.append((name, TypeAdapter(hint).validator.validate_python))
        elif (
            isinstance(mark, Query)
            and isinstance(kind, type)
            and issubclass(kind, BaseModel)
            and query is None
        ):
            query = name, kind
        elif isinstance(mark, Header) and mark.alias and parameter.default is not Parameter.empty:
            validate = TypeAdapter(hint).validator.validate_python
            headers.append((name, mark.alias.lower().encode(), parameter.default, validate))
        elif isinstance(hint, type) and issubclass(hint, RequestModel) and body is None:
            body = name, hint
        else:
            return None
    key, parts = (path[0], ()) if len(path) == 1 else (None, tuple(path))
    return EndpointParameters(key, parts, query, tuple(headers), body, request)


def _marked(hint: Any) -> tuple[Any, Any]:
    """Return the type in an annotation, and the mark that FastAPI reads."""
    if get_origin(hint) is not Annotated:
        return hint, None
    kind, *marks = get_args(hint)
    return kind, next(
        (mark for mark in reversed(marks) if isinstance(mark, Depends | Path | Query | Header)), None
    )


def query_values(model: type[BaseModel], text: bytes) -> BaseModel:
    """Return the parameters of a query string. Raises UnusualRequest, also for `expand`, which needs more guards."""
    pairs = parse_qsl(text.decode("latin-1"), keep_blank_values=True) if text else []
    values = dict(pairs)
    if (
        len(values) != len(pairs)
        or "expand" in values
        or any(REPLACED in part for pair in pairs for part in pair)
    ):
        raise UnusualRequest
    query: BaseModel = validated(model.__pydantic_validator__.validate_python, values)
    return query


def headers_of(scope: Scope, parameters: EndpointParameters) -> dict[bytes, bytes]:
    """Return the headers of a request. Raises UnusualRequest if one that is read here is repeated."""
    headers = dict(scope["headers"])
    if len(headers) < len(scope["headers"]):
        given = [name for name, _ in scope["headers"]]
        if any(
            given.count(name) > 1 for name in (b"content-type", *(each[1] for each in parameters.headers))
        ):
            raise UnusualRequest
    return headers


def header_values(parameters: EndpointParameters, headers: Mapping[bytes, bytes]) -> dict[str, Any]:
    """Return the values of an endpoint's header parameters, by name."""
    values = {}
    for name, header, default, validate in parameters.headers:
        found = headers.get(header)
        values[name] = default if found is None else validated(validate, found.decode("latin-1"))
    return values


async def json_body(
    model: type[RequestModel],
    headers: Mapping[bytes, bytes],
    receive: Receive,
    limit: int,
    parts: int,
) -> tuple[RequestModel, bytes]:
    """Return the validated body of a request, and its bytes. `limit` is in bytes, `parts` is the most parts."""
    length = headers.get(b"content-length")
    if (
        headers.get(b"content-type") != b"application/json"
        or b"content-encoding" in headers
        or (length and not (length.isdigit() and int(length) <= limit))
    ):
        raise UnusualRequest
    first = await receive()
    messages = [first]
    size = len(first.get("body", b""))
    while messages[-1]["type"] == "http.request" and messages[-1].get("more_body"):
        if size > limit:
            raise UnusualRequest(*messages)
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    body = (
        first.get("body", b"") if len(messages) == 1 else b"".join(each.get("body", b"") for each in messages)
    )
    if messages[-1]["type"] != "http.request" or not body or len(body) > limit:
        raise UnusualRequest(*messages)
    if has_too_many_parts(body, parts):
        raise UnusualRequest(*messages)
    try:
        return model.from_json(body), body
    except ValidationError:
        raise UnusualRequest(*messages) from None


async def receive_body(scope: Scope, receive: Receive, limit: int) -> tuple[bytes, Receive]:
    """Return the body of a request, and a channel that repeats it.

    The body is empty if it is longer than `limit` bytes or if the client disconnects. Then the endpoint reports that.
    """
    length = dict(scope["headers"]).get(b"content-length", b"")
    if length.isdigit() and int(length) > limit:
        return b"", receive
    messages: list[Message] = []
    size, more = 0, True
    while more and size <= limit:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
        more = messages[-1]["type"] == "http.request" and messages[-1].get("more_body", False)
    whole = size <= limit and messages[-1]["type"] == "http.request"
    content = b"".join(each.get("body", b"") for each in messages) if whole else b""
    return content, repeat(tuple(messages), receive)


def repeat(consumed: tuple[Message, ...], receive: Receive) -> Receive:
    """Return a channel that repeats messages before it receives more."""
    if not consumed:
        return receive
    messages = list(consumed)

    async def receive_again() -> Message:
        return messages.pop(0) if messages else await receive()

    return receive_again


def validated(validate: Callable[[Any], Any], value: str | Mapping[str, str]) -> Any:
    """Return the validated value. Raises UnusualRequest if it is invalid."""
    try:
        return validate(value)
    except ValidationError:
        raise UnusualRequest from None
