"""The parameters from a signature are the same as those of FastAPI's private API."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import (
    BackgroundTasks,
    Body,
    Cookie,
    Depends,
    Header,
    Path,
    Query,
    Request,
    Response,
    Security,
    WebSocket,
    security,
)
from fastapi.dependencies.utils import _get_param_aliases, _get_param_model, get_dependant
from pydantic import AliasChoices, BaseModel, Field
from starlette.requests import HTTPConnection

from specloom.runtime.libraries.signatures import aliases_of, members_of, model_of, read_dependency

PATH = "/posts/{post_id}/{part:path}"


class Filters(BaseModel):
    """Parameters of a query."""

    plain: int = 1
    named: str = Field(default="", alias="other-name")


def plain(q: int, post_id: str, part: str, tags: Annotated[list[str], Query()] = []) -> None: ...  # noqa: B006 - FastAPI users write it
def headers(
    x_caller: Annotated[str, Header()],
    b: Annotated[str, Header(convert_underscores=False)] = "",
    c: str = Header(alias="X-C"),
    d: Annotated[str, Header(validation_alias=AliasChoices("one", "two"))] = "",
) -> None: ...
def cookies(session: Annotated[str, Cookie()], lang: str | None = Cookie(None, alias="l")) -> None: ...
def query_model(filters: Annotated[Filters, Query()]) -> None: ...
def header_model(filters: Annotated[Filters | None, Header()] = None) -> None: ...
def body(data: Filters, more: Annotated[int, Body()], several: list[int], table: dict[str, int]) -> None: ...
def optional_body(data: Filters | None = None, number: int | None = None) -> None: ...
def paths(here: Annotated[int, Path(alias="post_id")]) -> None: ...
def special(
    request: Request,
    connection: HTTPConnection,
    response: Response,
    tasks: BackgroundTasks,
    scopes: security.SecurityScopes,
) -> None: ...
def web(socket: WebSocket) -> None: ...
def as_text(x: "Annotated[str, Header()]", y: "int" = 1) -> None: ...
def deep(a: Annotated[None, Depends(headers)], b: None = Depends(plain)) -> None: ...
def scheme(
    token: Annotated[str, Depends(security.OAuth2PasswordBearer("t"))],
    key: Annotated[str, Security(security.APIKeyHeader(name="X-Key"), scopes=["a"])],
) -> None: ...


class Caller:
    """A dependency that is a class."""

    def __init__(self, name: str, x_role: Annotated[str, Header()]) -> None: ...

    def __call__(self, q: int) -> None: ...


def of_class(caller: Annotated[Caller, Depends()]) -> None: ...


def shape(dependant: Any, aliases: Callable[..., Any], model: Callable[..., Any]) -> dict[str, Any]:
    """Return the attributes that FastAPI's class and the runtime's have in common."""
    read = {
        kind: [(each.name, each.alias, aliases(each), model(each)) for each in getattr(dependant, kind)]
        for kind in ("path_params", "query_params", "header_params", "cookie_params")
    }
    special = ("request_param_name", "http_connection_param_name", "websocket_param_name")
    return {
        **read,
        "body": [each.name for each in dependant.body_params],
        "special": [getattr(dependant, name) for name in special],
        "call": dependant.call,
        "dependencies": [(each.name, shape(each, aliases, model)) for each in dependant.dependencies],
    }


CALLS = (
    *(plain, headers, cookies, query_model, header_model, body, optional_body, paths, special, web),
    *(as_text, deep, scheme, Caller, Caller("", ""), of_class),
)


@pytest.mark.parametrize("call", CALLS, ids=lambda each: getattr(each, "__name__", "instance"))
def test_a_signature_gives_the_same_parameters_as_fastapi(call: Callable[..., Any]) -> None:
    of_fastapi = shape(
        get_dependant(path=PATH.replace(":path", ""), call=call), _get_param_aliases, _get_param_model
    )
    assert shape(read_dependency(call, PATH), aliases_of, model_of) == of_fastapi


def test_the_members_of_a_model_are_parameters() -> None:
    assert [(each.name, each.alias) for each in members_of(Filters)] == [
        ("plain", "plain"),
        ("named", "other-name"),
    ]
