"""Parsing of YAML: scalars, positions, and rejected constructs."""

from decimal import Decimal
from typing import Any

import pytest
import yaml

from specloom.diagnostics.diagnostic import Diagnostic
from specloom.source import yaml_composer
from specloom.source.nodes import Document, MappingNode, Node, ScalarNode, SequenceNode
from specloom.source.yaml_parser import parse


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers of PyYAML must have the same results: it may be built without libyaml."""
    name: str = request.param
    if name == "pure Python":
        monkeypatch.setattr(yaml_composer, "LOADER", yaml.SafeLoader)
    return name


def read(text: str) -> Document:
    document, diagnostics = parse("a.yaml", "a.yaml", text)
    assert diagnostics == []
    return document


def problems(text: str) -> list[Diagnostic]:
    return parse("a.yaml", "a.yaml", text)[1]


def plain(node: Node | None) -> Any:
    match node:
        case ScalarNode(value=value):
            return value
        case SequenceNode(items=items):
            return [plain(each) for each in items]
        case MappingNode(items=items):
            return {key: plain(each) for key, each in items.items()}
    return None


def value_of(text: str) -> Any:
    return plain(read(f"value: {text}").root)["value"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("9" * 400, int("9" * 400)),
        ("1.50", Decimal("1.50")),
        ("-.5", Decimal("-.5")),
        ("1e3", Decimal("1e3")),
        ("0.1000000000000000000000001", Decimal("0.1000000000000000000000001")),
        ("1e999999999", Decimal("1e999999999")),
    ],
)
def test_scalars_that_are_not_texts(text: str, value: object) -> None:
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "No", "NO", "yes", "on", "off", "y", "n", "True", "FALSE", "Null", "NULL"),
        *(
            "012",
            "1_000",
            "0x1F",
            "0o17",
            "0b1",
            "1:30",
            "2026-01-31",
            "2026-01-31T09:30:00Z",
            "1.2.3",
            "1,000",
        ),
        *("+", ".", "-.", "e3", "1e", "--1", "=", "1 000"),
    ],
)
def test_all_other_scalars_are_texts(text: str) -> None:
    assert value_of(text) == text


@pytest.mark.parametrize("text", ["true", "null", "12", "1.5", "~", ""])
def test_quotes_make_a_text(text: str) -> None:
    assert value_of(f'"{text}"') == text
    assert value_of(f"'{text}'") == text


def test_keys_are_always_text() -> None:
    assert plain(read("true: 1\nnull: 2\n3: 4\nno: 5\n1.5: 6").root) == {
        "true": 1,
        "null": 2,
        "3": 4,
        "no": 5,
        "1.5": 6,
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &x 1\nb: *x", {"a": 1, "b": 1}),
        ("a: &x [1, 2]\nb: *x\nc: [*x]", {"a": [1, 2], "b": [1, 2], "c": [[1, 2]]}),
        ("&k a: 1\nb: *k", {"a": 1, "b": "a"}),
        ("a: &k b\n*k : 1", {"a": "b", "b": 1}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}", {"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 3}}),
        ("a: {q: 3, <<: {p: 1, q: 2}}", {"a": {"p": 1, "q": 3}}),
        ("a: {<<: [{p: 1}, {p: 2, q: 2}]}", {"a": {"p": 1, "q": 2}}),
        ("a: &x {<<: {p: 1}}\nb: {<<: *x}", {"a": {"p": 1}, "b": {"p": 1}}),
        ('a: {"<<": 1}', {"a": {"<<": 1}}),
    ],
)
def test_aliases_and_merge_keys_repeat_what_is_anchored(text: str, value: object) -> None:
    document, diagnostics = parse("spec.yaml", "spec.yaml", text)
    assert not diagnostics
    assert plain(document.root) == value


def test_aliased_values_keep_their_place() -> None:
    root = read("a: &x {p: &y  'yes', q: 2}\nb: *x\nc: {<<: *x, r: *y}").root
    assert isinstance(root, MappingNode)
    a, b, c = (root.items[name] for name in "abc")
    assert isinstance(a, MappingNode) and isinstance(c, MappingNode)
    assert b is a
    assert a.mark[:2] == (1, 7)
    assert c.keys == {"p": (1, 8, 9), "q": (1, 22, 23), "r": (3, 13, 14)}
    assert c.items["r"].mark == (1, 15, 20)


def test_aliases_repeat_a_bounded_number_of_values() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 20)
    )
    document, diagnostics = parse("spec.yaml", "spec.yaml", bomb)
    assert [each.code for each in diagnostics] == ["Y017"]
    assert document.broken
    deep = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 70))
    assert [each.code for each in parse("spec.yaml", "spec.yaml", deep)[1]] == ["Y010"]


def test_block_scalars_keep_their_lines() -> None:
    assert value_of("|\n  one\n  two\n") == "one\ntwo\n"
    assert value_of(">-\n  one\n  two\n") == "one two"


def test_positions_count_from_one_in_characters() -> None:
    root = read("größe:\n  - {日本: 'ab', c: [1, 22]}\n").root
    assert isinstance(root, MappingNode)
    assert root.keys["größe"] == (1, 1, 6)
    items = root.items["größe"]
    assert isinstance(items, SequenceNode)
    inner = items.items[0]
    assert isinstance(inner, MappingNode)
    assert inner.mark[:2] == (2, 5)
    assert inner.keys["日本"] == (2, 6, 8)
    assert inner.items["日本"].mark == (2, 10, 14)
    numbers = inner.items["c"]
    assert isinstance(numbers, SequenceNode)
    assert [each.mark for each in numbers.items] == [(2, 20, 21), (2, 23, 25)]


def test_a_value_of_several_lines_has_no_end() -> None:
    root = read("a: one\n  two\nb: |\n  x\n").root
    assert isinstance(root, MappingNode)
    assert [each.mark for each in root.items.values()] == [(1, 4, None), (3, 4, None)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_usual_line_ends_are_accepted(end: str) -> None:
    root = read(f"a: 1{end}b: 2{end}").root
    assert isinstance(root, MappingNode)
    assert root.keys["b"] == (2, 1, 2)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "---\n...\n"])
def test_an_empty_file_is_valid_yaml(text: str) -> None:
    assert plain(read(text).root) is None


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 'x", "Y001", 1, 4),
        ("a: [1,\nb: 2", "Y001", None, None),
        ("a: @x", "Y001", 1, 4),
        ("- a\nb: 1", "Y001", 2, 1),
        ("a: {t: Post?}", "Y002", 1, 8),
        ("a: {t: Post?, u: 1}", "Y002", 1, 8),
        ("a: {t: Tag[]}", "Y002", 1, 8),
        ("a: {t: string[]?}", "Y002", 1, 8),
        ("a: [Tag[]]", "Y002", 1, 5),
        ("a:\n\tb: 1", "Y003", 2, 1),
        ("a: \x07", "Y004", 1, 4),
        ("a: b\n\x00", "Y004", 2, 1),
        ('a: "\\0"', "Y004", 1, 4),
        ('a: "\\e[0m"', "Y004", 1, 4),
        ('a: "\\r"', "Y004", 1, 4),
        ('"\\x07": 1', "Y004", 1, 1),
        ("a: x\u2028y", "Y004", 1, 5),
        ("a: x\x85y", "Y004", 1, 5),
        ("a: \ue000", "Y004", 1, 4),
        ("a: 1\nb: 2\na: 3", "Y005", 3, 1),
        ("a: *x", "Y015", 1, 4),
        ("a: *x\nb: &x 1", "Y015", 1, 4),
        ("a: &x [1, *x]", "Y015", 1, 11),
        ("a: &x {b: *x}", "Y015", 1, 11),
        ("a: {<<: 1}", "Y016", 1, 5),
        ("a: {<<: [{b: 1}, 2]}", "Y016", 1, 5),
        ("a: {<<: {b: 1}, <<: {c: 1}}", "Y005", 1, 17),
        ("a: &x [1]\n? *x\n: 2", "Y009", 1, 7),
        ("a: !!int 1", "Y007", 1, 4),
        ("a: !mine [1]", "Y007", 1, 4),
        ("a: 1\n---\nb: 2", "Y008", 2, 1),
        ("? [1]\n: 2", "Y009", 1, 3),
        ("? {a: 1}\n: 2", "Y009", 1, 3),
        ("a: " + "[" * 64, "Y010", 1, 67),
        ("a: .nan", "Y011", 1, 4),
        ("a: -.inf", "Y011", 1, 4),
        ("a: " + "1" * 401, "Y011", 1, 4),
    ],
)
def test_rejected_yaml(text: str, code: str, line: int | None, column: int | None, parser: str) -> None:
    found = problems(text)
    assert [each.code for each in found] == [code]
    if line is not None:
        assert (found[0].place.line, found[0].place.column) == (line, column)


@pytest.mark.parametrize("word", ["Post?", "Tag[]", "string[]?"])
def test_missing_quotes_are_reported(word: str) -> None:
    found = problems(f"a: {{type: {word}, x: 1}}\nb: {{type: {word}}}\nc: [")
    assert [each.code for each in found] == ["Y002", "Y002", "Y001"]
    assert found[0].help == f'write "{word}"'
    assert found[0].place.end_column == 11 + len(word)


def test_placeholders_may_be_written_as_escapes() -> None:
    document, found = parse("a.yaml", "a.yaml", 'a: "\\ue000\\ue001 \\ue002"\nb: {t: Post?}')
    assert [each.code for each in found] == ["Y002"]
    assert plain(document.root) == {"a": "\ue000\ue001 \ue002", "b": {"t": "Post?"}}


def test_a_lone_surrogate_is_refused() -> None:
    assert [each.place.line for each in problems('a: "\\ud800"')] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 50_000,
        "? " * 2_000,
        "a: " * 2_000,
        "\n".join(" " * depth + "a:" for depth in range(300)),
        "[]" * 20_000,
        "a: [" + "b[], " * 2_000 + "]",
        "&a " * 1_000,
        "*a " * 1_000,
        "b0: &b0 [x]\n" + "".join(f"b{n}: &b{n} [{f'*b{n - 1}, ' * 9}]\n" for n in range(1, 200)),
        "'" * 10_001,
        "%YAML 9.9\n---\na: 1",
        "!<tag:x> " * 100,
        "a: |9\n x\nb",
    ],
)
def test_hostile_texts_get_diagnostics_quickly(text: str) -> None:
    assert parse("a.yaml", "a.yaml", text)[1]
