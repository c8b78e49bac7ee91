"""The diagram is well-formed, complete, without values of fields, and without overlaps."""

import itertools
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from specloom.emit.diagram import render
from tests.support.compiled_specs import service_of

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> ET.Element:
    """Return the diagram of a spec, parsed."""
    return ET.fromstring(render(service_of(text))["schema.svg"])


def texts(picture: ET.Element) -> list[str]:
    """Return all texts in the diagram."""
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def boxes(picture: ET.Element) -> list[tuple[float, float, float, float]]:
    """Return the left, top, right and bottom edges of each entity."""
    found = []
    for each in picture.iter(f"{SVG}rect"):
        if each.get("class") == "box":
            x, y, width, height = (float(each.attrib[name]) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


@pytest.mark.parametrize("path", ["spec/blog.yaml", "examples/chinook/spec/chinook.yaml"])
def test_the_diagram_has_every_entity_and_field(path: str) -> None:
    service = service_of((ROOT / path).read_text())
    picture = drawn((ROOT / path).read_text())
    shown = texts(picture)
    for entity in service.entities:
        assert entity.name in shown
        assert {each.name for each in entity.fields} - {"row_version", "deleted_at"} <= set(shown)
    references = sum(len(each.references) + len(each.links) for each in service.entities)
    edges = [
        each for each in picture.iter(f"{SVG}path") if "edge" in each.get("class", "") and "d" in each.attrib
    ]
    assert len([each for each in edges if each.find(f"{SVG}title") is not None]) == references


def test_hidden_fields_have_a_lock() -> None:
    fields = {
        "pin": {"type": "password"},
        "secret": {"type": "string", "sensitive": True, "nullable": True},
        "token": {"type": "string", "internal": True, "nullable": True},
    }
    picture = drawn(json.dumps({"entities": {"User": {"fields": fields}}}))
    assert len(list(picture.iter(f"{SVG}use"))) == len(fields)
    assert {"pin", "secret", "token"} <= set(texts(picture))


def test_texts_are_escaped() -> None:
    hostile = "</title><script>x()</script>&amp;\"' ]]> {height}"
    spec = {
        "service": {"title": hostile},
        "entities": {"User": {"description": hostile, "fields": {"a": "text"}}},
    }
    picture = drawn(json.dumps(spec))
    titles = [each.text for each in picture.iter(f"{SVG}title")]
    assert hostile in titles
    assert f"{hostile}: entities and relations" in titles
    assert not list(picture.iter(f"{SVG}script"))


def test_characters_that_xml_does_not_allow_are_replaced() -> None:
    service = service_of("entities:\n  User: {fields: {a: text}}\n")
    broken = type(service)("a\x00b\x1b\ufffe", "1", "", service.entities, service.enums)
    picture = ET.fromstring(render(broken)["schema.svg"])
    assert picture.findtext(f"{SVG}title") == "a b  : entities and relations"


def test_two_hundred_entities_do_not_overlap() -> None:
    entities = {
        f"Entity{number}": {
            "fields": {f"a{field}": "text" for field in range(number % 7 + 1)}
            | {f"to{step}": f"Entity{(number * step + 1) % 200}?" for step in (2, 3)}
            | ({"all": f"Entity{number // 2}[]"} if number % 5 == 0 else {})
        }
        for number in range(200)
    }
    picture = drawn(json.dumps({"entities": entities}))
    width, height = (float(value) for value in picture.attrib["viewBox"].split()[2:])
    found = boxes(picture)
    assert len(found) == 200
    for left, top, right, bottom in found:
        assert 0 < left < right < width
        assert 0 < top < bottom < height
    for one, other in itertools.combinations(found, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert 0.3 < width / height < 4


def test_the_diagram_depends_only_on_the_model() -> None:
    text = (ROOT / "spec/blog.yaml").read_text()
    assert render(service_of(text)) == render(service_of(text))
