"""The OpenAPI document of an application: the stored one, merged with that of hand-written code."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import APIRouter, Depends, Header
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.routing import BaseRoute

import generated.api
from generated.api import ENTITIES, create_api
from generated.relations import RELATIONS
from generated.runtime.http.api_builder import build_api
from generated.runtime.queries.list_parameters import ListQuery
from generated.services import Services
from generated.services.tag import TagService

# FastAPI gives HEAD and GET of a route one operation id when it is asked to describe both.
pytestmark = pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
METHODS = ("get", "post", "put", "patch", "delete")
bearer = HTTPBearer()
key = APIKeyHeader(name="X-Key")


async def get_db(x_tenant: Annotated[str, Header()]) -> AsyncIterator[AsyncSession]:
    """A dependency that only the document uses."""
    yield AsyncSession()


async def get_plain_db() -> AsyncIterator[AsyncSession]:
    """The same without a header."""
    yield AsyncSession()


class Tags(TagService):
    """A service whose constructor needs the caller."""

    def __init__(
        self,
        caller: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
        x_mode: Annotated[str, Header()] = "",
    ) -> None:
        self.caller, self.mode = caller, x_mode

    def visible(self) -> Any:
        return TagService.visible(self)


APPS = {
    "nothing": lambda: create_api(get_plain_db),
    "a session that reads a header": lambda: create_api(get_db),
    "a guard on everything": lambda: create_api(get_plain_db, dependencies=[Depends(key)]),
    "a guard on one entity": lambda: create_api(get_plain_db, entity_dependencies={"post": [Depends(key)]}),
    "a service that asks for the caller": lambda: create_api(get_plain_db, services=Services(tag=Tags)),
    "all of it": lambda: create_api(
        get_plain_db,
        get_read_db=get_db,
        services=Services(tag=Tags),
        dependencies=[Depends(key)],
        entity_dependencies={"tag": [Depends(bearer)]},
        prefix="/v1",
    ),
}


@pytest.mark.parametrize("make", APPS.values(), ids=APPS)
def test_it_describes_what_fastapi_would_describe(make: Any) -> None:
    """Parameters and security of every operation are those that FastAPI finds in the routes."""
    app: Any = make()
    served, computed = app.openapi(), get_openapi(title="", version="", routes=app.routes)
    expanded = get_openapi(title="", version="", routes=[*_expanding(app)])
    assert served["paths"].keys() == computed["paths"].keys()
    operators = dict(_operators(app))
    assert operators and all(
        "title__startswith" in each for path, each in operators.items() if path.endswith("/posts")
    )
    for path, item in computed["paths"].items():
        assert item.keys() & set(METHODS) == served["paths"][path].keys() & set(METHODS), path
        for method in item.keys() & set(METHODS):
            described = served["paths"][path][method]
            given = _parameters(served, described, served["paths"][path])
            needed = _parameters(computed, item[method], item)
            if method == "get":
                needed |= {("query", name): False for name in operators.get(path, ())}
            more = expanded["paths"].get(path, {}).get(method, {}) if method == "get" else {}
            besides = _parameters(expanded, more).keys() - needed.keys()
            assert given.keys() == needed.keys() | besides, (method, path)
            assert not any(given[each] for each in besides)
            assert all(given[each] == needed[each] for each in needed), (method, path)
            wanted = _security(item[method])
            assert _security(described) == wanted | _security(more)
            assert ({} in described.get("security", [])) == (not wanted and bool(_security(more)))
            assert bool(_security(described)) == ({"401", "403"} <= described["responses"].keys())
    schemes = expanded["components"].get("securitySchemes", {}) | computed["components"].get(
        "securitySchemes", {}
    )
    assert served["components"].get("securitySchemes", {}) == schemes


def _operators(app: Any) -> Iterator[tuple[str, set[str]]]:
    """Yield the path of each list, and the filters that its query model reads and does not declare."""
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)  # which the route of the document has not
        for each in dependant.query_params if dependant is not None else ():
            model = each.field_info.annotation
            if isinstance(model, type) and issubclass(model, ListQuery):
                declared = {field.alias or name for name, field in model.model_fields.items()}
                yield str(context.path_format), set(model.parameters()) - declared


def _expanding(app: Any) -> Iterator[BaseRoute]:
    """Yield for each entity the router of requests that are expanded by all that they can be."""
    for segment, entity in app._generated.entities.items():
        module = ENTITIES[segment].module
        yield entity.including(entity._requirements.expanded(module, ",".join(_paths(module, 4))))


def _security(operation: dict[str, Any]) -> set[str]:
    return {name for each in operation.get("security", []) for name in each}


def _paths(module: str, depth: int) -> Iterator[str]:
    """Yield the paths that relations can be followed on."""
    for relation in RELATIONS._entities[module].relations if depth else ():
        yield relation.name
        for further in _paths(relation.target, depth - 1):
            yield f"{relation.name}.{further}"


def _parameters(document: dict[str, Any], *described: dict[str, Any]) -> dict[tuple[str, str], bool]:
    """Return the place and name of each parameter, and whether it is required."""
    named = document["components"].get("parameters", {})
    given = [parameter for each in described for parameter in each.get("parameters", [])]
    found = [named[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in given]
    assert len(found) == len({(each["in"], each["name"].lower()) for each in found})
    return {(each["in"], each["name"].lower()): each.get("required", False) for each in found}


def test_it_is_served_as_stored_bytes() -> None:
    """The bytes are cached, have the root path as a server, and include a hand-written route."""
    asyncio.run(_ask_for_it())


async def _ask_for_it() -> None:
    app = create_api(get_plain_db)

    @app.get("/mine")
    async def mine() -> str:
        return ""

    plain, mounted = [
        httpx.AsyncClient(transport=httpx.ASGITransport(app, root_path=path), base_url="http://test")
        for path in ("", "/api")
    ]
    first, second = (await plain.get("/openapi.json")), (await plain.get("/openapi.json"))
    assert first.content == second.content and "/mine" in first.json()["paths"]
    assert first.json()["servers"] == [{"url": "/"}]
    assert (await mounted.get("/api/openapi.json")).json()["servers"] == [{"url": "/api"}]
    assert first.json()["openapi"] == "3.1.0" and "x-specloom-digest" not in first.json()


def test_routes_and_their_paths_are_known_before_the_first_request() -> None:
    """`app.routes` and `url_path_for` make the routes that they need."""
    app = create_api(get_plain_db, prefix="/v1")
    assert app.url_path_for("read_post", post_id="7") == "/v1/posts/7"
    paths = {
        each["summary"]
        for item in get_openapi(title="", version="", routes=app.routes)["paths"].values()
        for each in item.values()
    }
    assert len(paths) >= 24


def test_a_security_scheme_is_described_as_the_spec_has_it() -> None:
    described = _describing({"APIKeyHeader": "A key of the account's page."}, dependencies=[Depends(key)])
    with TestClient(described) as client:
        schemes = client.get("/openapi.json").json()["components"]["securitySchemes"]
    assert schemes == {
        "APIKeyHeader": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Key",
            "description": "A key of the account's page.",
        }
    }


def test_a_security_scheme_that_no_guard_reads_keeps_the_service_from_starting() -> None:
    app = _describing({"Oauth": "Elsewhere.", "APIKeyHeader": "A key."}, dependencies=[Depends(key)])
    with pytest.raises(ValueError, match=r"no guard reads: Oauth .* The guards read APIKeyHeader\. Correct"):
        TestClient(app).__enter__()
    with pytest.raises(ValueError, match=r"no guard reads: Oauth .* No guard reads any\."):
        TestClient(_describing({"Oauth": "Elsewhere."})).__enter__()


def test_the_document_has_the_security_schemes_of_included_routers() -> None:
    """Also those of nested routers and of dependencies of guards. Public routes have none."""

    async def nested(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> None:
        pass

    inner, outer = APIRouter(dependencies=[Depends(nested)]), APIRouter()

    @inner.get("/mine")
    async def mine() -> str:
        return ""

    @outer.get("/open")
    async def open_() -> str:
        return ""

    app = _describing({"HTTPBearer": "A token."})
    outer.include_router(inner)
    app.include_router(outer)
    with TestClient(app) as client:
        document = client.get("/openapi.json").json()
    assert document["paths"]["/mine"]["get"]["security"] == [{"HTTPBearer": []}]
    assert "security" not in document["paths"]["/open"]["get"] and document["security"] == []
    assert document["components"]["securitySchemes"]["HTTPBearer"]["description"] == "A token."


def _describing(security: dict[str, str], **options: Any) -> Any:
    """Return the blog as if its spec had described security schemes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generated.api, "build_api", partial(build_api, security=security))
        return create_api(get_plain_db, **options)


def test_a_hand_written_route_answers_problems_and_has_its_tag_described() -> None:
    app = create_api(get_plain_db)
    app.openapi_tags = [{"name": "mine", "description": "What is mine."}]

    @app.get("/mine/{number}", tags=["mine"])
    async def mine(number: int) -> str:
        return ""

    document = app.openapi()
    responses = document["paths"]["/mine/{number}"]["get"]["responses"]
    assert responses["422"] == {"$ref": "#/components/responses/UnprocessableContent"}
    assert not {"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys()
    assert {"name": "mine", "description": "What is mine."} in document["tags"]
    assert len(document["tags"]) == len({each["name"] for each in document["tags"]}) == 5
    with TestClient(app) as client:
        response = client.get("/mine/none")
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
