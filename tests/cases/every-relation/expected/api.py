# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: ebf81f6a17b6054a689784347885d3f6
"""The whole API as one application: hand-written code calls `create_api` and adds to what it returns."""

from collections.abc import Mapping, Sequence

from fastapi import FastAPI
from fastapi.params import Depends
from starlette.types import Lifespan

from .runtime.endpoints.dependencies import GetDb, GetReadDb, Sessions
from .runtime.http.application import Source, build
from .services import Services

GENERATED = Services()
"""The generated services, none of them replaced."""
ENTITIES = {
    "badges": Source("badge", related=("person",)),
    "countries": Source("country"),
    "people": Source(
        "person",
        related=("country", "person", "team"),
        listed={"friends": "person", "teams": "team"},
    ),
    "teams": Source("team", related=("person",)),
}
"""The entities by their path; each is imported at the first request for it."""


def create_api(
    get_db: GetDb,
    *,
    get_read_db: GetReadDb | None = None,
    services: Services = GENERATED,
    dependencies: Sequence[Depends] = (),
    entity_dependencies: Mapping[str, Sequence[Depends]] = {},
    prefix: str = "",
    lifespan: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """Return the application.

    `get_db` yields the session of a request, `get_read_db` what reads use where it differs: a session, or a connection
    of the driver. `services` replaces generated services by hand-written ones. `dependencies` guard every route,
    also those added to the result, as `FastAPI(dependencies=…)` would; `entity_dependencies` guard those at and below
    the path of one entity, by its module name, and requests elsewhere that show or write its rows. `public` of
    `runtime.http.hand_written` names a route as open. `prefix` goes before every path, as in `/v1`. Routes added to the
    result win over generated ones.
    """
    return build(
        __name__.removesuffix(".api"),
        ENTITIES,
        title="Every relation",
        version="1.0.0",
        sessions=Sessions(get_db, get_read_db or get_db),
        services=services,
        dependencies=dependencies,
        entity_dependencies=entity_dependencies,
        prefix=prefix,
        lifespan=lifespan,
    )
