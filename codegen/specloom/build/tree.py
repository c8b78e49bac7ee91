"""The rendered files against the disk: what differs, and writing it so that no crash leaves half a file.

The only module that writes. It looks at the folders that the rendered files are in and at nothing else, follows no
symbolic link, and leaves alone whatever does not bear our header.
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
"""Files that are forced onto the disk at once: a disk writes many in the time that it takes for one."""


class TreeError(Exception):
    """The disk is not as it must be for us to go on; the text is one line that says what to do."""


@dataclass(slots=True)
class Difference:
    """How the disk differs from what was rendered; every path is relative, with forward slashes, and in order."""

    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Ours and untouched, but the spec gives another text now."""
    orphaned: list[str] = field(default_factory=list)
    """Ours and untouched, and the spec gives no such file any more."""
    edited: list[str] = field(default_factory=list)
    """Ours, and changed by hand since."""
    foreign: list[str] = field(default_factory=list)
    """Not ours, and in the place of a file that the spec gives."""
    unchanged: list[str] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    """Temporary files of a run that was killed. They are no difference, and the next run removes them."""

    def __bool__(self) -> bool:
        return any((self.missing, self.changed, self.orphaned, self.edited, self.foreign))


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the disk."""

    written: list[str]
    pruned: list[str]
    unchanged: list[str]


class WriteRefused(Exception):
    """Writing would have lost somebody's work, so nothing was written."""

    def __init__(self, edited: list[str], foreign: list[str]) -> None:
        super().__init__("refused")
        self.edited = edited
        self.foreign = foreign


def compare(files: dict[str, str], folder: Path) -> Difference:
    """Compare what was rendered with `folder`, which need not exist. Raises TreeError if it cannot be read."""
    return _compared(files, folder, lambda path, found: found == files[path].encode())


def matches(digests: dict[str, str], folder: Path) -> bool:
    """Tell whether `folder` is what `write` would leave, given the digest of each file instead of its text.

    Raises TreeError if it cannot be read.
    """
    found = _compared(digests, folder, lambda path, found: _digest(found) == digests[path])
    return not found and not found.leftover


def digests_of(files: dict[str, str]) -> dict[str, str]:
    """Return the digest of each file, as `holds` takes it."""
    return {path: _digest(text.encode()) for path, text in files.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _compared(paths: Iterable[str], folder: Path, is_same: Callable[[str, bytes], bool]) -> Difference:
    """Compare `folder` with the files that should be in it; `is_same` tells whether a file holds what it should."""
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
    """Make `folder` hold what was rendered, each file by rename, and remove what of ours is no longer rendered.

    Every file is on the disk under a temporary name before the first takes its place: a full disk changes nothing,
    and a kill at any moment leaves each file old or new. `force` gives up edits made to generated files; files that are
    not ours are never overwritten. Raises WriteRefused if somebody's work would
    be lost, TreeError if the disk is in the way.
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
    """Note in `result` how a file on disk relates to the text that was rendered for it, if any."""
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
    """Return the entries of a folder by name, none if it does not exist. Raises TreeError if it is something else."""
    place = folder
    for name in ("", *PurePosixPath(part).parts):
        place = place / name
        try:
            # The folder itself may be a link, which its owner chose; what is inside it must not lead out of it.
            mode = place.lstat().st_mode if name else place.stat().st_mode
        except FileNotFoundError:
            return {}
        if stat.S_ISLNK(mode):
            raise TreeError(f"{place} is a symbolic link: nothing is written through it, so remove it")
        if not stat.S_ISDIR(mode):
            raise TreeError(f"{place} is a file where a folder should be: move it away")
    with os.scandir(place) as entries:
        return {entry.name: entry for entry in entries}


def _replace(contents: dict[Path, bytes]) -> None:
    """Write every file under a temporary name, then give each its own. On failure, none has changed."""
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
    """Force a file, or the names in a folder, onto the disk."""
    if sys.platform == "win32":
        return  # a folder cannot be opened there, nor a file flushed that is open for reading only
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Keep other runs out of the folder, and yield what makes it and folders in it; those left empty go again."""
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
            with suppress(OSError):  # some network disks have no locks
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
    """Turn what the operating system says into one line about a place that the user knows."""
    try:
        yield
    except OSError as error:
        known = error.filename and not Path(str(error.filename)).name.startswith(_TEMPORARY)
        raise TreeError(
            f"{error.filename if known else folder}: {(error.strerror or str(error)).lower()}"
        ) from error


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
