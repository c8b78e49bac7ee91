"""The patterns of the types: each takes exactly what a plain reading in Python takes, in every dialect."""

import base64
import datetime as dt
import ipaddress
import re
import warnings
from decimal import Decimal, localcontext
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from codegen import patterns
from codegen.runtime import patterns as runtime_patterns
from codegen.runtime.durations import format_duration, parse_duration
from tests.dialects import Dialects, javascript

FIXED = {
    "NO_NUL": patterns.NO_NUL,
    "UUID": patterns.UUID,
    "EMAIL": patterns.EMAIL,
    "URL": patterns.URL,
    "SLUG": patterns.SLUG,
    "IP": patterns.IP,
    "DURATION": patterns.DURATION,
    "DATE": patterns.date(None, None),
    "TIME": patterns.time(None, None),
    "DATETIME": patterns.datetime(None, None),
    "DATETIME_Z": patterns.datetime(dt.datetime.min.replace(tzinfo=dt.UTC), None),
    "BASE64": patterns.base64(3),
}

dialects = cache(Dialects)

moments = st.datetimes(timezones=st.just(dt.UTC))
HOSTILE_ENDS = ["", "\n", "\0", "\u2028", "\u0085", " ", "\r"]


def mutated(text: str, places: st.DataObject) -> str:
    """Return the text with perhaps one character changed, left out or put in."""
    at = places.draw(st.integers(0, len(text)))
    piece = places.draw(
        st.sampled_from(["", "0", "1", "9", "-", ":", ".", "Z", "T", "+", "A", "\n", "\0", "١", "é"])
    )
    cut = places.draw(st.integers(0, 2))
    return text[:at] + piece + text[at + cut :]


@pytest.mark.parametrize("name", FIXED)
def test_the_runtime_has_the_same_patterns(name: str) -> None:
    assert getattr(runtime_patterns, name) == FIXED[name]


@pytest.mark.parametrize("name", FIXED)
def test_no_pattern_matches_a_line_end_or_nul_behind(name: str) -> None:
    good = {
        "NO_NUL": "a",
        "UUID": "019aa5e0-7b1c-7000-8000-000000000001",
        "EMAIL": "a.b'c@d-e.example",
        "URL": "https://a.example/b?c#d",
        "SLUG": "a-b",
        "IP": "::1",
        "DURATION": "PT1S",
        "DATE": "2026-01-31",
        "TIME": "09:30:00",
        "DATETIME": "2026-01-31T09:30:00Z",
        "DATETIME_Z": "2026-01-31T09:30:00Z",
        "BASE64": "aGVs",
    }[name]
    found = [dialects(FIXED[name]).agree(good + end) for end in HOSTILE_ENDS]
    assert found == (
        [True, True, False, True, True, True, True] if name == "NO_NUL" else [True] + [False] * 6
    )


@pytest.mark.parametrize("name", FIXED)
def test_portable_takes_our_own_patterns_and_means_the_same(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        portable = patterns.portable(FIXED[name])
        assert patterns.portable(portable) == portable

    @given(st.from_regex(re.compile(FIXED[name].removesuffix("$") + r"\Z", re.ASCII)), st.data())
    def same(text: str, places: st.DataObject) -> None:
        changed = mutated(text, places)
        assert dialects(portable).agree(changed) == dialects(FIXED[name]).agree(changed)

    same()


def test_javascript_reads_our_own_patterns_alike() -> None:
    texts = [
        "2026-01-31",
        "a@b.example",
        "a-b",
        "::1",
        "PT1S",
        "aGVs",
        "",
        "a\n",
        "\u2028",
        "😀",
        "x" * 300,
        "1.2.3.4",
    ]
    cases = [(pattern, flags, texts) for pattern in FIXED.values() for flags in ("", "u")]
    answers = javascript(cases)
    if answers is None:
        pytest.skip("there is no Node")
    assert answers == [[dialects(pattern).agree(text) for text in texts] for pattern, _, texts in cases]


bounds = st.none() | st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-2000, max_value=2000
)


@given(st.integers(1, 40), st.integers(0, 40), bounds, bounds, st.data())
@example(38, 10, Decimal("-1234567890123456789012345678.1234567891"), None, None)
def test_decimal(
    digits: int, places: int, low: Decimal | None, high: Decimal | None, data: st.DataObject | None
) -> None:
    assume(places <= digits)
    limit = 10**digits - 1
    scale = Decimal(1).scaleb(-places)
    with localcontext(prec=200):
        least = -limit * scale if low is None else low
        most = limit * scale if high is None else high
        fitting = range(-int((-least / scale).to_integral_value("ROUND_FLOOR")), 1)  # only for its start
        first, last = (
            max(fitting.start, -limit),
            min(int((most / scale).to_integral_value("ROUND_FLOOR")), limit),
        )
    if first > last:
        with pytest.raises(patterns.PatternError):
            patterns.decimal(digits, places, low, high)
        return
    compiled = dialects(patterns.decimal(digits, places, low, high))
    if data is None:
        numbers = [first, last, 0, first - 1, last + 1]
    else:
        near = st.sampled_from([first, last]).flatmap(lambda edge: st.integers(edge - 3, edge + 3))
        numbers = [
            data.draw(st.integers(first, last)),
            data.draw(st.integers(-limit - 9, limit + 9)),
            data.draw(near),
        ]
    with localcontext(prec=200):
        for number in numbers:
            text = f"{Decimal(number) * scale:.{places}f}"
            assert compiled.agree(text) == (first <= number <= last), text
            if places and text.endswith("0"):
                shorter = text.rstrip("0").removesuffix(".")
                assert compiled.agree(shorter) == (first <= number <= last), shorter
            assert not compiled.agree(text + ("0" if places else ".0"))
            assert not compiled.agree("+" + text)
            assert not compiled.agree(text.replace("-", "-0") if number < 0 else "0" + text)


@given(st.none() | st.dates(), st.none() | st.dates(), st.dates(), st.data())
def test_date(low: dt.date | None, high: dt.date | None, value: dt.date, data: st.DataObject) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    compiled = dialects(patterns.date(low, high))
    for each in (value, *(bound for bound in (low, high) if bound is not None)):
        expected = (low is None or each >= low) and (high is None or each <= high)
        assert compiled.agree(each.isoformat()) == expected
        text = mutated(each.isoformat(), data)
        try:
            other = dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
        except ValueError:
            continue  # a day that its month has not; `format` tells
        expected = other is not None and (low is None or other >= low) and (high is None or other <= high)
        assert compiled.agree(text) == expected


def clock(value: dt.time, digits: int) -> str:
    """Return the text of a time with so many digits of a fraction."""
    return f"{value:%H:%M:%S}" + (f".{value.microsecond:06}"[: digits + 1] if digits else "")


@given(st.none() | st.times(), st.none() | st.times(), st.times(), st.integers(0, 6), st.data())
def test_time(
    low: dt.time | None, high: dt.time | None, value: dt.time, digits: int, data: st.DataObject
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    compiled = dialects(patterns.time(low, high))
    for each in (value, *(bound for bound in (low, high) if bound is not None)):
        for text in (clock(each, digits), clock(each, 6), mutated(clock(each, digits), data)):
            form = re.fullmatch(r"\d\d:\d\d:\d\d(\.\d{1,6})?", text, re.ASCII)
            try:
                other = dt.time.fromisoformat(text.ljust(15, "0") if "." in text else text) if form else None
            except ValueError:
                other = None
            expected = other is not None and (low is None or other >= low) and (high is None or other <= high)
            assert compiled.agree(text) == expected


@given(st.none() | moments, st.none() | moments, moments, st.integers(0, 6))
def test_datetime_with_bounds(
    low: dt.datetime | None, high: dt.datetime | None, value: dt.datetime, digits: int
) -> None:
    assume(low is not None or high is not None)
    if low is not None and high is not None and low > high:
        low, high = high, low
    compiled = dialects(patterns.datetime(low, high))
    for each in (value, *(bound for bound in (low, high) if bound is not None)):
        text = f"{each.date().isoformat()}T{clock(each.time(), digits)}"
        cut = each.replace(microsecond=each.microsecond // 10 ** (6 - digits) * 10 ** (6 - digits))
        expected = (low is None or cut >= low) and (high is None or cut <= high)
        assert compiled.agree(text + "Z") == expected
        assert not compiled.agree(text + "+00:00")
        assert not compiled.agree(text)


@given(
    st.datetimes(), st.timedeltas(dt.timedelta(hours=-23, minutes=-59), dt.timedelta(hours=23, minutes=59))
)
def test_datetime_never_leaves_the_calendar(value: dt.datetime, offset: dt.timedelta) -> None:
    offset -= dt.timedelta(seconds=offset.seconds % 60, microseconds=offset.microseconds)
    text = value.replace(tzinfo=dt.timezone(offset)).isoformat()
    if dialects(FIXED["DATETIME"]).agree(text):
        dt.datetime.fromisoformat(text).astimezone(dt.UTC)
        assert 1 < value.year < 9999
    else:
        assert value.year in (1, 9999)
    assert dialects(FIXED["DATETIME"]).agree(value.isoformat() + "Z")


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T24:00:00Z",
        "2026-01-31T23:59:60Z",
        "2026-01-31t00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-01-31T00:00Z",
        "2026-01-31 00:00:00Z",
        "2026-01-31T00:00:00.Z",
        "2026-01-31T00:00:00.1234567Z",
        "2026-01-31T00:00:00",
        "2026-01-31T00:00:00z",
        "2026-01-31T00:00:00+24:00",
        "2026-01-31T00:00:00+01",
        "2026-13-31T00:00:00Z",
        "12026-01-31T00:00:00Z",
    ],
)
def test_datetime_refuses(text: str) -> None:
    assert not dialects(FIXED["DATETIME"]).agree(text)


durations = st.timedeltas(dt.timedelta(0), dt.timedelta(days=10**8) - dt.timedelta.resolution)


@given(durations)
@example(dt.timedelta(0))
@example(dt.timedelta(days=10**8) - dt.timedelta.resolution)
def test_a_duration_comes_back(value: dt.timedelta) -> None:
    assert dialects(patterns.DURATION).agree(format_duration(value))
    assert parse_duration(format_duration(value)) == value


@given(st.from_regex(re.compile(patterns.DURATION.removesuffix("$") + r"\Z", re.ASCII)))
@example("P999999W9999999DT99999999H9999999999M99999999999.999999S")
def test_every_duration_has_a_canonical_text_that_is_taken(text: str) -> None:
    value = parse_duration(text)
    assert value // dt.timedelta.resolution < 2**63
    assert dialects(patterns.DURATION).agree(format_duration(value))


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
        "PT1.1234567S",
        "p1d",
        "P١D",
    ],
)
def test_duration_refuses(text: str) -> None:
    assert not dialects(patterns.DURATION).agree(text)


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
    assert dialects(patterns.IP).agree(text) == expected


@given(st.ip_addresses(v=6), st.data())
def test_ip_in_every_spelling(address: ipaddress.IPv6Address, data: st.DataObject) -> None:
    dotted = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    groups = address.exploded.split(":")
    spellings = [address.exploded, address.compressed.upper(), f"{':'.join(groups[:6])}:{dotted}"]
    assert all(dialects(patterns.IP).agree(each) for each in spellings)


@pytest.mark.parametrize("length", [*range(12), 100, 1_499, 1_500, 3_000, 65_535])
def test_base64(length: int) -> None:
    compiled, longest = dialects(patterns.base64(length)), -(-length // 3) * 4
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
    assert dialects(patterns.base64(12)).agree(text) == (expected and len(text) <= 16)


def test_base64_of_an_odd_large_length_is_refused() -> None:
    with pytest.raises(patterns.PatternError):
        patterns.base64(1_501)


@pytest.mark.parametrize(
    "text",
    ["a@b.example", "A.B+c@X-y.Example", "o'brien@example.co.uk", "a@xn--80ak6aa92e.xn--p1ai", "a@1.de"],
)
def test_email_takes(text: str) -> None:
    assert dialects(patterns.EMAIL).agree(text)


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
def test_email_refuses(text: str) -> None:
    assert not dialects(patterns.EMAIL).agree(text)


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
def test_url_takes(text: str) -> None:
    assert dialects(patterns.URL).agree(text)


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
def test_url_refuses(text: str) -> None:
    assert not dialects(patterns.URL).agree(text)
