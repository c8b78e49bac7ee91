"""Values that a lenient parser would misread, and bodies that are almost JSON."""

from typing import Any

_WORDS = """
0 1 -0 01 +1 1.0 1. .5 1e1 1_000 ١ true null NaN Infinity a A é 😀 red RED ab
019aa5e0-7b1c-7000-8000-000000000001 019AA5E0-7b1c-7000-8000-000000000001 019aa5e07b1c70008000000000000001
urn:uuid:019aa5e0-7b1c-7000-8000-000000000001 {019aa5e0-7b1c-7000-8000-000000000001}
2026-01-31 2026-02-30 2026-1-31 0000-01-01 10000-01-01 20260131 1700000000
2026-01-31T09:30:00Z 2026-01-31T09:30:00 2026-01-31T09:30:00+01:00 2026-01-31T24:00:00Z 2026-01-31T09:30:60Z
0001-01-01T00:00:00+10:00 9999-12-31T23:59:59-10:00 9999-12-31T23:59:59Z
09:30:00 09:30 24:00:00 09:30:00.1234567 09:30:00.011431 09:30:00Z 09:30:00+01:00
09:30:00.1234567890123456789012345678901
2026-01-31T09:30Z 2026-01-31T09:30:00.123456789Z PT0.123456789S
PT0S P1W P1Y PT P PT1.5S -PT1S aGVs aGU= aA== aB== a-_= aGVsbG8 ====
a@b.example A@B.Example a@b https://a.example/ http:// a-slug A-slug 1.2.3.4 1.2.3.04 ::1 ::1%eth0
"""

VALUES: list[Any] = [
    *[None, True, False, 0, -0.0, 1, 1.0, 1.5, -1, 1e300, 2**53 + 1],
    *[each * 17976931348623157 * 10**292 + step for each in (1, -1) for step in (-1, 0, 1)],
    *[2**31, 2**31 - 1, -(2**31), 2**63, 2**63 - 1, -(2**63), -(2**63) - 1],
    *_WORDS.split(),
    *[
        "",
        " 1",
        "1 ",
        "a\n",
        "a\0",
        "\0",
        "\u2028",
        "light blue",
        "x" * 400,
        "2026-01-31 09:30:00Z",
        "aGVs\n",
    ],
    *[
        [],
        [None],
        [[]],
        ["a"],
        ["a", "a"],
        ["a", "b"],
        [1, 1.0],
        [1, True],
        [0, False],
        [1, "1"],
        ["red", "red"],
        [{}],
    ],
    *[["x"] * 6, {}, {"a": 1}, {"a": 1.0}, {"a": 11}, {"a": "1"}, {"b": ["x"]}, {"a": [None, {"b": None}]}],
    *[{"a": 1, "b": each} for each in ([], ["abcd"], ["😀😀😀"])],
    *[{"a": 1, "c": each} for each in (1.0, True, None, False, "x")],
    *[{"a": 1, "d": each} for each in ({"\0": 1}, ["\0"], None)],
    *[{"a": 1, **each} for each in ({"x": "\0"}, {"\0": 1}, {"e": True}, {"f": None}, {"f": 0})],
]
"""JSON values. Those with keys are about `wire_types.SCHEMA`."""

_WRONG = rb"""
null [] 1 "a" { {"text":1,} {'text':'a'} {"__class__":1} {"model_config":{}}
{"any":1e999} {"any":-1e999} {"any":NaN} {"any":[Infinity]} {"any":null} {"any":"\ud800"}
{"any":["\udc00\ud800"]} {"\ud800":1} {"text":"\ud800"} {"text":"\u0000"} {"text":"\x41"}
{"float":1e999} {"float":NaN} {"int":1e30} {"int":1e999} {"int":01} {"int":+1} {"int":0x1}
"""

BODIES: list[bytes] = [
    *_WRONG.split(),
    *[b"", b" ", b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"any":' * 100_000],
    *[b'{"any":' + digit * 5_000 + b"}" for digit in (b"1", b"9")],
    *[b'{"float":' + b"1" * 400 + b"}", b'{"int":' + b"1" * 5_000 + b"}"],
    b'{"any":' + b"[" * 300 + b"]" * 300 + b"}",
    *[b'{"text":"' + each + b'"}' for each in (b"\xc0\x80", b"\xed\xa0\x80", b"\xff", b"\0", b"a\nb")],
    b'{"any":"\xff"}',
]
"""Bodies that no schema with the fields `text`, `any` (JSON), `float` and `int` takes."""
