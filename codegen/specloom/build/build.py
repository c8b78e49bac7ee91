"""One run from a spec to its files. Unchanged parts are not built again.

If neither the spec nor the generator has changed, the digests of the last run show whether the generated folder is up
to date, and nothing is parsed or rendered. Otherwise the run reuses the texts that the last run rendered from the
same input.
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
    """The inputs of a run: the content of the spec, the output folder, and the caches."""

    spec: list[SpecFile]
    folder: str
    """The folder of the spec, as file headers name it."""
    out: Path
    cache: Cache | None
    render_cache: RenderCache = field(default_factory=RenderCache)

    @property
    def key(self) -> str:
        """Digest of everything that the files depend on, except the generator."""
        inputs = [[each.name, hashlib.sha256(each.data).hexdigest()] for each in self.spec]
        return hashlib.sha256(json.dumps([self.folder, inputs]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The result of compiling and rendering a spec."""

    files: dict[str, str] | None
    """None if the spec has errors."""
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, str]
    """The text of each spec file, by its path in diagnostics."""


def begin(spec: Path, out: Path, *, cached: bool) -> Build:
    """Read a spec. Raises files.SpecNotReadable."""
    return Build(read(spec), _folder_of_spec(spec, out), out, cache_of(out) if cached else None)


def unchanged(build: Build) -> int | None:
    """Return the number of generated files if the folder is known to be up to date.

    None means that this is unknown: the files must be rendered and compared. Raises tree.TreeError.
    """
    digests = None if build.cache is None else build.cache.digests(build.key)
    return len(digests) if digests and tree.matches(digests, build.out) else None


def render(build: Build, progress: Callable[[int, int], None]) -> Rendered:
    """Return the files, or the errors of the spec. Both come with the warnings."""
    # Imported here because a run on an unchanged spec needs neither.
    from specloom.emit import render as rendered
    from specloom.resolve import compile_documents

    compiled = compile_documents(*parsed(build.spec))
    if compiled.service is None:
        return Rendered(None, compiled.diagnostics, compiled.sources)
    if build.cache is not None:
        build.render_cache = RenderCache(build.cache.texts())
    files = rendered(compiled.service, build.folder, build.render_cache, progress)
    return Rendered(files, compiled.diagnostics, compiled.sources)


def keep(build: Build, files: dict[str, str], *, warned: bool) -> None:
    """Save the digests and texts of this run for the next one.

    After a warning no digests are saved, so that the next run compiles the spec and warns again.
    """
    if build.cache is not None:
        news = (
            build.render_cache.used
            if build.render_cache.used.keys() != build.render_cache.earlier.keys()
            else None
        )
        build.cache.keep(build.key, {} if warned else tree.digests_of(files), news)


def _folder_of_spec(spec: Path, out: Path) -> str:
    """Return the path of the spec's folder relative to the parent of the generated folder.

    So headers do not depend on the location of the project or on the working directory. The path is empty if the spec
    is elsewhere.
    """
    folder = (spec if spec.is_dir() else spec.parent).resolve()
    project = out.resolve().parent
    if folder == project or not folder.is_relative_to(project):
        return ""
    return folder.relative_to(project).as_posix()
