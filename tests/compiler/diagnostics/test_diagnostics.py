"""Diagnostics as text, JSON and GitHub commands, with any characters of a spec."""

import json
import re

import pytest

from specloom.diagnostics.codes import CODES
from specloom.diagnostics.diagnostic import (
    Diagnostic,
    Place,
    Related,
    as_github,
    as_json,
    as_text,
    ordered,
    safe,
)

LINE = "      author: {type: Usr, on_delete: cascade}"
UNKNOWN = Diagnostic(
    "R002",
    "`Post.author` refers to unknown entity `Usr`",
    Place("spec/blog.yaml", 14, 22, 25),
    "did you mean `User`?",
)
HOSTILE = "\x1b[31m\x07\r\n::error::x\x00\u202e\ud800\u2028%0A"


def source(line: str, number: int = 1) -> dict[str, str]:
    return {"spec/blog.yaml": "\n" * (number - 1) + line}


def at(column: int, end: int | None = None, line: int = 1) -> Diagnostic:
    return Diagnostic("Y001", "wrong", Place("spec/blog.yaml", line, column, end))


def test_text_is_what_the_language_reference_shows() -> None:
    assert as_text([UNKNOWN], source(LINE, 14)) == (
        "spec/blog.yaml:14:22: R002 `Post.author` refers to unknown entity `Usr`\n"
        "   14 |       author: {type: Usr, on_delete: cascade}\n"
        "      |                      ^^^\n"
        "help: did you mean `User`?\n"
    )


def test_a_blank_line_separates_diagnostics() -> None:
    assert as_text([at(1), at(2)], {}) == "spec/blog.yaml:1:1: Y001 wrong\n\nspec/blog.yaml:1:2: Y001 wrong\n"


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "caret"),
    [
        ("a: b", 4, 5, "a: b", "   ^"),
        ("\ta: b", 2, 3, " a: b", " ^"),
        ("日本: b", 5, 6, "日本: b", "      ^"),
        ("日本: b", 1, 3, "日本: b", "^^^^"),
        ("e\u0301: b", 5, 6, "e\u0301: b", "   ^"),
        ("\x1b[0m: b", 7, 8, "\\x1b[0m: b", "         ^"),
        ("\u202ea: b", 2, 3, "\\u202ea: b", "      ^"),
        ("\U000e0001a", 2, 3, "\\U000e0001a", "          ^"),
        ("ab", 3, None, "ab", "  ^"),
        ("ab", 1, None, "ab", "^^"),
        ("ab", 90, 99, "ab", "  ^"),
        ("", 1, None, "", "^"),
    ],
)
def test_the_caret_stands_under_its_text(
    line: str, column: int, end: int | None, shown: str, caret: str
) -> None:
    _, excerpt, carets = as_text([at(column, end)], source(line)).splitlines()
    assert excerpt == f"    1 | {shown}".rstrip()
    assert carets == f"      | {caret}"


def test_a_long_line_is_cut_around_the_caret() -> None:
    line = "x" * 5_000 + "HERE" + "y" * 5_000
    _, excerpt, carets = as_text([at(5_001, 5_005)], source(line)).splitlines()
    assert len(excerpt) < 150
    assert excerpt[carets.index("^") : carets.rindex("^") + 1] == "HERE"
    assert excerpt.startswith("    1 | ...x")
    assert excerpt.endswith("y...")


def test_lines_are_counted_as_yaml_counts_them() -> None:
    sources = {"spec/blog.yaml": "one\r\ntwo\rthree\u2028and\x85more\nfour"}
    assert "    4 | four" in as_text([at(1, 2, line=4)], sources)


@pytest.mark.parametrize("number", [0, 99_999, 1_234_567])
def test_a_place_outside_the_file_is_shown_without_its_line(number: int) -> None:
    assert as_text([at(1, 2, line=number + 2)], source("x")).count("\n") == 1


def test_json_has_the_layout_of_ruff() -> None:
    assert json.loads(as_json([UNKNOWN])) == [
        {
            "code": "R002",
            "severity": "error",
            "message": "`Post.author` refers to unknown entity `Usr`",
            "help": "did you mean `User`?",
            "filename": "spec/blog.yaml",
            "location": {"row": 14, "column": 22},
            "end_location": {"row": 14, "column": 25},
            "related": None,
        }
    ]
    assert json.loads(as_json([])) == []


def test_a_second_place_is_shown_in_each_format() -> None:
    related = Related(Place("spec/users.yaml", 2, 3, 7), "`Post` is declared here")
    found = Diagnostic(
        "S006", "`Post` is declared twice", Place("spec/blog.yaml", 1, 1, 5), "rename it", related
    )
    sources = {"spec/blog.yaml": "Post: {}", "spec/users.yaml": "entities:\n  Post: {}"}
    assert as_text([found], sources) == (
        "spec/blog.yaml:1:1: S006 `Post` is declared twice\n"
        "    1 | Post: {}\n"
        "      | ^^^^\n"
        "spec/users.yaml:2:3: `Post` is declared here\n"
        "    2 |   Post: {}\n"
        "      |   ^^^^\n"
        "help: rename it\n"
    )
    (item,) = json.loads(as_json([found]))
    assert item["related"] == {
        "message": "`Post` is declared here",
        "filename": "spec/users.yaml",
        "location": {"row": 2, "column": 3},
        "end_location": {"row": 2, "column": 7},
    }
    assert "twice%0Aspec/users.yaml:2:3: `Post` is declared here%0Ahelp: rename it" in as_github([found])


def test_github_commands_are_escaped() -> None:
    found = Diagnostic("Y001", "100% wrong:\nhere", Place("a,b:c%.yaml", 3, 7), "mend it")
    assert as_github([found]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=3,col=7,title=specloom Y001"
        "::100%25 wrong:%0Ahere%0Ahelp: mend it\n"
    )


def test_control_characters_are_escaped() -> None:
    related = Related(Place(HOSTILE, 1, 1, 2), HOSTILE)
    found = Diagnostic("Y001", HOSTILE, Place(HOSTILE, 1, 3, 5), HOSTILE, related)
    sources = {HOSTILE: HOSTILE.replace("\n", "")}
    for rendered in (as_text([found], sources), as_json([found]), as_github([found])):
        assert all(each.isprintable() or each == "\n" for each in rendered)
        rendered.encode()
    assert as_github([found]).count("\n") == 1
    assert not re.search(r"^::error::", as_text([found], sources), re.MULTILINE)


def test_a_warning_is_labelled_as_such() -> None:
    found = Diagnostic("R011", "twice", Place("spec/blog.yaml", 1, 1, 5))
    assert as_text([found], {}) == "spec/blog.yaml:1:1: R011 warning: twice\n"
    assert as_github([found]).startswith("::warning file=spec/blog.yaml")
    assert json.loads(as_json([found]))[0]["severity"] == "warning"


def test_safe_keeps_readable_text() -> None:
    assert safe("Größe 日本 `x`") == "Größe 日本 `x`"
    assert safe("a\tb\nc\x7f") == "a\\tb\\nc\\x7f"


def test_diagnostics_are_sorted_and_unique() -> None:
    late, early = at(5, line=2), at(9, line=1)
    assert ordered([late, early, at(5, line=2)]) == (early, late)


def test_a_code_must_be_known() -> None:
    with pytest.raises(ValueError, match="unknown diagnostic code"):
        Diagnostic("X999", "", Place("a", 1, 1))


def test_codes_are_well_formed_and_explained() -> None:
    assert all(re.fullmatch("[YSNTRCVA][0-9]{3}", code) for code in CODES)
    assert len(set(CODES.values())) == len(CODES)
