# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 542ac28d8dfde9e605d6f275a4c8a9a2
"""Reads the parameters of a dependency from its signature, by the documented rules of FastAPI.

FastAPI has the same information in private attributes. This module replaces them in an unknown version.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import BackgroundTasks, Response, UploadFile, WebSocket, params
from fastapi.security import SecurityScopes
from pydantic import AliasChoices, BaseModel
from starlette.requests import HTTPConnection, Request

_SPECIAL = (HTTPConnection, Response, BackgroundTasks, SecurityScopes)
_NOT_SCALAR = (BaseModel, dict, list, set, frozenset, tuple, UploadFile)
_KINDS = {
    params.Path: "path_params",
    params.Query: "query_params",
    params.Header: "header_params",
    params.Cookie: "cookie_params",
}


@dataclass(slots=True)
class Parameter:
    """A parameter whose value comes from the request."""

    name: str
    alias: str
    field_info: Any


@dataclass(slots=True)
class Dependency:
    """A function that FastAPI calls, and its parameters. The attributes are named as in FastAPI's `Dependant`."""

    call: Callable[..., Any]
    name: str | None = None
    dependencies: list["Dependency"] = field(default_factory=list)
    path_params: list[Parameter] = field(default_factory=list)
    query_params: list[Parameter] = field(default_factory=list)
    header_params: list[Parameter] = field(default_factory=list)
    cookie_params: list[Parameter] = field(default_factory=list)
    body_params: list[Parameter] = field(default_factory=list)
    request_param_name: str | None = None
    http_connection_param_name: str | None = None
    websocket_param_name: str | None = None


def typed_signature(call: Callable[..., Any]) -> inspect.Signature:
    """Return the signature of a function, with its annotations evaluated if possible."""
    try:
        return inspect.signature(call, eval_str=True)
    except NameError:  # a name is imported only under TYPE_CHECKING
        return inspect.signature(call)


def read_dependency(call: Callable[..., Any], path: str, name: str | None = None) -> Dependency:
    """Return the parameters and dependencies of a function that serves a path."""
    made = Dependency(call, name)
    in_path = {each.partition(":")[0] for each in re.findall(r"{(.*?)}", path)}
    for parameter in typed_signature(call).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        kind, mark = _marked(parameter)
        if isinstance(mark, params.Depends):
            made.dependencies.append(read_dependency(mark.dependency or kind, path, parameter.name))
        elif mark is None and isinstance(kind, type) and issubclass(kind, _SPECIAL):
            _note_special(made, kind, parameter.name)
        else:
            if mark is None:
                mark = _usual(kind, in_path=parameter.name in in_path)
            hyphens = isinstance(mark, params.Header) and mark.convert_underscores
            alias = mark.alias or (parameter.name.replace("_", "-") if hyphens else parameter.name)
            if mark.annotation is None:
                mark.annotation = kind
            place = next((each for each in _KINDS if isinstance(mark, each)), None)
            read = made.body_params if place is None else getattr(made, _KINDS[place])
            read.append(Parameter(parameter.name, alias, mark))
    return made


def _marked(parameter: inspect.Parameter) -> tuple[Any, Any]:
    """Return the type of a parameter, and the FastAPI object in its annotation or default, or None."""
    kind, marks = parameter.annotation, []
    if get_origin(kind) is Annotated:
        kind, *marks = get_args(kind)
    known = (params.Depends, params.Param, params.Body)
    return kind, next(
        (each for each in reversed([*marks, parameter.default]) if isinstance(each, known)), None
    )


def _note_special(made: Dependency, kind: type, name: str) -> None:
    if issubclass(kind, Request):
        made.request_param_name = name
    elif issubclass(kind, WebSocket):
        made.websocket_param_name = name
    elif issubclass(kind, HTTPConnection):
        made.http_connection_param_name = name


def _usual(kind: Any, *, in_path: bool) -> Any:
    """Return where FastAPI reads a parameter from if it has no FastAPI object."""
    if in_path:
        return params.Path()
    kinds = get_args(kind) if get_origin(kind) in _UNIONS else (kind,)
    origins = [get_origin(each) or each for each in kinds]
    scalar = not any(isinstance(each, type) and issubclass(each, _NOT_SCALAR) for each in origins)
    return params.Query() if scalar else params.Body()


_UNIONS = (Union, type(int | str))


def model_of(parameter: Any) -> type[BaseModel] | None:
    """Return the model that groups the members of a parameter, or None."""
    kind: Any = parameter.field_info.annotation
    kinds = [each for each in get_args(kind) or (kind,) if isinstance(each, type)]
    return next((each for each in kinds if issubclass(each, BaseModel)), None)


def members_of(model: type[BaseModel]) -> list[Any]:
    """Return the members of a model, as parameters."""
    return [Parameter(name, info.alias or name, info) for name, info in model.model_fields.items()]


def aliases_of(parameter: Any, *, convert_underscores: bool = False) -> list[tuple[str, str]]:
    """Return pairs of names of a parameter: in the validator, and in a request."""
    alias, choices = parameter.alias, parameter.field_info.validation_alias
    names = [alias]
    if isinstance(choices, AliasChoices):
        names = [each for each in choices.choices if isinstance(each, str)] or names
    return [
        (each, each.replace("_", "-") if convert_underscores and each == parameter.name else each)
        for each in names
    ]
