# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: ea7bcc3520ef90ed4cebb286540b7188
"""Builds the application from the entities of a generated package."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI
from fastapi.params import Depends
from starlette.routing import BaseRoute
from starlette.types import Lifespan

from ..driver import foreign_keys
from ..endpoints.dependencies import Sessions, may_hide_rows, provide
from ..endpoints.related_entities import EntityRequirements, Requirements
from ..libraries import private_fastapi, private_sqlalchemy
from ..resources.bounded_cache import LruCache
from ..services.service import Service
from .application import Api
from .argument_checks import require_entities, require_guards, require_service
from .document import Document, RouteDependencies
from .entity_routes import MAX_CACHED_ROUTERS, EntityRoutes
from .hand_written import Guards


class EntitySource(NamedTuple):
    """The names of the generated modules of an entity and of the entities that it refers to.

    `listed` holds the modules of the entities that are listed below its path, by the segment of the path.
    """

    module: str
    related: tuple[str, ...] = ()
    listed: Mapping[str, str] = {}
    hidden: tuple[str, ...] = ()
    """The names of its hidden fields. Their values are never logged."""


def build_api(
    package: str,
    entities: Mapping[str, EntitySource],
    *,
    title: str,
    version: str,
    sessions: Sessions,
    services: Any,
    dependencies: Sequence[Depends],
    entity_dependencies: Mapping[str, Sequence[Depends]],
    prefix: str,
    lifespan: Lifespan[FastAPI] | None,
    security: Mapping[str, str] = {},
) -> FastAPI:
    """Return the application of a package's entities, which are given by the first segment of their path.

    `security` describes security schemes. The application does not start if no guard reads one of them. Raises
    ValueError if a name in `entity_dependencies` is not an entity, and TypeError for an invalid guard or service.
    """
    foreign_keys.install()
    private_fastapi.PRIVATE_APIS.report()
    private_sqlalchemy.PRIVATE_APIS.report()
    modules = {source.module for source in entities.values()}
    require_guards(dependencies, entity_dependencies)
    require_entities(entity_dependencies, modules)
    guards = {module: (*dependencies, *entity_dependencies.get(module, ())) for module in modules}
    written = {module: made for module in modules if (made := getattr(services, module)) is not None}
    for module, made in written.items():
        require_service(package, module, made)
    provided = {module: provide(made, {}) for module, made in written.items()}
    refers = {source.module: (source.module, *source.related) for source in entities.values()}
    requirements = EntityRequirements(package, modules, entity_dependencies, services)

    def needs(source: EntitySource) -> RouteDependencies:
        """Return the dependencies of an entity's routes, without importing its modules."""
        related = {module: written[module] for module in source.related if module in written}
        mine = sessions._replace(guards=guards[source.module])
        reads = mine.for_reads(written.get(source.module, Service), related)
        services_of = {
            module: {
                name: provided[name]
                for name in refers[module]
                if name in provided and (name == module or may_hide_rows(written[name]))
            }
            for module in (source.module, *source.listed.values())
        }
        listed = {path: services_of[module] for path, module in source.listed.items()}
        return RouteDependencies(
            source.module,
            (*dependencies,),
            requirements,
            reads,
            sessions.write,
            services_of[source.module],
            listed,
        )

    file = Path(str(import_module(package).__file__)).with_name("openapi.json")
    document = Document(file, prefix, {path: needs(source) for path, source in entities.items()}, security)
    written_by_hand = Guards(
        dependencies,
        {f"{prefix}/{path}": entity_dependencies.get(each.module, ()) for path, each in entities.items()},
        document.item_path,
    )
    hidden_names = frozenset(name for source in entities.values() for name in source.hidden)
    app = Api(title, version, document, written_by_hand, prefix, lifespan, hidden_names)

    def entity(source: EntitySource) -> EntityRoutes:
        def make(needed: Requirements | None) -> APIRouter:
            module = import_module(f".routers.{source.module}", package)
            make_router: Callable[..., APIRouter] = module.make_router
            if needed is None:
                return make_router(sessions._replace(guards=guards[source.module]), services, None)
            writing = Sessions(sessions.write, sessions.write)
            return make_router(writing, services, requirements.services(needed))

        return EntityRoutes(source.module, make, requirements, dependencies, prefix, app, routers)

    routers = LruCache[Any, BaseRoute](MAX_CACHED_ROUTERS)
    app.serve({path: entity(source) for path, source in entities.items()})
    return app
