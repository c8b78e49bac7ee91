"""The generators of clients: how each is run on a document, and which operations its client has."""

import os
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
PYTHON = HERE / ".venv/bin"
LONGEST = 120
"""Seconds that a generator may take."""
METHODS = ("get", "put", "post", "delete", "patch")
_COMPLAINT = re.compile(r"warning|error|not be generated|skipp", re.IGNORECASE)
"""What generators print when they leave something out. Names of files and entities do not stand in their output."""


class Operation(NamedTuple):
    """An operation of a document."""

    name: str
    method: str
    path: str
    answered: tuple[str, ...]
    """The statuses whose responses have a JSON body."""


class Generator(NamedTuple):
    """A generator."""

    name: str
    command: tuple[str, ...]
    """The program and its arguments, in a folder with `openapi.json`."""
    missing: Callable[[Path, Iterable[Operation]], list[str]]
    """Returns the names of the operations that its client lacks."""


def operations(document: dict[str, Any]) -> list[Operation]:
    """Return the operations of a document."""
    return [
        Operation(operation["operationId"], method, path, _answered(operation))
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def _answered(operation: dict[str, Any]) -> tuple[str, ...]:
    responses = operation["responses"].items()
    return tuple(status for status, each in responses if "application/json" in each.get("content", {}))


def run(command: Iterable[str], folder: Path, variables: dict[str, str] | None = None) -> str:
    """Run a command and return what it printed. Raises RuntimeError with that if it fails."""
    path = os.pathsep.join([str(PYTHON), str(MODULES / ".bin"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "200", **(variables or {})}
    done = subprocess.run(
        [*command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def generate(generator: Generator, folder: Path, wanted: list[Operation]) -> list[str]:
    """Make the client for the document in a folder, and return what is wrong with it."""
    said = run(generator.command, folder)
    lacking = [f"{each} is missing" for each in generator.missing(folder, wanted)]
    return lacking + [line for line in said.splitlines() if _COMPLAINT.search(line)]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each[:1].upper() + each[1:] for each in rest)


def _missing_types(folder: Path, wanted: Iterable[Operation]) -> list[str]:
    text = (folder / "types.d.ts").read_text()
    declared = re.findall(
        r"^    (\w+): \{$", text[text.index("export interface operations {") :], re.MULTILINE
    )
    return [each.name for each in wanted if each.name not in declared]


def _missing_calls(folder: Path, wanted: Iterable[Operation]) -> list[str]:
    text = (folder / "hey_api/sdk.gen.ts").read_text()
    calls = r"\.(get|put|post|delete|patch)<[^(]*>\(\{\s*(?:[a-z]+: [^\n]*?,\s*)*?url: '([^']*)'"
    found = {*re.findall(calls, text)}
    return [each.name for each in wanted if (each.method, each.path) not in found]


def _missing_functions(folder: Path, wanted: Iterable[Operation]) -> list[str]:
    functions = re.findall(
        r"^export const (\w+) = async", (folder / "orval/fetch.ts").read_text(), re.MULTILINE
    )
    schemas = re.findall(r"^export const (\w+) = zod", (folder / "orval/zod.ts").read_text(), re.MULTILINE)
    needed = {
        each.name: {f"{_camel(each.name)}{status}Response" for status in each.answered} for each in wanted
    }
    return [
        name for name, found in needed.items() if _camel(name) not in functions or not found <= {*schemas}
    ]


def _missing_modules(folder: Path, wanted: Iterable[Operation]) -> list[str]:
    modules = {each.stem for each in folder.glob("python/*_client/api/*/*.py")}
    return [each.name for each in wanted if each.name not in modules]


GENERATORS = (
    Generator(
        "openapi-typescript",
        ("openapi-typescript", "openapi.json", "--output", "types.d.ts", "--default-non-nullable=false"),
        _missing_types,
    ),
    Generator("@hey-api/openapi-ts", ("openapi-ts", "--file", "openapi-ts.config.mjs"), _missing_calls),
    Generator("orval", ("orval", "--config", "orval.config.cjs"), _missing_functions),
    Generator(
        "openapi-python-client",
        ("openapi-python-client", "generate", "--path", "openapi.json", "--output-path", "python"),
        _missing_modules,
    ),
)
