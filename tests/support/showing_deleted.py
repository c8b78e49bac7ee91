"""Lets the services of an application show deleted rows, unless a request has the header `X-Deleted: hidden`.

A generated service does not show deleted rows. Proofs that drive every operation into each of its statuses need both
responses. The OpenAPI document does not have the header.
"""

from contextvars import ContextVar
from dataclasses import fields, replace
from importlib import import_module
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

_shows_deleted: ContextVar[bool] = ContextVar("shows_deleted", default=True)


class WhoMaySee:
    """Notes of each request whether what is deleted is shown to it.

    It stands around an application and not among its middleware, from which it would not know what tells callers apart.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        _shows_deleted.set(dict(scope.get("headers", ())).get(b"x-deleted") != b"hidden")
        await self.app(scope, receive, send)


def install() -> None:
    """Give such services to every application of the package `generated` that is made from now on."""
    api = import_module("generated.api")
    create_api = api.create_api

    def create(*arguments: Any, services: Any = api.GENERATED, **options: Any) -> Any:
        return create_api(*arguments, services=_showing(services), **options)

    vars(api)["create_api"] = create


def show_deleted(package: str) -> None:
    """Let every service of a package show what is deleted.

    Not by an override, which would send every request of the entity through the session.
    """
    import_module(f"{package}.runtime.services.service").Service.may_see_deleted = _yes


async def _yes(_: Any) -> bool:
    return True


def _showing(services: Any) -> Any:
    """Return services of which those of entities with soft deletion show what is deleted."""
    found = {}
    for each in fields(services):
        found_there = vars(import_module(f"generated.services.{each.name}"))
        generated: Any = next(
            value for name, value in found_there.items() if name.endswith("Service") and name != "Service"
        )
        if generated.resource.deleted_at is not None:
            found[each.name] = _showing_deleted(getattr(services, each.name) or generated)
    return replace(services, **found)


def _showing_deleted(service: Any) -> Any:
    class Showing(service):  # type: ignore[misc] # made at run time
        async def may_see_deleted(self) -> bool:
            return _shows_deleted.get()

    return Showing
