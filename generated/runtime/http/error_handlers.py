# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8da953e6293f83bf04e1c8322fb30afc
"""The handlers of errors: each returns the response to one kind of error."""

import inspect
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool

from ..errors.error_log import log_error
from ..errors.suggestions import with_suggestions
from ..errors.validation_messages import describe
from ..errors.violations import comes_from_driver
from ..errors.violations import describe as describe_violation
from ..problems.problem import Overloaded, Problem, problem_response, unavailable
from ..queries.list_parameters import ListQuery
from ..types.json_values import INEXACT_NUMBER


async def validation_error(request: Request, error: Exception) -> Response:
    """Respond 422 to a request that does not match its schema, and 400 to a body that is not valid JSON.

    Respond 409 to a request that matches, but holds a number that cannot be stored exactly.
    """
    assert isinstance(error, RequestValidationError)
    items = describe(error.errors())
    query = _list_query(request)
    if query is not None:
        items = with_suggestions(items, query.parameters())
    if any(item.code == "json_invalid" for item in items):
        return problem_response(400, "The body is not valid JSON.", items)
    if all(item.code == INEXACT_NUMBER for item in items):
        return problem_response(409, "A number of the request cannot be stored as it is.", items)
    return problem_response(422, "The request does not fit its schema.", items)


def _list_query(request: Request) -> type[ListQuery] | None:
    """Return the query model of a request's route if the route is a list."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    for each in dependant.query_params if dependant is not None else ():
        model = each.field_info.annotation
        if isinstance(model, type) and issubclass(model, ListQuery):
            return model
    return None


async def database_error(_request: Request, error: Exception) -> Response:
    """Respond 503 to a temporary error. Raise any other: it is an error of the application."""
    if not is_temporary(error):
        raise error
    if isinstance(getattr(error, "orig", None), Overloaded):
        # A new problem, because the redaction of database errors may have removed the text of this one.
        return problem_as_response(Overloaded())
    return problem_as_response(unavailable())


def problem_as_response(problem: Problem) -> Response:
    """Return the response that describes a problem."""
    return problem_response(problem.status_code, problem.detail, headers=problem.headers)


async def server_error(request: Request, error: Exception) -> Response:
    """Respond to an `HTTPException` with a status from 500 to 599 by the handler of its class, and log it.

    This is a handler of a status, because Sentry does not wrap those: it would send the variables of each frame. The
    logged error has no variables.
    """
    if not isinstance(error, Problem):
        log_error(error, request.scope)
    handlers = request.app.exception_handlers
    handler = next(handlers[each] for each in type(error).__mro__ if each in handlers)
    return await call_handler(handler, request, error)


async def call_handler(handler: Any, request: Request, error: Exception) -> Response:
    """Return the response of a handler. Run a synchronous handler in a thread."""
    if inspect.iscoroutinefunction(handler):
        found: Response = await handler(request, error)
    else:
        found = await run_in_threadpool(handler, request, error)
    return found


def is_temporary(error: Exception) -> bool:
    """Return True if the request may succeed later."""
    if isinstance(error, OSError) and not comes_from_driver(error):
        return False
    return describe_violation(error).kind == "unavailable"
