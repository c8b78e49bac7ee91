"""The files of a spec: found, read and checked to be text."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from specloom.diagnostics.diagnostic import Diagnostic, Place
from specloom.source.nodes import Document

MAX_BYTES = 4 * 2**20
"""Size that one file of a spec may have."""
SUFFIXES = (".yaml", ".yml")


class SpecNotReadable(Exception):
    """The spec is not there or cannot be read: nothing that an edit of it could mend. Its text is one line."""


class SpecFile(NamedTuple):
    """One file of a spec as it lies on the disk."""

    path: str
    """As diagnostics call it."""
    name: str
    """Relative to the folder of the spec, with forward slashes."""
    data: bytes
    """Its first bytes; if there are more than MAX_BYTES, it is refused."""


def load(path: Path) -> tuple[list[Document], list[Diagnostic]]:
    """Read and parse a spec. Raises SpecNotReadable."""
    return parsed(read(path))


def read(path: Path) -> list[SpecFile]:
    """Read a spec: one file, or a folder with all `*.yaml` and `*.yml` files in it and its folders.

    Hidden files and folders (`.github`, `.venv`) are left out. The files come in the order of their names, whatever
    order the file system has. Raises SpecNotReadable.
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
    # Imported here because a run on files that have not changed parses none.
    from specloom.source.yaml_errors import mark_at
    from specloom.source.yaml_parser import parse

    if not name.isprintable():
        place = Place(path, 1, 1)
        return Document(path, name, "", broken=True), [
            Diagnostic("Y014", "the name of this file holds characters that cannot be printed", place)
        ]
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 2**20} MB"
        help = "a spec may be split into any number of files in one folder"
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
