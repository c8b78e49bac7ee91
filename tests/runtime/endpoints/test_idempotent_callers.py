"""The inputs of guards, sessions and services identify the caller of an `Idempotency-Key`. Nothing else does."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import Cookie, Depends, Header
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)

from generated.services import Services
from tests.support.blog_requests import problem
from tests.support.idempotent_requests import (
    BODY,
    BY_BASIC,
    BY_COOKIE,
    BY_HEADER,
    BY_QUERY,
    BY_TOKEN,
    CONTENT_TYPES,
    cookie,
    header,
    header_model,
    post,
    query,
    scheme,
    service_that_needs,
    several,
    talk,
)

KINDS: dict[str, tuple[Any, Any, Any]] = {
    "a header": (header, *BY_HEADER),
    "a model of headers": (header_model, *BY_HEADER),
    "a cookie": (cookie, *BY_COOKIE),
    "an API key in a header": (scheme(APIKeyHeader(name="X-Key")), *BY_HEADER),
    "an API key in a cookie": (scheme(APIKeyCookie(name="sid")), *BY_COOKIE),
    "a bearer": (scheme(HTTPBearer()), *BY_TOKEN),
    "basic": (scheme(HTTPBasic()), *BY_BASIC),
    "OAuth 2": (scheme(OAuth2PasswordBearer("/token")), *BY_TOKEN),
    "OpenID": (scheme(OpenIdConnect(openIdConnectUrl="/x")), *BY_TOKEN),
}
PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "app": lambda needed: {"dependencies": [Depends(needed)]},
    "entity": lambda needed: {"entity_dependencies": {"tag": [Depends(needed)]}},
    "session": lambda needed: {"get_db_needs": needed},
    "service": lambda needed: {"services": Services(tag=service_that_needs(needed))},
}


@pytest.mark.parametrize("content_type", CONTENT_TYPES, ids=["compiled", "fastapi"])
@pytest.mark.parametrize(
    ("kind", "place"),
    [*((kind, "app") for kind in KINDS), *(("a header", place) for place in PLACES if place != "app")],
)
def test_inputs_identify_callers(
    database_url: str, kind: str, place: str, content_type: dict[str, str]
) -> None:
    """The same key from another caller is another request: it does its own work and gets its own response."""
    needed, ann, bob = KINDS[kind]

    async def conversation(client: httpx.AsyncClient) -> None:
        first = await post(client, content_type, **ann)
        assert first.status_code == 201 and "idempotent-replayed" not in first.headers
        assert problem(await post(client, content_type, **bob), 409) == [("/body/name", "unique")]
        again = await post(client, content_type, **ann)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotent-replayed"] == "true"

    talk(database_url, conversation, **PLACES[place](needed))


@pytest.mark.parametrize("needed", [query, several, scheme(APIKeyQuery(name="key"))])
def test_query_parameters_identify_callers(database_url: str, needed: Any) -> None:
    """Also a repeated parameter."""
    ann, bob = BY_QUERY

    async def conversation(client: httpx.AsyncClient) -> None:
        assert (await post(client, CONTENT_TYPES[0], **ann)).status_code == 201
        assert problem(await post(client, CONTENT_TYPES[0], **bob), 409) == [("/body/name", "unique")]
        assert (await post(client, CONTENT_TYPES[0], **ann)).headers["idempotent-replayed"] == "true"

    talk(database_url, conversation, dependencies=[Depends(needed)])


@pytest.mark.parametrize("changed", [{"cookie": "sid=2"}, {"authorization": "Bearer 2"}, {"x-key": "2"}])
def test_other_parts_do_not_identify_callers(database_url: str, changed: dict[str, str]) -> None:
    """A request is a repetition, whatever other parts differ."""

    async def conversation(client: httpx.AsyncClient) -> None:
        sent = {"cookie": "sid=1", "authorization": "Bearer 1", "x-key": "1", "x-read": "ann"}
        first = await post(client, CONTENT_TYPES[0], headers=sent)
        again = await post(client, CONTENT_TYPES[0], headers=sent | changed)
        assert again.status_code == 201 and again.content == first.content
        assert (
            again.headers["etag"] == first.headers["etag"] and again.headers["idempotent-replayed"] == "true"
        )

    async def guard(
        x_read: Annotated[str, Header()], theme: Annotated[str | None, Cookie()] = None
    ) -> None: ...

    talk(database_url, conversation, dependencies=[Depends(guard)])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("needed", [query, several, scheme(APIKeyQuery(name="key"))])
def test_lists_and_reads_take_the_parameters_of_the_query_that_guards_read(
    tmp_path: Path, needed: Any, place: str
) -> None:
    """To the model of the endpoint's own parameters they are no extra ones."""

    async def conversation(client: httpx.AsyncClient) -> None:
        created = await client.post("/tags", params={"key": "ann"}, json=BODY)
        assert created.status_code == 201, created.text
        for path in ("/tags", f"/tags/{created.json()['id']}"):
            found = await client.get(path, params={"key": "ann"})
            assert found.status_code == 200, found.text
            part = await client.get(path, params={"key": "ann", "fields": "name"})
            assert part.status_code == 200, part.text
            extra = await client.get(path, params={"key": "ann", "kye": "ann"})
            assert problem(extra, 422) == [("/query/kye", "extra_forbidden")]
        page = await client.get("/tags", params={"key": "ann", "name": "none", "limit": "1"})
        assert page.json()["items"] == []
        document = (await client.get("/openapi.json")).json()
        names = [each.get("name") for each in document["paths"]["/tags"]["get"]["parameters"]]
        assert "key" in names or needed not in (query, several)

    talk(f"sqlite:///{tmp_path / 'tags.db'}", conversation, **PLACES[place](needed))
