"""One run from a spec to its files: as little is done anew as what changed since the last run allows.

If neither the spec nor the generator has changed, the digests of the last run tell whether the generated folder is
still what it wrote, and nothing is parsed or rendered. Otherwise all is, but for texts that the last run rendered from
the same input.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from specloom.build import tree
from specloom.build.cache import Cache, cache_of
from specloom.diagnostics.diagnostic import Diagnostic
from specloom.emit.render_cache import RenderCache
from specloom.source.files import SpecFile, parsed, read


@dataclass(slots=True)
class Build:
    """A spec as it was read, once, where its code goes, and what earlier runs left."""

    spec: list[SpecFile]
    folder: str
    """What headers call the folder of the spec."""
    out: Path
    cache: Cache | None
    memory: RenderCache = field(default_factory=RenderCache)

    @property
    def key(self) -> str:
        """Digest of all that the files depend on beside the generator."""
        inputs = [[each.name, hashlib.sha256(each.data).hexdigest()] for each in self.spec]
        return hashlib.sha256(json.dumps([self.folder, inputs]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a spec gives: its files, and what is to be said of it."""

    files: dict[str, str] | None
    """None if there is any error."""
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, str]
    """The text of each file of the spec, by the path that diagnostics name it by."""


def begin(spec: Path, out: Path, *, cached: bool) -> Build:
    """Read a spec. Raises files.SpecNotReadable."""
    return Build(read(spec), _folder_of_spec(spec, out), out, cache_of(out) if cached else None)


def unchanged(build: Build) -> int | None:
    """Return of how many files the generated folder consists, if it is known to be what the spec gives.

    None says nothing: the files have to be rendered and compared. Raises tree.TreeError.
    """
    digests = None if build.cache is None else build.cache.digests(build.key)
    return len(digests) if digests and tree.matches(digests, build.out) else None


def render(build: Build, progress: Callable[[int, int], None]) -> Rendered:
    """Return the files, or the errors of the spec; in both cases its warnings."""
    # Imported here because a run on a spec that has not changed needs neither.
    from specloom.emit import render as rendered
    from specloom.resolve import compile_documents

    compiled = compile_documents(*parsed(build.spec))
    if compiled.service is None:
        return Rendered(None, compiled.diagnostics, compiled.sources)
    if build.cache is not None:
        build.memory = RenderCache(build.cache.texts())
    files = rendered(compiled.service, build.folder, build.memory, progress)
    return Rendered(files, compiled.diagnostics, compiled.sources)


def keep(build: Build, files: dict[str, str], *, warned: bool) -> None:
    """Leave to the next run what this one has rendered and written.

    After a warning, the next run compiles the spec again, so that it warns again.
    """
    if build.cache is not None:
        news = build.memory.used if build.memory.used.keys() != build.memory.earlier.keys() else None
        build.cache.keep(build.key, {} if warned else tree.digests_of(files), news)


def _folder_of_spec(spec: Path, out: Path) -> str:
    """Return what headers call the folder of the spec: its path from where the generated folder stands.

    So the text is the same wherever a project lies and the command is started; a spec that lies elsewhere is called by
    the names of its files alone.
    """
    folder = (spec if spec.is_dir() else spec.parent).resolve()
    project = out.resolve().parent
    if folder == project or not folder.is_relative_to(project):
        return ""
    return folder.relative_to(project).as_posix()
