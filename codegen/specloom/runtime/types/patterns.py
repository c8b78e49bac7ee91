"""The patterns of the types, as in the OpenAPI document.

Pydantic uses Rust's `regex`, in which `$` matches only the end of the text.
"""

NO_NUL = r"^[^\u0000]*$"
"""Any text that PostgreSQL can store."""

INTEGER = "^(?:0|-?[1-9][0-9]{0,18})$"
DECIMAL = r"^-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{1,1000})?$"
SLUG = "^[a-z0-9]+(?:-[a-z0-9]+)*$"

_HEX = "[0-9A-Fa-f]"
UUID = f"^{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}$"

_CHAR = "[0-9A-Za-z+/]"
BASE64 = f"^(?:{_CHAR}{{4}})*(?:{_CHAR}[AQgw]==|{_CHAR}{{2}}[048AEIMQUYcgkosw]=)?$"
"""With padding, and canonical: the unused bits are zero."""

_LABEL = "[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
_ATOM = "[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+"
EMAIL = rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z](?:[0-9A-Za-z-]{{0,61}}[0-9A-Za-z])$"

_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]{{2,45}}\])"
_PATH = f"(?:[0-9A-Za-z._~!$&'()*+,;=:@/-]|%{_HEX}{{2}})*"
_QUERY = f"(?:[0-9A-Za-z._~!$&'()*+,;=:@/?-]|%{_HEX}{{2}})*"
URL = rf"^https?://{_HOST}(?::[0-9]{{1,5}})?(?:/{_PATH})?(?:\?{_QUERY})?(?:#{_QUERY})?$"

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_H16 = f"{_HEX}{{1,4}}"
_TAIL = f"(?:{_H16}:{_H16}|{_V4})"
_V6 = "|".join(
    (
        f"(?:{_H16}:){{6}}{_TAIL}",
        f"::(?:{_H16}:){{5}}{_TAIL}",
        f"(?:{_H16})?::(?:{_H16}:){{4}}{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,1}})?::(?:{_H16}:){{3}}{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,2}})?::(?:{_H16}:){{2}}{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,3}})?::{_H16}:{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,4}})?::{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,5}})?::{_H16}",
        f"(?:{_H16}(?::{_H16}){{0,6}})?::",
    )
)
IP = f"^(?:{_V4}|{_V6})$"
"""IPv4 with dots, or IPv6 as in RFC 3986."""

_FROM_1000 = "[1-9][0-9]{3}"
_YEAR = f"(?:0(?:0(?:0[1-9]|[1-9][0-9])|[1-9][0-9]{{2}})|{_FROM_1000})"
_INNER_YEAR = (
    "(?:0(?:0(?:0[2-9]|[1-9][0-9])|[1-9][0-9]{2})|[1-8][0-9]{3}|9(?:[0-8][0-9]{2}|9(?:[0-8][0-9]|9[0-8])))"
)
_MONTH_AND_DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_SECONDS = r"[0-5][0-9](?:\.[0-9]{1,30})?"
"""Digits after the sixth decimal are truncated."""
_MINUTES = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_MOMENT = f"{_MONTH_AND_DAY}T{_MINUTES}:{_SECONDS}"
_OFFSET = "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
DATE = f"^{_YEAR}-{_MONTH_AND_DAY}$"
TIME = f"^{_MINUTES}(?::{_SECONDS})?$"
DATETIME = f"^(?:{_INNER_YEAR}-{_MOMENT}{_OFFSET}|(?:0001|9999)-{_MOMENT}Z)$"
"""Only UTC in the first and the last year, so that no offset leads to a year outside the range."""
DATETIME_Z = f"^{_YEAR}-{_MOMENT}Z$"


def _sum(hours: str, minutes: str, seconds: str) -> str:
    """Return the pattern of a non-empty time part. The arguments are patterns for the digits of each unit."""
    last = rf"{seconds}(?:\.[0-9]{{1,30}})?S"
    return f"T(?:{hours}H(?:{minutes}M)?(?:{last})?|{minutes}M(?:{last})?|{last})"


_FREE = _sum("[0-9]{1,8}", "[0-9]{1,10}", "[0-9]{1,11}")
_BELOW_A_DAY = _sum("(?:1?[0-9]|2[0-3])", "[1-5]?[0-9]", "[1-5]?[0-9]")
DURATION = (
    f"^P(?:(?:[0-9]{{1,6}}W(?:[0-9]{{1,7}}D)?|[0-9]{{1,7}}D)(?:{_FREE})?|{_FREE}"
    f"|[0-9]{{8}}D(?:{_BELOW_A_DAY})?)$"
)
"""Any sum of units below 10^8 days, and every text that `format_duration` returns."""
