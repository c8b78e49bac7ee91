"""Comparison of the rendered files with the disk, and safe writing.

This is the only module that writes generated code. It only touches the folders of the rendered files, follows no
symbolic links, and ignores files without Specloom's header.
"""

import hashlib
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from specloom.emit.signature import SUFFIXES, Origin, origin

if sys.platform != "win32":
    import fcntl

_TEMPORARY = ".specloom-"
_FLUSHES = 16
"""Number of files that are flushed in parallel, as a disk then needs little more time than for one."""


class TreeError(Exception):
    """The state of the disk prevents the run. The text is one line with a way out."""


@dataclass(slots=True)
class Difference:
    """The differences between the disk and the rendered files. All paths are relative, sorted, with forward slashes."""

    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Generated and not edited, but the spec now gives another text."""
    orphaned: list[str] = field(default_factory=list)
    """Generated and not edited, but no longer part of the output."""
    edited: list[str] = field(default_factory=list)
    """Generated, then changed by hand."""
    foreign: list[str] = field(default_factory=list)
    """Not generated, at the path of a rendered file."""
    unchanged: list[str] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    """Temporary files of a killed run. They are not a difference. The next run removes them."""

    def __bool__(self) -> bool:
        return any((self.missing, self.changed, self.orphaned, self.edited, self.foreign))


@dataclass(frozen=True, slots=True)
class Written:
    """The changes of a run to the disk."""

    written: list[str]
    pruned: list[str]
    unchanged: list[str]


class WriteRefused(Exception):
    """Writing would destroy manual edits or foreign files, so nothing was written."""

    def __init__(self, edited: list[str], foreign: list[str]) -> None:
        super().__init__("refused")
        self.edited = edited
        self.foreign = foreign


def compare(files: dict[str, str], folder: Path) -> Difference:
    """Compare the rendered files with `folder`, which may not exist. Raises TreeError if it cannot be read."""
    return _compared(files, folder, lambda path, found: found == files[path].encode())


def matches(digests: dict[str, str], folder: Path) -> bool:
    """Return whether `folder` is up to date, given the digest of each file.

    Raises TreeError if it cannot be read.
    """
    found = _compared(digests, folder, lambda path, found: _digest(found) == digests[path])
    return not found and not found.leftover


def digests_of(files: dict[str, str]) -> dict[str, str]:
    """Return the digest of each file, as `matches` expects them."""
    return {path: _digest(text.encode()) for path, text in files.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _compared(paths: Iterable[str], folder: Path, is_same: Callable[[str, bytes], bool]) -> Difference:
    """Compare `folder` with the expected files. `is_same` returns whether the content of a file is the expected one."""
    result = Difference()
    with _readable_errors(folder):
        listing = {part: _entries(folder, part) for part in sorted({_parent(path) for path in paths})}
        for path in sorted(paths):
            parent, _, name = path.rpartition("/")
            entry = listing[parent].pop(name, None)
            _classify(result, path, entry, is_same)
        for part, entries in listing.items():
            for name, entry in sorted(entries.items()):
                path = f"{part}/{name}" if part else name
                if name.startswith(_TEMPORARY):
                    result.leftover.append(path)
                elif entry.is_file(follow_symlinks=False) and PurePosixPath(name).suffix in SUFFIXES:
                    _classify(result, path, entry, None)
    return result


def write(files: dict[str, str], folder: Path, *, force: bool = False) -> Written:
    """Write the rendered files to `folder` by renaming, and remove generated files that are no longer rendered.

    All files are written under temporary names before the first is renamed. So a full disk changes nothing, and after
    a kill each file is either old or new. `force` overwrites manual edits, but never foreign files. Raises
    WriteRefused if edits or foreign files would be overwritten, and TreeError if the disk prevents writing.
    """
    with _readable_errors(folder), _locked(folder) as make:
        difference = compare(files, folder)
        edited = [] if force else difference.edited
        if edited or difference.foreign:
            raise WriteRefused(edited, difference.foreign)
        written = sorted(
            difference.missing + difference.changed + [each for each in difference.edited if each in files]
        )
        pruned = sorted(difference.orphaned + [each for each in difference.edited if each not in files])
        for path in difference.leftover:
            (folder / path).unlink(missing_ok=True)
        for part in sorted({_parent(path) for path in written}):
            make(folder / part)
        _replace({folder / path: files[path].encode() for path in written})
        for path in pruned:
            (folder / path).unlink(missing_ok=True)
        return Written(written, pruned, difference.unchanged)


def _classify(
    result: Difference,
    path: str,
    entry: "os.DirEntry[str] | None",
    is_same: Callable[[str, bytes], bool] | None,
) -> None:
    """Add the state of a file on disk to `result`."""
    if entry is None:
        result.missing.append(path)
        return
    found = Path(entry.path).read_bytes() if entry.is_file(follow_symlinks=False) else None
    if is_same is not None and found is not None and is_same(path, found.replace(b"\r\n", b"\n")):
        result.unchanged.append(path)
        return
    match Origin.FOREIGN if found is None else origin(path, found.decode(errors="replace")):
        case Origin.OURS:
            (result.orphaned if is_same is None else result.changed).append(path)
        case Origin.EDITED:
            result.edited.append(path)
        case Origin.FOREIGN if is_same is not None:
            result.foreign.append(path)


def _entries(folder: Path, part: str) -> "dict[str, os.DirEntry[str]]":
    """Return the entries of a folder by name, none if it does not exist. Raises TreeError if it is not a folder."""
    place = folder
    for name in ("", *PurePosixPath(part).parts):
        place = place / name
        try:
            # The generated folder itself may be a symbolic link, but nothing inside it may lead out of it.
            mode = place.lstat().st_mode if name else place.stat().st_mode
        except FileNotFoundError:
            return {}
        if stat.S_ISLNK(mode):
            raise TreeError(f"{place} is a symbolic link, through which nothing is written: remove it")
        if not stat.S_ISDIR(mode):
            raise TreeError(f"{place} is a file where a folder should be: move it away")
    with os.scandir(place) as entries:
        return {entry.name: entry for entry in entries}


def _replace(contents: dict[Path, bytes]) -> None:
    """Write every file under a temporary name, then rename all. On failure nothing is changed."""
    temporary: dict[Path, Path] = {}
    try:
        for target, content in contents.items():
            draft = target.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}.tmp")
            temporary[target] = draft
            with draft.open("xb") as file:
                file.write(content)
        _flush_all(temporary.values())
        for target, draft in temporary.items():
            draft.replace(target)
    except BaseException:
        for draft in temporary.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise
    _flush_all({target.parent for target in contents})


def _flush_all(paths: Iterable[Path]) -> None:
    # Imported here because most runs write nothing.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_FLUSHES) as pool:
        for _ in pool.map(_flush, paths):
            pass


def _flush(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    if sys.platform == "win32":
        return  # Windows can open neither a folder nor a read-only file for flushing
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Lock the folder and yield a function that creates folders. Created folders that stay empty are removed again."""
    made: list[Path] = []

    def make(place: Path) -> None:
        for each in reversed([each for each in (place, *place.parents) if not each.exists()]):
            each.mkdir()
            made.append(each)

    descriptor = -1
    try:
        _entries(folder, "")
        make(folder)
        if sys.platform != "win32":
            descriptor = os.open(folder, os.O_RDONLY)
            with suppress(OSError):  # some network file systems do not support locks
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield make
    finally:
        if descriptor >= 0:
            os.close(descriptor)
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir()


@contextmanager
def _readable_errors(folder: Path) -> Iterator[None]:
    """Convert errors of the operating system to TreeError with a path that the user knows."""
    try:
        yield
    except OSError as error:
        known = error.filename and not Path(str(error.filename)).name.startswith(_TEMPORARY)
        raise TreeError(
            f"{error.filename if known else folder}: {(error.strerror or str(error)).lower()}"
        ) from error


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
