# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 730833420034f09787e822864748b98d
"""Requests for another protocol (`Upgrade: h2c`) get a response in HTTP/1.1.

httptools stops after the header of such a request. The body would be lost, or parsed as the next request. So a new
parser gets the same framing and continues.
"""

from collections.abc import Iterable
from typing import Any

import httptools

_FRAMING = frozenset({b"content-length", b"transfer-encoding"})
"""Header fields that define the end of a body."""


def new_parser(protocol: Any) -> httptools.HttpRequestParser:
    """Return a parser for a protocol of uvicorn, with the leniency of uvicorn's own parser."""
    parser = httptools.HttpRequestParser(protocol)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser


def repeated_header(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a header with the same framing, so that a new parser continues with the body. Names are in lower case."""
    fields = [b"%s: %s\r\n" % field for field in headers if field[0] in _FRAMING]
    return b"".join([b"POST / HTTP/1.1\r\n", *fields, b"\r\n"])
