"""Requests that no client sends by mistake, and the answer that each must get.

The bodies go to `POST /things` of the spec `tests/everything`, the targets are read with GET. A case is its name, what
is sent, the status, and the pointers of the errors; of those that are accepted, what comes back.
"""

from typing import Any

JSON = "Content-Type: application/json"
LIMIT = 1_048_576
NUL = "\\u0000"
DEEP = "[" * 100_000

NOT_JSON = ["/body"]
BODIES: tuple[tuple[str, str | bytes, int, Any], ...] = (
    # numbers
    ("1e999", '{"float": 1e999, "json": 1e999}', 422, ["/body/float", "/body/json"]),
    ("-1e999 in a list", '{"floats": [-1e999]}', 422, ["/body/floats/0"]),
    ("1e999 for an integer", '{"integer": 1e999}', 422, ["/body/integer"]),
    ("NaN and Infinity", '{"float": NaN, "json": -Infinity}', 422, ["/body/float", "/body/json"]),
    ("-0.0", '{"float": -0.0, "json": -0.0, "price": "-0.00", "integer": -0}', 201,
     {"float": 0.0, "json": 0, "price": "0.00", "integer": 0}),
    ("5,000 digits", '{"json": ' + "1" * 5000 + "}", 400, NOT_JSON),
    ("4,300 digits", '{"json": [' + "1" * 4300 + "]}", 201, {"json": [int("1" * 4300)]}),
    ("2^63 and more in JSON", '{"json": {"a": 9223372036854775808, "b": [-18446744073709551617]}}', 201,
     {"json": {"a": 9223372036854775808, "b": [-18446744073709551617]}}),
    ("digits that a double loses, in JSON",
     '{"float": 0.12345678901234567891, "json": {"a": [0.1, 9007199254740993.0], "b": 9.9e-400, "c": 1e20}}', 409,
     ["/body/json/a/1", "/body/json/b"]),
    ("digits that a double loses, and 1e999", '{"json": 1e999, "shape": {"x": 0.12345678901234567891}}', 409,
     ["/body/json"]),
    ("digits that a double loses, in JSON of a schema", '{"shape": {"x": 9007199254740993e0}}', 409,
     ["/body/shape/x"]),
    ("digits that a double loses, and another mistake", '{"json": 1e999, "integer": "1"}', 422,
     ["/body/integer", "/body/json"]),
    ("17 digits of a double", '{"json": [0.10000000000000001, 1E-7, 1.7976931348623157e308, 5e-324]}', 201,
     {"json": [0.1, 1e-7, 1.7976931348623157e308, 5e-324]}),
    ("integers that are written as doubles are", '{"json": [9007199254740992.0, 9223372036854775000.0, 1e22]}', 201,
     {"json": [9007199254740992, 9223372036854775000, 1e22]}),
    ("2^63", '{"bigint": 9223372036854775808}', 422, ["/body/bigint"]),
    ("2^63 - 1", '{"bigint": 9223372036854775807}', 201, {"bigint": 9223372036854775807}),
    ("-2^63", '{"bigint": -9223372036854775808}', 201, {"bigint": -9223372036854775808}),
    ("-2^63 - 1", '{"bigint": -9223372036854775809}', 422, ["/body/bigint"]),
    ("2^31", '{"integer": 2147483648}', 422, ["/body/integer"]),
    ("1e2 and 2.0 are integers", '{"integer": 1e2, "even": 2.0}', 201, {"integer": 100, "even": 2}),
    ("lax values", '{"integer": true, "boolean": 1, "string": 1}', 422,
     ["/body/string", "/body/integer", "/body/boolean"]),
    # decimals
    ("40 digits", '{"exact": "' + "1" * 40 + '"}', 422, ["/body/exact"]),
    ("as many digits as it holds", '{"exact": "' + "9" * 28 + "." + "9" * 10 + '"}', 201,
     {"exact": "9" * 28 + "." + "9" * 10}),
    ("a decimal as a number", '{"price": 1.5}', 422, ["/body/price"]),
    ("a decimal in other forms", '{"price": "1e5", "exact": "+1"}', 422, ["/body/price", "/body/exact"]),
    ("Arabic digits", '{"price": "\u0661"}', 422, ["/body/price"]),
    # moments
    ("year 1, east", '{"datetime": "0001-01-01T00:00:00+10:00"}', 422, ["/body/datetime"]),
    ("year 9999, west", '{"datetime": "9999-12-31T23:59:59-10:00"}', 422, ["/body/datetime"]),
    ("the first moment", '{"datetime": "0001-01-01T00:00:00Z"}', 201, {"datetime": "0001-01-01T00:00:00Z"}),
    ("the last moment", '{"datetime": "9999-12-31T23:59:59.999999Z"}', 201,
     {"datetime": "9999-12-31T23:59:59.999999Z"}),
    ("year 0", '{"date": "0000-01-01", "datetime": "0000-01-01T00:00:00Z"}', 422, ["/body/date", "/body/datetime"]),
    ("a leap second", '{"time": "23:59:60"}', 422, ["/body/time"]),
    ("30 February", '{"date": "2023-02-30"}', 422, ["/body/date"]),
    ("no offset", '{"datetime": "2016-12-31T00:00:00"}', 422, ["/body/datetime"]),
    ("seconds since 1970", '{"datetime": 0, "date": 0}', 422, ["/body/date", "/body/datetime"]),
    # text
    ("NUL in every string",
     "{" + ", ".join(f'"{name}": "{NUL}"' for name in ("string", "text", "code", "url", "email", "slug", "ip", "enum",
      "uuid", "date", "time", "datetime", "duration", "price", "bytes", "secret")) + f', "strings": ["{NUL}"]'
      + "}", 422, 17),
    ("NUL in JSON", f'{{"json": {{"a{NUL}": ["{NUL}"]}}, "shape": {{"x": 1, "y": "{NUL}"}}}}', 201,
     {"json": {"a\0": ["\0"]}, "shape": {"x": 1, "y": "\0"}}),
    ("NUL in a name", f'{{"a{NUL}b": 1}}', 422, ["/body"]),
    ("a lone surrogate", '{"string": "\\ud800"}', 400, NOT_JSON),
    ("surrogates the wrong way round", '{"json": "\\udc00\\ud800"}', 400, NOT_JSON),
    ("a surrogate as a key", '{"json": {"\\ud800": 1}}', 400, NOT_JSON),
    ("a surrogate in UTF-8", b'{"string": "\xed\xa0\x80"}', 400, NOT_JSON),
    ("overlong UTF-8", b'{"string": "\xc0\x80"}', 400, NOT_JSON),
    ("UTF-8 that breaks off", b'{"string": "\xc3"}', 400, NOT_JSON),
    ("a pair of surrogates", '{"string": "\\ud83d\\ude00"}', 201, {"string": "\U0001f600"}),
    ("40 characters of 4 bytes", '{"string": "' + "\U0001f600" * 40 + '"}', 201, {"string": "\U0001f600" * 40}),
    # JSON
    ("100,000 arrays", DEEP, 413, []),
    ("100,000 arrays, closed", '{"json": ' + DEEP + "]" * 100_000 + "}", 413, []),
    ("500 arrays in an unknown field", '{"nope": ' + "[" * 500 + "]" * 500 + "}", 400, NOT_JSON),
    ("a key twice: the last one counts", '{"string": "a", "string": "b"}', 201, {"string": "b"}),
    ("a key of JSON twice", '{"json": {"a": 1, "a": 2}}', 201, {"json": {"a": 2}}),
    ("a BOM", b"\xef\xbb\xbf{}", 400, NOT_JSON),
    ("UTF-16", "{}".encode("utf-16"), 400, NOT_JSON),
    ("nothing", "", 422, NOT_JSON),
    ("null", "null", 422, NOT_JSON),
    ("a list", "[]", 422, NOT_JSON),
    ("two values", "{} {}", 400, NOT_JSON),
    ("20,000 unknown fields", "{" + ",".join(f'"k{n}": 1' for n in range(20_000)) + "}", 422, 100),
    ("a name that is markup", '{"<script>": 1}', 422, ["/body"]),
    ("a name that is too long", '{"' + "k" * 70 + '": 1}', 422, ["/body"]),
    # forms
    ("a UUID as a URN", '{"uuid": "urn:uuid:019aa5e0-7b1c-7000-8000-000000000001"}', 422, ["/body/uuid"]),
    ("base64 with bits that mean nothing", '{"bytes": "aGVsbG9="}', 422, ["/body/bytes"]),
    ("base64 of URLs", '{"bytes": "-_-_"}', 422, ["/body/bytes"]),
    ("101 bytes", '{"bytes": "' + "A" * 136 + '"}', 422, ["/body/bytes"]),
    ("a duration beyond all", '{"duration": "P999999999999D"}', 422, ["/body/duration"]),
)  # fmt: skip

TYPES: tuple[tuple[tuple[str, ...], int], ...] = (
    ((), 415),
    (("Content-Type:",), 415),
    (("Content-Type: text/plain",), 415),
    (("Content-Type: application/x-www-form-urlencoded",), 415),
    (("Content-Type: application/jsonx",), 415),
    (("Content-Type: application/merge-patch+json",), 415),
    (("Content-Type: application/json, text/plain",), 415),
    (("Content-Type: application/json; charset=utf-16",), 415),
    (("Content-Type: Application/JSON",), 201),
    (("Content-Type: application/json; charset=UTF-8",), 201),
)
"""Headers of a body that is right, and the status."""

TARGETS: tuple[tuple[str, int, list[str] | int | None], ...] = (
    ("/things?string=a%00b", 422, ["/query/string"]),
    ("/things?string=%C0%80", 422, ["/query/string"]),
    ("/things?string=%ED%A0%80", 422, ["/query/string"]),
    ("/things?%FF=1", 422, ["/query"]),
    ("/things?string=a&string=b", 422, ["/query/string"]),
    ("/things?limit=1&limit=2", 422, ["/query/limit"]),
    ("/things?sort=id&sort=-id", 422, ["/query/sort"]),
    ("/things?" + "&".join(["string=a"] * 5000), 422, ["/query/string"]),
    ("/things?string=" + "a" * 60_000, 422, ["/query/string"]),
    ("/things?" + "&".join(f"k{number}=1" for number in range(6000)), 422, 100),
    ("/things?string=" + "a" * 200_000, 414, []),
    ("/things?bigint=9223372036854775808", 422, ["/query/bigint"]),
    ("/things?bigint=9223372036854775807", 200, None),
    ("/things?float=1e999", 422, ["/query/float"]),
    ("/things?float=-0.0", 200, None),
    ("/things?integer=", 422, ["/query/integer"]),
    ("/things?boolean=1", 422, ["/query/boolean"]),
    ("/things?datetime=0001-01-01T00:00:00%2B10:00", 422, ["/query/datetime"]),
    ("/things?exact=" + "1" * 40, 422, ["/query/exact"]),
    ("/things?cursor=", 422, ["/query/cursor"]),
    ("/things?cursor=A", 404, []),
    ("/things?cursor=AAAAA", 404, []),
    ("/things?cursor=" + "A" * 16384, 404, []),
    ("/things?cursor=" + "A" * 16385, 422, ["/query/cursor"]),
    ("/things?cursor=A%3D", 422, ["/query/cursor"]),
    ("/things?cursor=%00", 422, ["/query/cursor"]),
    ("/things/%00", 422, ["/path/thing_id"]),
    ("/labels/%00", 422, ["/path/label_id"]),
    ("/things/..", 422, ["/path/thing_id"]),
    ("/labels/%2e%2e", 422, ["/path/label_id"]),
    ("/things/../boxes", 422, ["/path/thing_id"]),  # the boxes of a thing, which no `..` is the id of
    ("/things/a%2Fb", 404, []),
    ("/labels/%2F", 404, []),
    ("/things/", 404, []),
    ("//things", 404, []),
    ("/labels/%252e", 422, ["/path/label_id"]),
    ("/labels/%C0%AF", 422, ["/path/label_id"]),
    ("/labels/" + "x" * 5000, 422, ["/path/label_id"]),
    ("/boxes/9223372036854775808", 422, ["/path/box_id"]),
    ("/boxes/2147483648", 422, ["/path/box_id"]),
    ("/boxes/01", 422, ["/path/box_id"]),
    ("/boxes/%D9%A1", 422, ["/path/box_id"]),
    ("/boxes/-1", 404, []),
)
"""Targets, status, and pointers or number of the errors; None for a page."""
