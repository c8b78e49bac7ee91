# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 79e77279efeda59d703d72be48a6d50f
"""ISO 8601 durations of weeks, days, hours, minutes and seconds, such as `P1DT2H30M`."""

import re
from datetime import timedelta

_FORM = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d{1,30}))?S)?)?",
    re.ASCII,
)


def parse_duration(text: str) -> timedelta:
    """Return the duration in a text, truncated to microseconds. Raises ValueError for any other text."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError("expected an ISO 8601 duration")
    given = match.groupdict("0")
    microseconds = int(given.pop("fraction").ljust(6, "0")[:6])
    return timedelta(**{name: int(digits) for name, digits in given.items()}, microseconds=microseconds)


def format_duration(value: timedelta) -> str:
    """Return the canonical text of a non-negative duration: days and a time, without empty parts."""
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    days = f"{value.days}D" if value.days else ""
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    if not clock:
        return f"P{days}" if days else "PT0S"
    return f"P{days}T{clock}"
