# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: da4b500ea1bbfde442b41d1a2822e73d
"""Responses of the server itself, for requests that do not reach the application: constant problems."""

from http import HTTPStatus

from ..problems.problem import problem_response


def _response(status: int, detail: str) -> bytes:
    response = problem_response(status, detail, headers={"Connection": "close"})
    lines = [b"%s: %s\r\n" % header for header in response.raw_headers]
    start = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
    return b"".join([start, *lines, b"\r\n", bytes(response.body)])


RESPONSES = {
    400: _response(400, "This is not a valid HTTP request."),
    408: _response(408, "The request took too long to arrive."),
    414: _response(414, "The target of the request is too long."),
    429: _response(429, "Too many requests wait on this connection."),
    431: _response(431, "The header of the request is too large."),
    501: _response(501, "The only transfer coding that is supported is chunked."),
}
"""The bytes of each response, by status. Each response closes the connection."""
