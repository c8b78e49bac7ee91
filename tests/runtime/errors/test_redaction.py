"""Hidden values are removed from the texts of errors, however they are written."""

import base64
import datetime as dt
import html
import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote, quote_plus
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated.enums import Role
from generated.runtime.errors.redaction import HIDDEN, MAX_SHORT_VALUES, MAX_TEXT_LENGTH, WITHHELD, redact

ID = UUID("0197a1b2-1111-7abc-8def-0123456789ab")
MOMENT = dt.datetime(2026, 1, 31, 9, 30, 5, 123456, tzinfo=dt.UTC)
TEXT = "kanárek \"/<&>%' x7Qz\n"


@pytest.mark.parametrize(
    "written",
    [
        TEXT,
        repr(TEXT),
        ascii(TEXT),
        json.dumps(TEXT),
        json.dumps({"a": json.dumps(TEXT)}),
        repr([TEXT]),
        repr(TEXT.encode()),
        html.escape(TEXT),
        quote(TEXT, safe=""),
        quote_plus(TEXT),
        TEXT.upper(),
        TEXT.encode().hex(),
        base64.b64encode(TEXT.encode()).decode(),
        base64.b64encode(f"ann:{TEXT}".encode()).decode(),
        base64.urlsafe_b64encode(f"x:{TEXT}".encode()).decode(),
        f"{TEXT[:12]}...",
    ],
)
def test_all_forms_of_a_text_are_redacted(written: str) -> None:
    found = redact(f"cannot send ({written}) to you", [TEXT])
    assert found.startswith("cannot send (") and found.endswith(" to you")
    assert HIDDEN in found
    for part in ("kan", "rek", "x7qz", written[:12].lower()[-6:]):
        assert part not in found.lower(), found


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1", "pin 1"),
        ("Jo", "name=Jo, tried"),
        ("jo", "name=JO"),
        ("9.99", "9.99 and 9,99"),
        (4821, "4821; 4,821; 0x12d5 is left, 4 821"),
        (Decimal("12345.67"), "12,345.67 1.234567E+4"),
        (1234.5, "1234.5 1234.50"),
        (dt.date(2026, 1, 31), "2026-01-31 31.01.2026 datetime.date(2026, 1, 31)"),
        (MOMENT, f"{MOMENT} {MOMENT!r} {MOMENT.timestamp()}"),
        (dt.timedelta(days=3, seconds=7), "3 days, 0:00:07 P3DT7S"),
        ("2026-01-31", "datetime.date(2026, 1, 31)"),
        (ID, f"{ID} {ID.hex} {ID!r} {ID.int} {ID.urn}"),
        (str(ID), f"{ID.hex} {ID.int}"),
        (b"\x00secret\xff", f"{b'xx' + bytes([0]) + b'secret'!r}"),
        (b"secret bytes", base64.b64encode(b"secret bytes").decode()),
        (base64.b64encode(b"secret bytes").decode(), "b'secret bytes'"),
        (True, "admin=True"),
        (Role.ADMIN, "role admin, Role.ADMIN"),
        ("::1", "from ::1 to"),
        ("2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001"),
    ],
)
def test_short_values_and_other_types_are_redacted(value: Any, written: str) -> None:
    found = redact(written, [value])
    assert HIDDEN in found
    whole = str(value).lower()
    assert whole not in found.lower().replace("is left", "")
    if any(each.isdigit() for each in str(value)) and not isinstance(value, UUID | bytes):
        assert not any(each.isdigit() for each in found) or isinstance(value, str), found


def test_a_short_value_does_not_redact_longer_words() -> None:
    assert redact("the pilot of flight 112 said pi", ["pi"]) == f"the pilot of flight 112 said {HIDDEN}"
    assert redact("the mail server is down", ["1", "x", "hunter2"]) == "the mail server is down"


def test_hashes_of_passwords_are_never_shown() -> None:
    text = redact("hash '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA' of ann", [])
    assert text == f"hash '{HIDDEN}' of ann"


def test_long_texts_and_long_values_are_bounded() -> None:
    assert redact("x", ["long " * 10_000]) == WITHHELD
    assert (
        redact("x", range(MAX_SHORT_VALUES + 1)) == WITHHELD and redact("x", range(MAX_SHORT_VALUES)) == "x"
    )
    found = redact("a" * (MAX_TEXT_LENGTH - 3) + "hunter22", ["hunter22"])
    assert len(found) < MAX_TEXT_LENGTH + 20 and "hun" not in found


@given(st.text(min_size=5), st.text(), st.text())
def test_a_value_between_other_texts_is_redacted(value: str, before: str, behind: str) -> None:
    for written in (value, repr(value), json.dumps(value), quote(value, safe="")):
        found = redact(f"{before}{written}{behind}", [value])
        if value.strip() and value not in before + behind and HIDDEN not in value:
            assert value not in found
