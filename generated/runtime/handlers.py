# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7094d98de48ee9f90cbd224fb37c2b4f
"""What is answered to an error, whoever raised it."""

import logging
import traceback

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .caching import with_cache_headers
from .json_values import NOT_KEPT
from .problems import Overloaded, Problem, describe, problem_response, unavailable
from .query import ListQuery
from .suggestions import with_suggestions
from .violations import describe as describe_violation

log = logging.getLogger(__name__)
_WRONG = "Something went wrong here. It has been logged."


async def invalid(request: Request, error: Exception) -> Response:
    """Answer 422 for a request that does not fit its schema, 400 for a body that is no JSON.

    It is 409 for one that fits, but holds a number that would not be stored as it is.
    """
    assert isinstance(error, RequestValidationError)
    items = describe(error.errors())
    query = _list_query(request)
    if query is not None:
        items = with_suggestions(items, query.parameters())
    if any(item.code == "json_invalid" for item in items):
        return problem_response(400, "The body is not valid JSON.", items)
    if all(item.code == NOT_KEPT for item in items):
        return problem_response(409, "A number of the request cannot be stored as it is.", items)
    return problem_response(422, "The request does not fit its schema.", items)


def _list_query(request: Request) -> type[ListQuery] | None:
    """Return the query model of the route of a request, if it is that of a list."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    for each in dependant.query_params if dependant is not None else ():
        model = each.field_info.annotation
        if isinstance(model, type) and issubclass(model, ListQuery):
            return model
    return None


async def database_error(_request: Request, error: Exception) -> Response:
    """Answer 503 where trying again may help; anything else is ours and goes on to the last resort."""
    if not _may_pass(error):
        raise error
    if isinstance(getattr(error, "orig", None), Overloaded):
        # Made again: what redacts errors of the database may have taken its text.
        return _answered(Overloaded())
    return _answered(unavailable())


def _answered(problem: Problem) -> Response:
    return problem_response(problem.status_code, problem.detail, headers=problem.headers)


class LastResort:
    """Answers 503 for an error that nobody handled if trying again may help, and else 500.

    It logs where the latter happened, but not its text, which may quote what a client sent or what is stored. Raising
    on would hand it to the server's log.
    """

    tells_callers_apart = False

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started, app = False, scope.get("app")

        async def watch(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = with_cache_headers(app, scope, message.get("headers", ()))
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:  # while its body was read: nobody is left to answer
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            if started:
                log_after_response(error)
                return
            passing = _may_pass(error)
            if not passing:
                log_without_text(error)
            response = _answered(unavailable()) if passing else problem_response(500, _WRONG)
            await response(scope, receive, watch)


def _may_pass(error: Exception) -> bool:
    """Return True if trying again may help."""
    return describe_violation(error).kind == "unavailable"


def log_after_response(error: Exception) -> None:
    """Log an error that no response can tell of any more.

    Where the connection to the database was lost meanwhile, ending the transaction fails, which changes nothing.
    """
    cause = error.__cause__  # of Starlette's own, which says no more than that the response had begun
    if _may_pass(cause if isinstance(cause, Exception) else error):
        log.warning("a connection to the database was lost after the response had begun")
    else:
        log_without_text(error)


def log_without_text(error: Exception) -> None:
    """Log where an error happened."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    log.error("unhandled %s at %s", type(error).__qualname__, where)
