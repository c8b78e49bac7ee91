"""What tells the callers of a route apart: all that its guards, its sessions and its services read from a request.

It is worked out once for each route, from the dependencies that FastAPI resolves for it. Where a dependency takes the
whole request, or middleware of the application's might tell callers apart, what is read cannot be known.
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

CALLERS = "specloom.callers"
"""Key of the scope under which a generated route notes its Callers."""

_HARMLESS = frozenset({CORSMiddleware, GZipMiddleware, HTTPSRedirectMiddleware, TrustedHostMiddleware})
"""Middleware that does not tell callers apart. Other classes declare it by `tells_callers_apart = False`."""

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


class Callers(NamedTuple):
    """The names of what tells the callers of a route apart, those of headers in lower case."""

    headers: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    complete: bool = True
    """False if a dependency takes the whole request, and may read anything."""

    @classmethod
    def of(cls, dependencies: Iterable[Dependant]) -> Self:
        """Return what dependencies read, and those that they depend on."""
        found: dict[str, set[str]] = {"headers": set(), "cookies": set(), "query": set(), "path": set()}
        complete = [_read(each, found) for each in dependencies]
        headers, cookies, query, path = (tuple(sorted(names)) for names in found.values())
        return cls(headers, cookies, query, path, all(complete))

    def identify(self, request: HTTPConnection) -> list[str]:
        """Return texts that differ between callers.

        Where not all that is read is known, `Authorization` is among them if it is there; what else tells callers apart
        is not.
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


UNKNOWN = Callers(complete=False)
"""What is known of a route that nothing is known of."""


def callers_of(request: HTTPConnection) -> Callers:
    """Return what tells the callers of a request's route apart."""
    callers: Callers = request.scope.get(CALLERS, UNKNOWN)
    if callers.complete and (request.app.dependency_overrides or may_tell_apart(request.app, request.scope)):
        return callers._replace(complete=False)
    return callers


def may_tell_apart(app: Any, scope: Scope) -> bool:
    """Return True if something that a request passes before the application's routes may tell callers apart."""
    return "app_root_path" in scope or not all(
        each.cls in _HARMLESS or getattr(each.cls, "tells_callers_apart", True) is False
        for each in app.user_middleware
    )


def _read(dependant: Dependant, found: dict[str, set[str]]) -> bool:
    """Add what a dependency reads, by where it stands. Return False if that is not all."""
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
    deeper = [_read(each, found) for each in dependant.dependencies]
    return complete and all(deeper)


def _read_scheme(scheme: Any, found: dict[str, set[str]]) -> bool | None:
    """Add what a security scheme of FastAPI's reads and return True; return None for one that reads by itself."""
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
    """Yield the names of each member of a model that holds several parameters."""
    usual = getattr(field.field_info, "convert_underscores", True)
    for member in members_of(model):
        yield _aliases(member, kind, convert=getattr(member.field_info, "convert_underscores", usual))


def _takes_more(model: type[BaseModel]) -> bool:
    """Return True if a model of parameters may see others than its members."""
    validators = model.__pydantic_decorators__.model_validators.values()
    return model.model_config.get("extra") == "allow" or any(
        each.info.mode in ("before", "wrap") for each in validators
    )
