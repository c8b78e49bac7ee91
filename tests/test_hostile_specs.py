"""No input makes a traceback or takes long, and no text of a spec becomes anything but text."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diagnostics import as_github, as_json, as_text
from codegen.files import MAX_BYTES, SpecNotReadable
from codegen.model import Service
from codegen.resolve import Compiled, compile_spec
from tests.specs import compile_data, compile_text

ROOT = Path(__file__).parent.parent
BLOG = (ROOT / "spec/blog.yaml").read_text()

TEXTS = [
    *(
        '"',
        "'",
        '"""',
        "'''",
        "\\",
        "\\\\",
        '\\"',
        '"\\',
        "\\n",
        "\\x22",
        "\\u0022",
        "\\N{QUOTATION MARK}",
        "\\'''",
    ),
    *(
        "a\nb",
        "a\n\n    import os\n",
        "\n",
        "\t",
        "\r",
        "\r\n",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x85",
        "\u2028",
        "\u2029",
    ),
    *(
        "\x00",
        "\x07",
        "\x1b[31m",
        "\x1b]0;title\x07",
        "\x7f",
        "\x9b31m",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ue000",
        "\ue001",
    ),
    *(
        "\ud800",
        "\udfff",
        "a\ud83d",
        "\U0001f600",
        "\U000e0041",
        "\u202eevil\u202c",
        "\u2066x\u2069",
        "e\u0301",
        "\u200b",
    ),
    *(
        "{",
        "}",
        "{}",
        "{{ x }}",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "{% include 'x' %}",
        "{# x #}",
        "${x}",
        "#{x}",
        "%s",
        "%(x)s",
    ),
    *(
        "{x}",
        "{0}",
        "f'{x}'",
        "*/",
        "/*",
        "//",
        "--",
        "#",
        "# type: ignore",
        "# noqa",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
    ),
    *(
        "</script>",
        "<svg onload=x>",
        "&amp;",
        "&",
        "<",
        ">",
        "`",
        "``",
        "$(x)",
        "; drop table users",
        "' OR 1=1 --",
    ),
    *(
        "__class__",
        "__import__",
        "__init__",
        "__proto__",
        "constructor",
        "self",
        "cls",
        "mro",
        "exec",
        "eval",
        "import",
    ),
    *(
        "None",
        "True",
        "False",
        "class",
        "def",
        "lambda",
        "match",
        "type",
        "_",
        "print",
        "Base",
        "metadata",
        "registry",
    ),
    *(
        "import os",
        "import os; os.system('x')",
        "os.system",
        "a.b",
        "a-b",
        "a b",
        " a",
        "a ",
        "a:b",
        "a/b",
        "../x",
        "/",
        ".",
    ),
    *("Ünicode", "Рost", "ｐost", "ﬁeld", "ª", "²", "ⅷ", "ſ", "İ", "ß", "日本", "post\u200d", "р", "ℹ"),
    *(
        "",
        " ",
        "0",
        "1st",
        "-1",
        "1e3",
        "null",
        "true",
        "~",
        "a__b",
        "_a",
        "a_",
        "A",
        "aB",
        "x" * 64,
        "x" * 300,
        "é" * 63,
    ),
    *(
        "&anchor",
        "*alias",
        "!tag",
        "!!python/object:x",
        "<<",
        "? x",
        "- x",
        "a: b",
        "[",
        "]",
        "[]",
        "?",
        "x[]",
        "x?",
        "@x",
        "%x",
    ),
    *(
        "(a+)+$",
        "(?=a)",
        "[",
        "(?P<x>a)",
        "\\1",
        "^$",
        "a{1000000}",
        "\\p{L}",
        "(?i)a",
        "now",
        "uuid",
        "today",
        "string",
        "Post",
    ),
]


def spec() -> dict[str, Any]:
    """Return a spec that has a text in every position where the language takes one."""
    return {
        "service": {"title": "T", "version": "1", "description": "D"},
        "enums": {"Mood": {"values": ["happy", "sad"], "description": "D"}, "Role": ["admin"]},
        "mixins": {"Named": {"description": "D", "fields": {"nick": {"type": "string", "description": "D"}}}},
        "entities": {
            "Post": {
                "description": "D",
                "table": "articles",
                "path": "articles",
                "mixins": ["Named"],
                "id": {"type": "string", "column": "PostId", "description": "D", "pattern": "^[A-Z]{4}$"},
                "fields": {
                    "title": {
                        "type": "string",
                        "column": "Title",
                        "description": "D",
                        "pattern": "^[A-Z]*$",
                        "default": "ABC",
                        "example": "XYZ",
                    },
                    "text": "text",
                    "note": {"type": "text", "default": "D", "example": "D"},
                    "price": {"type": "decimal", "min": "0", "max": "10", "default": "1.00"},
                    "day": {"type": "date", "min": "2026-01-01", "default": "2026-02-01"},
                    "mood": {"type": "Mood", "default": "happy"},
                    "state": {"type": "enum", "values": ["on", "off"], "default": "on", "description": "D"},
                    "words": {"type": "string[]", "item": {"pattern": "^[A-Z]$"}, "default": ["A"]},
                    "data": {
                        "type": "json",
                        "schema": {
                            "type": "object",
                            "properties": {"key": {"type": "string", "enum": ["v"]}},
                            "required": ["key"],
                        },
                        "default": {"key": "v"},
                        "example": {"key": "v"},
                    },
                    "more": {"type": "json", "default": {"k": "v"}, "example": ["v"]},
                    "author": {
                        "type": "User",
                        "on_delete": "cascade",
                        "inverse": "posts",
                        "column": "AuthorId",
                    },
                    "tags": {
                        "type": "Tag[]",
                        "inverse": "posts",
                        "table": "post_tag",
                        "column": "A",
                        "target_column": "B",
                        "singular": "tag",
                        "description": "D",
                    },
                },
                "unique": [["author", "title"]],
                "indexes": [["day"]],
                "sort": ["-day"],
                "operations": ["list", "read"],
            },
            "User": {"fields": {}},
            "Tag": {"fields": {}},
        },
    }


Path_ = tuple[str | int, ...]


def positions(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, bool]]:
    """Yield the path of every text in a spec, and whether it is a key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), True
            yield from positions(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from positions(inner, (*path, index))
    else:
        yield path, False


def with_text(path: Path_, text: str, *, is_key: bool) -> dict[str, Any]:
    """Return the spec with a text in one position."""
    data = spec()
    parent: Any = data
    for part in path[:-1]:
        parent = parent[part]
    last = path[-1]
    if not is_key:
        parent[last] = text
        return data
    items = [(text if key == last else key, value) for key, value in parent.items()]
    parent.clear()
    parent.update(items)
    return data


def check_said(compiled: Compiled) -> None:
    """Check that what is said of a spec can be printed anywhere, and points into its file."""
    lines = {path: re.split(r"\r\n|\r|\n", text) for path, text in compiled.sources.items()}
    for place in (each.place for each in compiled.diagnostics):
        assert 1 <= place.line <= len(lines[place.path])
        assert 1 <= place.column <= len(lines[place.path][place.line - 1]) + 1
    for rendered in (
        as_text(compiled.diagnostics, compiled.sources),
        as_json(compiled.diagnostics),
        as_github(compiled.diagnostics),
    ):
        assert all(each.isprintable() or each == "\n" for each in rendered)


ENTITY = re.compile(r"[A-Z][A-Za-z0-9]{0,63}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


def check_names(service: Service) -> None:
    """Check that every name of a model is one, whatever was in the spec."""
    for enum in service.enums:
        assert ENTITY.fullmatch(enum.name)
        assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name, _ in enum.members)
        assert all(value and not re.search("[\x00-\x1f\ud800-\udfff]", value) for _, value in enum.members)
    for entity in service.entities:
        assert ENTITY.fullmatch(entity.name)
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", entity.path)
        for name in (entity.module, entity.plural, entity.parameter):
            assert NAME.fullmatch(name)
        identifiers = [entity.table, *(each.name for each in (*entity.uniques, *entity.indexes))]
        for field in entity.fields:
            assert NAME.fullmatch(field.name)
            assert NAME.fullmatch(field.attribute)
            identifiers += [field.column, *([field.check] if field.check else [])]
            if field.reference is not None:
                assert NAME.fullmatch(field.reference.attribute)
                assert NAME.fullmatch(field.reference.inverse or "none")
        for link in entity.links:
            assert all(NAME.fullmatch(each) for each in (link.name, link.attribute, link.ids_attribute))
            assert NAME.fullmatch(link.inverse or "none")
            identifiers += [link.table, link.column, link.target_column]
        assert all(IDENTIFIER.fullmatch(each) for each in identifiers)
    hash(service)


ALL_POSITIONS = list(positions(spec()))
FREE: dict[Path_, Callable[[Service], object]] = {
    ("service", "title"): lambda it: it.title,
    ("service", "version"): lambda it: it.version,
    ("service", "description"): lambda it: it.description,
    ("enums", "Mood", "description"): lambda it: it.enum("Mood").description,
    ("enums", "Mood", "values", 1): lambda it: it.enum("Mood").values[1],
    ("entities", "Post", "description"): lambda it: it.entity("Post").description,
    ("entities", "Post", "id", "description"): lambda it: it.entity("Post").id.description,
    ("entities", "Post", "fields", "title", "description"): lambda it: (
        it.entity("Post").field("title").description
    ),
    ("entities", "Post", "fields", "note", "example"): lambda it: it.entity("Post").field("note").example,
    ("entities", "Post", "fields", "tags", "description"): lambda it: it.entity("Post").links[0].description,
}
"""Positions where any text may stand, and how the model carries it."""


def test_the_spec_without_a_hostile_text_is_right() -> None:
    assert compile_data(spec()).diagnostics == ()
    assert len(ALL_POSITIONS) > 120


def texts_for(path: Path_, *, is_key: bool) -> list[str]:
    """Return the texts to try in a position: many where names and free texts stand, few in place of our own keys."""
    index = ALL_POSITIONS.index((path, is_key))
    if is_key:
        named = len(path) == 2 or path[-2] in ("fields", "properties", "default", "example")
        stride = 8 if named and path[0] != "service" else 60
    else:
        stride = 3 if path in FREE else 16
    return TEXTS[index % stride :: stride]


def test_at_least_two_hundred_texts_are_tried_in_every_kind_of_position() -> None:
    tried = {(path, text) for path, is_key in ALL_POSITIONS for text in texts_for(path, is_key=is_key)}
    assert len(tried) > 3_000
    assert {text for _, text in tried} == set(TEXTS)
    assert len(set(TEXTS)) >= 200


@pytest.mark.parametrize(("path", "is_key"), ALL_POSITIONS)
def test_a_text_is_refused_or_carried_as_text(path: Path_, is_key: bool) -> None:
    for text in texts_for(path, is_key=is_key):
        compiled = compile_data(with_text(path, text, is_key=is_key))
        check_said(compiled)
        if compiled.service is None:
            assert compiled.diagnostics
            continue
        check_names(compiled.service)
        if path in FREE and not is_key:
            assert FREE[path](compiled.service) == text


@pytest.mark.parametrize(
    "text", ['"""', "\\", "a\n\n    import os\n", "{{ x }}", "*/", "]]>", "\\N{BULLET}", "\u202e", "日本"]
)
@pytest.mark.parametrize("path", [each for each in FREE if each[-1] == "description"], ids=str)
def test_descriptions_take_any_printable_text(path: Path_, text: str) -> None:
    service = compile_data(with_text(path, text, is_key=False)).service
    assert service is not None
    assert FREE[path](service) == text


HOSTILE_FILES = {
    "empty": b"",
    "blank": b"\n \n",
    "a comment": b"# nothing",
    "binary": bytes(range(256)) * 64,
    "zeros": bytes(100_000),
    "an executable": b"\x7fELF\x02\x01\x01" + bytes(1_000),
    "UTF-16": "entities: {}".encode("utf-16"),
    "overlong UTF-8": b"entities: {\xc0\xaf: 1}",
    "surrogates in UTF-8": b"entities: {\xed\xa0\x80: 1}",
    "ten megabytes of nesting": b"[" * 10_000_000,
    "nesting below the limit": b"[" * (MAX_BYTES - 1),
    "nested mappings": b"{a: " * 1_000_000,
    "deep blocks": b"\n".join(b" " * depth + b"a:" for depth in range(1_500)),
    "an alias bomb": b"a0: &a0 [x]\n"
    + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 40)),
    "a scalar": b"hello",
    "a list": b"- entities",
    "two documents": b"entities: {}\n---\nentities: {}\n",
    "a key of four megabytes": b"x" * (MAX_BYTES - 10) + b": 1",
    "many unknown keys": b"".join(b"key%d: 1\n" % n for n in range(100_000)),
    "many unknown options": b"entities: {Post: {fields: {"
    + b"".join(b"f%d: {tpe: text}," % n for n in range(50_000))
    + b"}}}",
    "many unknown types": b"entities: {Post: {fields: {"
    + b"".join(b"f%d: Usr%d," % (n, n) for n in range(50_000))
    + b"}}}",
    "many entities that refer to nothing": b"entities:\n"
    + b"".join(b"  E%d: {fields: {x: F%d}}\n" % (n, n) for n in range(20_000)),
    "many missing quotes": b"entities: {Post: {fields: {"
    + b"".join(b"f%d: x[]," % n for n in range(50_000))
    + b"}}}",
    "the same mixin often": b"mixins: {A: {fields: {a: text}}}\nentities: {P: {mixins: ["
    + b"A," * 100_000
    + b"], fields: {}}}",
    "the same operation often": b"entities: {P: {operations: [" + b"list," * 100_000 + b"], fields: {}}}",
    "a key of many fields": b"entities: {P: {unique: [[" + b"a," * 100_000 + b"]], fields: {a: integer}}}",
    "many keys": b"entities: {P: {unique: [" + b"[a]," * 100_000 + b"], fields: {a: integer}}}",
    "many values": b"enums: {E: ["
    + b"".join(b"'%s'," % (b"-" * (n % 250) + b"%d" % n) for n in range(20_000))
    + b"]}\nentities: {P: {fields: {}}}",
    "a long chain of required references": b"entities:\n"
    + b"".join(b"  E%d: {fields: {x: E%d}}\n" % (n, n + 1) for n in range(5_000))
    + b"  E5000: {fields: {x: E0}}\n",
    "a default of many values": b"entities: {P: {fields: {a: {type: json, default: ["
    + b"1," * 500_000
    + b"]}}}}",
    "a pattern of a megabyte": b"entities: {P: {fields: {a: {type: string, pattern: '"
    + b"a" * 1_000_000
    + b"'}}}}",
    "a pattern of groups": b"entities: {P: {fields: {a: {type: string, pattern: '"
    + b"(" * 100_000
    + b"'}}}}",
}


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_hostile_file_is_refused_at_once(name: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(HOSTILE_FILES[name])
    start = time.process_time()
    compiled = compile_spec(path)
    check_said(compiled)
    assert time.process_time() - start < 15
    assert (compiled.service is None) == bool(compiled.diagnostics)
    if name != "a default of many values":
        assert compiled.service is None


def test_a_folder_of_hostile_files_is_refused_as_a_whole(tmp_path: Path) -> None:
    for number, (name, data) in enumerate(HOSTILE_FILES.items()):
        if len(data) < 100_000:
            (tmp_path / f"{number}.yaml").write_bytes(data)
    (tmp_path / "z.yaml").write_text(BLOG)
    compiled = compile_spec(tmp_path)
    assert compiled.service is None
    assert len({each.place.path for each in compiled.diagnostics}) > 8


@pytest.mark.parametrize("name", ["missing", "missing/spec.yaml", "\0", "x" * 5_000])
def test_what_is_missing_is_no_diagnostic(name: str, tmp_path: Path) -> None:
    with pytest.raises(SpecNotReadable):
        compile_spec(tmp_path / name)


PIECES = st.one_of(
    st.sampled_from(
        [*"{}[]:,?-&*!|>'\"%@`#\t\n \\", *TEXTS, "text?", "Tag[]", "  ", "\n      ", "- ", "? ", ": "]
    ),
    st.text(max_size=5),
)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_edit_of_a_spec_makes_a_traceback(data: st.DataObject) -> None:
    text = BLOG
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 2, 7, 40])))
        text = text[:start] + data.draw(PIECES) + text[end:]
    check_said(compile_text(text))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(TEXTS)
    | st.sampled_from(["User", "Tag[]", "integer"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*TEXTS, "type", "fields", "values"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ALL_POSITIONS), VALUES)
def test_no_value_in_any_position_makes_a_traceback(position: tuple[Path_, bool], value: Any) -> None:
    data = spec()
    parent: Any = data
    for part in position[0][:-1]:
        parent = parent[part]
    parent[position[0][-1]] = value
    text = json.dumps(data, ensure_ascii=False).replace("NaN", ".nan").replace("Infinity", ".inf")
    check_said(compile_text(text))
