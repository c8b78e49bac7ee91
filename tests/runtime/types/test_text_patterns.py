"""Patterns of durations, addresses and bytes accept what simple Python code accepts, in every regex dialect."""

import base64
import datetime as dt
import ipaddress
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specloom.patterns import string_patterns
from specloom.runtime.types.durations import format_duration, parse_duration
from tests.support.regex_dialects import dialects, mutated

durations = st.timedeltas(dt.timedelta(0), dt.timedelta(days=10**8) - dt.timedelta.resolution)


@given(durations)
@example(dt.timedelta(0))
@example(dt.timedelta(days=10**8) - dt.timedelta.resolution)
def test_a_duration_survives_a_round_trip(value: dt.timedelta) -> None:
    assert dialects(string_patterns.DURATION).agree(format_duration(value))
    assert parse_duration(format_duration(value)) == value


@given(st.from_regex(re.compile(string_patterns.DURATION.removesuffix("$") + r"\Z", re.ASCII)))
@example("PT1.9999999S")
@example("P999999W9999999DT99999999H9999999999M99999999999.999999S")
def test_the_canonical_text_of_a_duration_is_accepted(text: str) -> None:
    value = parse_duration(text)
    assert value // dt.timedelta.resolution < 2**63
    assert dialects(string_patterns.DURATION).agree(format_duration(value))


@pytest.mark.parametrize(
    "text",
    [
        "P",
        "PT",
        "P1DT",
        "P1Y",
        "P1M",
        "-P1D",
        "P-1D",
        "P1.5D",
        "PT1.5H",
        "1D",
        "PT1M1H",
        "P1D1W",
        "PT.5S",
        "PT1.S",
        f"PT1.{'1' * 31}S",
        "p1d",
        "P١D",
    ],
)
def test_duration_rejects(text: str) -> None:
    assert not dialects(string_patterns.DURATION).agree(text)


@given(st.ip_addresses().map(str) | st.from_regex(r"\A[0-9a-fA-F:.]{2,45}\Z"), st.data())
@example("1:2:3:4:5:6:7::", None)
@example("::ffff:1.2.3.4", None)
@example("::2:3:4:5:6:7:8", None)
@example("1.2.3.04", None)
def test_ip(text: str, data: st.DataObject | None) -> None:
    text = text if data is None else mutated(text, data)
    try:
        ipaddress.ip_address(text)
        expected = text.isascii()
    except ValueError:
        expected = False
    assert dialects(string_patterns.IP).agree(text) == expected


@given(st.ip_addresses(v=6), st.data())
def test_ip_in_every_notation(address: ipaddress.IPv6Address, data: st.DataObject) -> None:
    dotted = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    groups = address.exploded.split(":")
    spellings = [address.exploded, address.compressed.upper(), f"{':'.join(groups[:6])}:{dotted}"]
    assert all(dialects(string_patterns.IP).agree(each) for each in spellings)


@pytest.mark.parametrize("length", [*range(12), 100, 1_499, 1_500, 3_000, 65_535])
def test_base64(length: int) -> None:
    compiled, longest = dialects(string_patterns.base64(length)), -(-length // 3) * 4
    for size in {
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        max(length - 2, 0),
        max(length - 1, 0),
        length,
        length + 1,
        length + 2,
        length + 3,
    }:
        text = base64.b64encode(bytes(index * 7 % 256 for index in range(size))).decode()
        assert (compiled.agree(text) and len(text) <= longest) == (size <= length), size


@given(st.binary(max_size=9), st.data())
def test_base64_is_canonical(value: bytes, data: st.DataObject) -> None:
    text = mutated(base64.b64encode(value).decode(), data)
    try:
        expected = base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except ValueError:
        expected = False
    assert dialects(string_patterns.base64(12)).agree(text) == (expected and len(text) <= 16)


def test_base64_of_an_invalid_large_length_is_rejected() -> None:
    with pytest.raises(string_patterns.PatternError):
        string_patterns.base64(1_501)


@pytest.mark.parametrize(
    "text",
    ["a@b.example", "A.B+c@X-y.Example", "o'brien@example.co.uk", "a@xn--80ak6aa92e.xn--p1ai", "a@1.de"],
)
def test_email_accepts(text: str) -> None:
    assert dialects(string_patterns.EMAIL).agree(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@b.example",
        ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "a b@c.example",
        "a@b..example",
        "a@-b.example",
        "a@b-.example",
        "é@b.example",
        "a@é.example",
        "a@b.example.",
        "a@b.1",
        '"a"@b.example',
        "a@[1.2.3.4]",
        f"a@{'b' * 64}.example",
    ],
)
def test_email_rejects(text: str) -> None:
    assert not dialects(string_patterns.EMAIL).agree(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://a",
        "https://a.example",
        "https://a.example.:8080/b%20c/?d=e&f#g/h?",
        "http://1.2.3.4/",
        "http://[::1]:80/x",
    ],
)
def test_url_accepts(text: str) -> None:
    assert dialects(string_patterns.URL).agree(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.example",
        "//a",
        "ftp://a",
        "HTTP://a",
        "http://",
        "http:///a",
        "http://a b",
        "http://a/é",
        "http://a/%2",
        "http://u:p@a/",
        "http://a:port/",
        "http://-a/",
        "http://a/<b>",
        "javascript:alert(1)",
        'http://a/"',
        "http://a/#b#c",
    ],
)
def test_url_rejects(text: str) -> None:
    assert not dialects(string_patterns.URL).agree(text)
