# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: a5a8eed4e72db062efb26d9f87b98616
"""The application of the API. Hand-written code calls `create_api` and extends the result."""

from collections.abc import Mapping, Sequence

from fastapi import FastAPI
from fastapi.params import Depends
from starlette.types import Lifespan

from .runtime.endpoints.dependencies import GetDb, GetReadDb, Sessions
from .runtime.http.api_builder import EntitySource, build_api
from .services import Services

GENERATED = Services()
"""The generated services, without replacements."""
ENTITIES = {
    "codes": EntitySource("code"),
    "events": EntitySource("event"),
    "orders": EntitySource("order"),
    "order-lines": EntitySource("order_line", related=("order", "order_line")),
    "parcels": EntitySource("parcel", related=("order_line", "parcel")),
    "prices": EntitySource("price", related=("code",)),
    "shipments": EntitySource(
        "shipment",
        related=("order_line", "price"),
        hidden=("price_class", "price_colour", "price_day", "price_code_id"),
    ),
}
"""The entities by path. Each is imported at its first request."""


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

    `get_db` yields the session of a request. `get_read_db` yields another session, or a connection of the driver, for
    requests that only read. `services` replaces generated services by hand-written ones. `dependencies` guard all
    routes, including routes that are added to the result, like `FastAPI(dependencies=…)`. `entity_dependencies` guard
    the routes at and below the path of an entity, by its module name, and other requests that show or write its rows.
    `public` of `runtime` exempts a route. `prefix` is the start of every path, such as `/v1`. Routes that are added to
    the result have precedence over generated ones.
    """
    return build_api(
        __name__.removesuffix(".api"),
        ENTITIES,
        title="API",
        version="1.0.0",
        sessions=Sessions(get_db, get_read_db or get_db),
        services=services,
        dependencies=dependencies,
        entity_dependencies=entity_dependencies,
        prefix=prefix,
        lifespan=lifespan,
    )
