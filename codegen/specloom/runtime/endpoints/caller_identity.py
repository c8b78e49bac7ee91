"""The parts of a request that identify its caller: everything that guards, sessions and services read from it.

They are computed once for each route, from its FastAPI dependencies. They are incomplete if a dependency takes the
whole request, or if middleware of the application may distinguish callers.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Self

from fastapi import security
from pydantic import AliasChoices, AliasPath, BaseModel
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.types import Scope

from ..libraries.private_fastapi import Dependant, aliases_of, members_of, model_of

CALLER_IDENTITY = "specloom.callers"
"""Key of the scope for the `CallerIdentity` of the route."""

_NEUTRAL = frozenset({CORSMiddleware, GZipMiddleware, HTTPSRedirectMiddleware, TrustedHostMiddleware})
"""Middleware that does not distinguish callers. Other classes declare this by `tells_callers_apart = False`."""

_READS_AUTHORIZATION = (
    *(security.HTTPBearer, security.HTTPBasic, security.HTTPDigest, *security.HTTPBearer.__bases__),
    *(security.OAuth2PasswordBearer, security.OAuth2AuthorizationCodeBearer, security.OAuth2),
    security.OpenIdConnect,
)
_READS_BY_NAME = {
    security.APIKeyHeader: "headers",
    security.APIKeyCookie: "cookies",
    security.APIKeyQuery: "query",
}


class CallerIdentity(NamedTuple):
    """The names of the parts of a request that identify its caller. Names of headers are in lower case."""

    headers: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    complete: bool = True
    """False if a dependency takes the whole request and so may read any part of it."""

    @classmethod
    def of(cls, dependencies: Iterable[Dependant]) -> Self:
        """Return the parts that dependencies, and their own dependencies, read."""
        found: dict[str, set[str]] = {"headers": set(), "cookies": set(), "query": set(), "path": set()}
        complete = [_read(each, found) for each in dependencies]
        headers, cookies, query, path = (tuple(sorted(names)) for names in found.values())
        return cls(headers, cookies, query, path, all(complete))

    def values(self, request: HTTPConnection) -> list[str]:
        """Return texts that differ between callers.

        If the identity is incomplete, the texts include the header `Authorization`, and otherwise only the known parts.
        """
        headers = self.headers
        if not self.complete and "authorization" not in headers and "authorization" in request.headers:
            headers = (*headers, "authorization")
        given = [(f"header {name}", request.headers.getlist(name)) for name in headers]
        given += [(f"query {name}", request.query_params.getlist(name)) for name in self.query]
        for kind, names, values in (
            ("cookie", self.cookies, request.cookies),
            ("path", self.path, request.path_params),
        ):
            given += [(f"{kind} {name}", [str(values[name])] if name in values else []) for name in names]
        return [text for name, texts in given for text in (name, str(len(texts)), *texts)]


UNKNOWN_IDENTITY = CallerIdentity(complete=False)
"""The identity of callers of an unknown route."""


def identity_of(request: HTTPConnection) -> CallerIdentity:
    """Return the parts of a request that identify its caller."""
    identity: CallerIdentity = request.scope.get(CALLER_IDENTITY, UNKNOWN_IDENTITY)
    app = request.app
    if identity.complete and (app.dependency_overrides or may_distinguish_callers(app, request.scope)):
        return identity._replace(complete=False)
    return identity


def may_distinguish_callers(app: Any, scope: Scope) -> bool:
    """Return True if middleware, or an application that mounts this one, may distinguish callers."""
    return "app_root_path" in scope or not all(
        each.cls in _NEUTRAL or getattr(each.cls, "tells_callers_apart", True) is False
        for each in app.user_middleware
    )


def _read(dependant: Dependant, found: dict[str, set[str]]) -> bool:
    """Add the parts that a dependency reads. Return False if it may read more."""
    call: Any = dependant.call
    complete = _read_scheme(call, found)
    if complete is None:
        complete = not (
            dependant.request_param_name
            or dependant.http_connection_param_name
            or dependant.websocket_param_name
        )
    for kind, fields in (
        ("headers", dependant.header_params),
        ("cookies", dependant.cookie_params),
        ("query", dependant.query_params),
        ("path", dependant.path_params),
    ):
        for field in fields:
            model = model_of(field)
            aliases = [_aliases(field, kind)] if model is None else _model_aliases(field, model, kind)
            for names in aliases:
                found[kind] |= {name.lower() if kind == "headers" else name for name in names}
            complete = complete and (model is None or not _takes_more(model))
    nested = [_read(each, found) for each in dependant.dependencies]
    return complete and all(nested)


def _read_scheme(scheme: Any, found: dict[str, set[str]]) -> bool | None:
    """Add the part that a security scheme of FastAPI reads, and return True. Return None for any other dependency."""
    call = type(scheme).__call__
    if any(call is each.__call__ for each in _READS_AUTHORIZATION):
        found["headers"].add("authorization")
        return True
    for each, kind in _READS_BY_NAME.items():
        if call is each.__call__:
            name = scheme.model.name
            found[kind].add(name.lower() if kind == "headers" else name)
            return True
    return None


def _aliases(field: Any, kind: str, *, convert: bool = False) -> Iterator[str]:
    for _, name in aliases_of(field, convert_underscores=convert and kind == "headers"):
        yield name
    alias = field.field_info.validation_alias
    for choice in alias.choices if isinstance(alias, AliasChoices) else [alias]:
        if isinstance(choice, AliasPath):
            yield str(choice.path[0])


def _model_aliases(field: Any, model: type[BaseModel], kind: str) -> Iterator[Iterator[str]]:
    """Yield the names of each member of a model of parameters."""
    usual = getattr(field.field_info, "convert_underscores", True)
    for member in members_of(model):
        yield _aliases(member, kind, convert=getattr(member.field_info, "convert_underscores", usual))


def _takes_more(model: type[BaseModel]) -> bool:
    """Return True if a model of parameters may read parameters that are not its members."""
    validators = model.__pydantic_decorators__.model_validators.values()
    return model.model_config.get("extra") == "allow" or any(
        each.info.mode in ("before", "wrap") for each in validators
    )
