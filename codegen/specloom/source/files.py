"""Finding, reading and decoding the files of a spec."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from specloom.diagnostics.diagnostic import Diagnostic, Place
from specloom.source.nodes import Document

MAX_BYTES = 4 * 2**20
"""Maximum size of one file of a spec."""
SUFFIXES = (".yaml", ".yml")


class SpecNotReadable(Exception):
    """The spec is missing or cannot be read: a problem with the file system, not with its text.

    The message is one line.
    """


class SpecFile(NamedTuple):
    """The content of one file of a spec."""

    path: str
    """The path in diagnostics."""
    name: str
    """Relative to the folder of the spec, with forward slashes."""
    data: bytes
    """Its content, up to MAX_BYTES + 1 bytes. A larger file is rejected."""


def load(path: Path) -> tuple[list[Document], list[Diagnostic]]:
    """Read and parse a spec. Raises SpecNotReadable."""
    return parsed(read(path))


def read(path: Path) -> list[SpecFile]:
    """Read a spec: one file, or all `*.yaml` and `*.yml` files in a folder and its subfolders.

    Hidden files and folders (`.github`, `.venv`) are ignored. The files are sorted by name. Raises SpecNotReadable.
    """
    return [SpecFile(file.as_posix(), name, _bytes(file)) for file, name in _files(path)]


def parsed(files: Iterable[SpecFile]) -> tuple[list[Document], list[Diagnostic]]:
    """Parse the files of a spec."""
    documents: list[Document] = []
    diagnostics: list[Diagnostic] = []
    for each in files:
        document, found = _document(*each)
        documents.append(document)
        diagnostics += found
    return documents, diagnostics


def _files(path: Path) -> list[tuple[Path, str]]:
    try:
        if not path.exists():
            raise SpecNotReadable(f"there is no spec at {path}")
        if not path.is_dir():
            return [(path, path.name)]
        found: list[tuple[Path, str]] = []
        for folder, folders, names in os.walk(path, onerror=_refuse):
            folders[:] = [each for each in folders if not each.startswith(".")]
            for name in names:
                file = Path(folder) / name
                if name.endswith(SUFFIXES) and not name.startswith(".") and file.is_file():
                    found.append((file, file.relative_to(path).as_posix()))
    except (OSError, ValueError) as error:
        raise SpecNotReadable(f"cannot read {path}: {_reason(error)}") from error
    if not found:
        raise SpecNotReadable(f"there is no *.yaml file in {path}")
    return sorted(found, key=lambda each: each[1])


def _refuse(error: OSError) -> None:
    raise error


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SpecNotReadable(f"cannot read {file.as_posix()}: {_reason(error)}") from error


def _document(path: str, name: str, data: bytes) -> tuple[Document, list[Diagnostic]]:
    # Imported here because a run on unchanged files parses none.
    from specloom.source.yaml_errors import mark_at
    from specloom.source.yaml_parser import parse

    if not name.isprintable():
        place = Place(path, 1, 1)
        return Document(path, name, "", broken=True), [
            Diagnostic("Y014", "the name of this file contains characters that cannot be printed", place)
        ]
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 2**20} MB"
        help = "split the spec into several files in one folder"
        return Document(path, name, "", broken=True), [Diagnostic("Y013", message, Place(path, 1, 1), help)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        document = Document(path, name, data.decode("utf-8", errors="replace"), broken=True)
        place = document.place(mark_at(document.text, len(data[: error.start].decode("utf-8"))))
        message = f"the file is not UTF-8: byte 0x{data[error.start]:02x}"
        return document, [Diagnostic("Y012", message, place, "save the file as UTF-8")]
    return parse(path, name, text.removeprefix("\ufeff"))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
