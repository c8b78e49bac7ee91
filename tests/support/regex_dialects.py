"""Dialects of regular expressions. A published pattern must mean the same in all of them."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache

import jsonschema_rs
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, core_schema

_NODE = """
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
const answers = cases.map(([pattern, flags, texts]) => {
  const regex = new RegExp(pattern, flags);
  return texts.map((text) => regex.test(text));
});
process.stdout.write(JSON.stringify(answers));
"""


class Dialects:
    """A pattern compiled in Python's, Pydantic's and jsonschema-rs's dialects."""

    def __init__(self, pattern: str) -> None:
        self.python = re.compile(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern)
        self.pydantic = SchemaValidator(core_schema.str_schema(pattern=pattern))
        self.json_schema = jsonschema_rs.validator_for({"pattern": pattern})

    def agree(self, text: str) -> bool:
        """Return whether the text matches. Raises AssertionError if the dialects do not agree on it."""
        responses = {
            "python": self.python.search(text) is not None,
            "pydantic": self.pydantic.isinstance_python(text),
            "json schema": self.json_schema.is_valid(text),
        }
        assert len(set(responses.values())) == 1, (text, responses)
        return responses["python"]


def javascript(cases: Iterable[tuple[str, str, list[str]]]) -> list[list[bool]] | None:
    """Return what JavaScript says of (pattern, flags, texts), or None where there is no Node to ask."""
    node = shutil.which("node")
    if node is None:
        return None
    run = subprocess.run(
        [node, "-e", _NODE], input=json.dumps(list(cases)), capture_output=True, text=True, check=True
    )
    responses: list[list[bool]] = json.loads(run.stdout)
    return responses


dialects = cache(Dialects)
"""The dialects of a pattern, compiled once."""


def mutated(text: str, places: st.DataObject) -> str:
    """Return the text with perhaps one character changed, left out or put in."""
    at = places.draw(st.integers(0, len(text)))
    piece = places.draw(
        st.sampled_from(["", "0", "1", "9", "-", ":", ".", "Z", "T", "+", "A", "\n", "\0", "١", "é"])
    )
    cut = places.draw(st.integers(0, 2))
    return text[:at] + piece + text[at + cut :]
