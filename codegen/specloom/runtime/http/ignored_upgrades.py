"""Requests that ask for another protocol (`Upgrade: h2c`) and are answered in HTTP/1.1 all the same.

httptools stops behind the header of such a request. The body would be lost, or parsed as the next request. So a new
parser that is given the same framing takes over.
"""

from collections.abc import Iterable
from typing import Any

import httptools

_FRAMING = frozenset({b"content-length", b"transfer-encoding"})
"""Fields that say where a body ends."""


def new_parser(protocol: Any) -> httptools.HttpRequestParser:
    """Return a parser that calls a protocol of uvicorn, with the leniency that uvicorn gives to its own."""
    parser = httptools.HttpRequestParser(protocol)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser


def header_again(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a header of the same framing, which brings a new parser to the body. Names are in lower case."""
    fields = [b"%s: %s\r\n" % field for field in headers if field[0] in _FRAMING]
    return b"".join([b"POST / HTTP/1.1\r\n", *fields, b"\r\n"])
