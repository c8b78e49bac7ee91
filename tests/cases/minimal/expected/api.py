# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: dce209ae23353e92f1d49cd0b31d85db
"""The whole API as one application: hand-written code calls `create_api` and adds to what it returns."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.params import Depends
from starlette.types import Lifespan

from .routers.thing import thing_router
from .runtime.application import build
from .runtime.dependencies import GetDb, Sessions
from .services import Services

OPENAPI = Path(__file__).with_name("openapi.json")
GENERATED = Services()
"""The generated services, none of them replaced."""


def create_api(
    get_db: GetDb,
    *,
    get_read_db: GetDb | None = None,
    services: Services = GENERATED,
    dependencies: Sequence[Depends] = (),
    entity_dependencies: Mapping[str, Sequence[Depends]] = {},
    prefix: str = "",
    lifespan: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """Return the application.

    `get_db` yields the session of a request, `get_read_db` the one for reads where it differs. `services` replaces
    generated services by hand-written ones. `dependencies` guard every generated route, `entity_dependencies` those of
    one entity, by its module name. `prefix` goes before every path, as in `/v1`. Routes added to the result win over
    generated ones.
    """
    sessions = Sessions(get_db, get_read_db or get_db)
    return build(
        OPENAPI,
        {
            "thing": thing_router(sessions, services),
        },
        dependencies=dependencies,
        entity_dependencies=entity_dependencies,
        prefix=prefix,
        lifespan=lifespan,
    )
