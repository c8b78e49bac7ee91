"""Patterns of numbers, dates and times accept what simple Python code accepts, in every regex dialect."""

import datetime as dt
import re
import warnings
from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from specloom.patterns import string_patterns
from specloom.runtime.types import patterns as runtime_patterns
from tests.support.regex_dialects import dialects, javascript, mutated

FIXED = {
    "NO_NUL": string_patterns.NO_NUL,
    "UUID": string_patterns.UUID,
    "EMAIL": string_patterns.EMAIL,
    "URL": string_patterns.URL,
    "SLUG": string_patterns.SLUG,
    "IP": string_patterns.IP,
    "DURATION": string_patterns.DURATION,
    "DATE": string_patterns.date(None, None),
    "TIME": string_patterns.time(None, None),
    "DATETIME": string_patterns.datetime(None, None),
    "DATETIME_Z": string_patterns.datetime(dt.datetime.min.replace(tzinfo=dt.UTC), None),
    "BASE64": string_patterns.base64(3),
}

moments = st.datetimes(timezones=st.just(dt.UTC))
HOSTILE_ENDS = ["", "\n", "\0", "\u2028", "\u0085", " ", "\r"]


@pytest.mark.parametrize("name", FIXED)
def test_the_runtime_has_the_same_patterns(name: str) -> None:
    assert getattr(runtime_patterns, name) == FIXED[name]


@pytest.mark.parametrize("name", FIXED)
def test_no_pattern_matches_a_trailing_newline_or_nul(name: str) -> None:
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
def test_portable_keeps_the_meaning_of_the_patterns(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        portable = string_patterns.portable(FIXED[name])
        assert string_patterns.portable(portable) == portable

    @given(st.from_regex(re.compile(FIXED[name].removesuffix("$") + r"\Z", re.ASCII)), st.data())
    def same(text: str, places: st.DataObject) -> None:
        changed = mutated(text, places)
        assert dialects(portable).agree(changed) == dialects(FIXED[name]).agree(changed)

    same()


def test_javascript_reads_the_patterns_in_the_same_way() -> None:
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
    responses = javascript(cases)
    if responses is None:
        pytest.skip("there is no Node")
    assert responses == [[dialects(pattern).agree(text) for text in texts] for pattern, _, texts in cases]


bounds = st.one_of(
    st.none(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-2000, max_value=2000),
    st.builds(
        lambda digits, places: Decimal(f"{digits}E-{places}"),
        st.integers(-(10**99), 10**99),
        st.integers(0, 100),
    ),
)


@given(st.integers(1, 100), st.integers(0, 100), bounds, bounds, st.data())
@example(38, 10, Decimal("-1234567890123456789012345678.1234567891"), None, None)
@example(100, 88, Decimal("-2.9083611E-81"), None, None)
@example(100, 99, Decimal(f"-1.{'37' * 49}"), Decimal(f"1.{'50' * 49}"), None)
def test_decimal(
    digits: int, places: int, low: Decimal | None, high: Decimal | None, data: st.DataObject | None
) -> None:
    assume(places <= digits)
    limit = 10**digits - 1
    scale = Decimal(1).scaleb(-places)
    with localcontext(prec=400):
        least = -limit * scale if low is None else low
        most = limit * scale if high is None else high
        fitting = range(-int((-least / scale).to_integral_value("ROUND_FLOOR")), 1)  # only for its start
        first, last = (
            max(fitting.start, -limit),
            min(int((most / scale).to_integral_value("ROUND_FLOOR")), limit),
        )
    if first > last:
        with pytest.raises(string_patterns.PatternError):
            string_patterns.decimal(digits, places, low, high)
        return
    compiled = dialects(string_patterns.decimal(digits, places, low, high))
    if data is None:
        numbers = [first, last, 0, first - 1, last + 1]
    else:
        near_bounds = st.sampled_from([first, last]).flatmap(lambda edge: st.integers(edge - 3, edge + 3))
        numbers = [
            data.draw(st.integers(first, last)),
            data.draw(st.integers(-limit - 9, limit + 9)),
            data.draw(near_bounds),
        ]
    with localcontext(prec=400):
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
    compiled = dialects(string_patterns.date(low, high))
    for each in (value, *(bound for bound in (low, high) if bound is not None)):
        expected = (low is None or each >= low) and (high is None or each <= high)
        assert compiled.agree(each.isoformat()) == expected
        text = mutated(each.isoformat(), data)
        try:
            other = dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
        except ValueError:
            continue  # a day that the month does not have; `format` excludes it
        expected = other is not None and (low is None or other >= low) and (high is None or other <= high)
        assert compiled.agree(text) == expected


def clock(value: dt.time, digits: int) -> str:
    """Return the text of a time with so many digits of a fraction, or without seconds if there are fewer than none.

    Behind the sixth digit stand nines, which are cut.
    """
    if digits < 0:
        return f"{value:%H:%M}"
    return f"{value:%H:%M:%S}" + (f".{value.microsecond:06}".ljust(31, "9")[: digits + 1] if digits else "")


@given(st.none() | st.times(), st.none() | st.times(), st.times(), st.integers(-1, 30), st.data())
def test_time(
    low: dt.time | None, high: dt.time | None, value: dt.time, digits: int, data: st.DataObject
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    compiled = dialects(string_patterns.time(low, high))
    for each in (value, *(bound for bound in (low, high) if bound is not None)):
        for text in (clock(each, digits), clock(each, 6), mutated(clock(each, digits), data)):
            form = re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d{1,30})?)?", text, re.ASCII)
            try:
                other = (
                    dt.time.fromisoformat(text.ljust(15, "0")[:15] if "." in text else text) if form else None
                )
            except ValueError:
                other = None
            expected = other is not None and (low is None or other >= low) and (high is None or other <= high)
            assert compiled.agree(text) == expected


@given(st.none() | moments, st.none() | moments, moments, st.integers(0, 30))
def test_datetime_with_bounds(
    low: dt.datetime | None, high: dt.datetime | None, value: dt.datetime, digits: int
) -> None:
    assume(low is not None or high is not None)
    if low is not None and high is not None and low > high:
        low, high = high, low
    compiled = dialects(string_patterns.datetime(low, high))
    for each in (value, *(bound for bound in (low, high) if bound is not None)):
        text = f"{each.date().isoformat()}T{clock(each.time(), digits)}"
        unit = 10 ** max(0, 6 - digits)
        cut = each.replace(microsecond=each.microsecond // unit * unit)
        expected = (low is None or cut >= low) and (high is None or cut <= high)
        assert compiled.agree(text + "Z") == expected
        assert not compiled.agree(text + "+00:00")
        assert not compiled.agree(text)


@given(
    st.datetimes(), st.timedeltas(dt.timedelta(hours=-23, minutes=-59), dt.timedelta(hours=23, minutes=59))
)
def test_datetime_never_exceeds_the_years_of_python(value: dt.datetime, offset: dt.timedelta) -> None:
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
        f"2026-01-31T00:00:00.{'1' * 31}Z",
        "2026-01-31T00:00:00",
        "2026-01-31T00:00:00z",
        "2026-01-31T00:00:00+24:00",
        "2026-01-31T00:00:00+01",
        "2026-13-31T00:00:00Z",
        "12026-01-31T00:00:00Z",
    ],
)
def test_datetime_rejects(text: str) -> None:
    assert not dialects(FIXED["DATETIME"]).agree(text)
