"""No input causes a traceback or takes long, and no text of a spec becomes code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specloom.diagnostics.diagnostic import as_github, as_json, as_text
from specloom.model import Service
from specloom.resolve import Compiled, compile_spec
from specloom.source.files import SpecNotReadable
from tests.support.compiled_specs import compile_data, compile_text
from tests.support.hostile_texts import FILES, TEXTS
from tests.support.texts_everywhere import ALL_POSITIONS, FREE, Position, spec, texts_for, with_text

ROOT = Path(__file__).parents[2]
BLOG = (ROOT / "spec/blog.yaml").read_text()


def check_said(compiled: Compiled) -> None:
    """Check that the diagnostics can be printed anywhere, and that their places are in the file."""
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
    """Check that all names of a model are valid."""
    for enum in service.enums:
        assert ENTITY.fullmatch(enum.name)
        assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name, _ in enum.members)
        assert all(value and not re.search("[\x00-\x1f\ud800-\udfff]", value) for _, value in enum.members)
    for entity in service.entities:
        assert ENTITY.fullmatch(entity.name)
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", entity.path)
        for name in (entity.module, entity.plural, entity.parameter):
            assert NAME.fullmatch(name)
        identifiers = [
            entity.table,
            *(each.name for each in entity.uniques),
            *(each.name for each in entity.indexes),
        ]
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


def test_the_spec_without_hostile_texts_is_valid() -> None:
    assert compile_data(spec()).diagnostics == ()
    assert len(ALL_POSITIONS) > 120


def test_two_hundred_texts_are_tested_in_every_position() -> None:
    tried = {(path, text) for path, is_key in ALL_POSITIONS for text in texts_for(path, is_key=is_key)}
    assert len(tried) > 2_000
    assert {text for _, text in tried} == set(TEXTS)
    assert len(set(TEXTS)) >= 200


@pytest.mark.parametrize(("path", "is_key"), ALL_POSITIONS)
def test_a_hostile_text_is_refused_or_stays_text(path: Position, is_key: bool) -> None:
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
def test_descriptions_take_any_printable_text(path: Position, text: str) -> None:
    service = compile_data(with_text(path, text, is_key=False)).service
    assert service is not None
    assert FREE[path](service) == text


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    """These specs are so long or so deep that code with more than linear cost would not finish."""
    path = tmp_path / "spec.yaml"
    path.write_bytes(FILES[name])
    compiled = compile_spec(path)
    check_said(compiled)
    assert (compiled.service is None) == any(not each.is_warning for each in compiled.diagnostics)
    if name != "a default of many values":
        assert compiled.service is None


def test_a_folder_of_hostile_files_is_refused_as_a_whole(tmp_path: Path) -> None:
    for number, data in enumerate(FILES.values()):
        if len(data) < 100_000:
            (tmp_path / f"{number}.yaml").write_bytes(data)
    (tmp_path / "z.yaml").write_text(BLOG)
    compiled = compile_spec(tmp_path)
    assert compiled.service is None
    assert len({each.place.path for each in compiled.diagnostics}) > 8


@pytest.mark.parametrize("name", ["missing", "missing/spec.yaml", "\0", "x" * 5_000])
def test_a_missing_file_is_no_diagnostic(name: str, tmp_path: Path) -> None:
    with pytest.raises(SpecNotReadable):
        compile_spec(tmp_path / name)


PIECES = st.one_of(
    st.sampled_from(
        [*"{}[]:,?-&*!|>'\"%@`#\t\n \\", *TEXTS, "text?", "Tag[]", "  ", "\n      ", "- ", "? ", ": "]
    ),
    st.text(max_size=5),
)


@settings(max_examples=250, deadline=None)
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


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(ALL_POSITIONS), VALUES)
def test_no_value_in_any_position_makes_a_traceback(position: tuple[Position, bool], value: Any) -> None:
    data = spec()
    parent: Any = data
    for part in position[0][:-1]:
        parent = parent[part]
    parent[position[0][-1]] = value
    text = json.dumps(data, ensure_ascii=False).replace("NaN", ".nan").replace("Infinity", ".inf")
    check_said(compile_text(text))
