"""What one run leaves for the next, in `.specloom_cache` beside the generated folder. Nothing needs it to be there.

Two files for each generated folder: the digests of the files that a spec gave, and the texts that were rendered. Each
begins with a digest of the rest and says which generator wrote it, so one that is damaged, half written or another
generator's is as good as none; nor is it an error if none can be written.
"""

import hashlib
import json
import secrets
import sys
import time
import unicodedata
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

FOLDER = ".specloom_cache"
MOST_FILES = 16
"""Files that are kept; of more, the newest, so that folders which are no longer generated leave nothing for good."""

_LIBRARIES = ("datamodel-code-generator", "jinja2", "orjson", "pydantic", "pydantic-core", "pyyaml", "ruff")
"""Whose behaviour the generated text depends on."""
_ABANDONED = 3600
"""Seconds after which a temporary file is that of a run which was killed."""
_FIXED = {
    ".gitignore": "# Made by Specloom.\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# A cache of Specloom: it may be removed at any time. See https://bford.info/cachedir/\n",
}


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache of one generated folder."""

    folder: Path
    name: str
    """Of its files, without the ending."""
    generator: str
    """Digest of the generator, which others' files do not have."""

    def digests(self, key: str) -> dict[str, str] | None:
        """Return path and digest of the files that the input with this key gave, if it was the last one."""
        kept = self._load("files")
        return _texts(kept.get("files")) if kept.get("key") == key else None

    def texts(self) -> dict[str, str]:
        """Return the texts that the last run used, by key."""
        return _texts(self._load("texts").get("texts")) or {}

    def keep(self, key: str, digests: dict[str, str], texts: dict[str, str] | None) -> None:
        """Keep what a run has made, if the disk lets us; None for texts that are those of the run before."""
        with suppress(OSError):
            if self.folder.is_symlink():
                return
            self.folder.mkdir(exist_ok=True)
            for name, text in _FIXED.items():
                if not (self.folder / name).exists():
                    _replace(self.folder / name, text.encode())
            if texts is not None:
                self._save("texts", {"texts": texts})
            self._save("files", {"key": key, "files": digests})
            _tidy(self.folder)

    def _load(self, kind: str) -> dict[str, Any]:
        try:
            content = (self.folder / f"{self.name}.{kind}").read_bytes()
            digest, body = content[:32], content[32:]
            if hashlib.sha256(body).digest() != digest:
                return {}
            kept = json.loads(zlib.decompress(body))
        except (OSError, ValueError, zlib.error):
            return {}
        return kept if isinstance(kept, dict) and kept.get("generator") == self.generator else {}

    def _save(self, kind: str, content: dict[str, Any]) -> None:
        body = zlib.compress(json.dumps({"generator": self.generator, **content}).encode(), 1)
        _replace(self.folder / f"{self.name}.{kind}", hashlib.sha256(body).digest() + body)


def cache_of(out: Path) -> Cache:
    """Return the cache of a generated folder, which need not exist."""
    place = out.resolve()
    name = hashlib.sha256(place.name.encode(errors="surrogateescape")).hexdigest()[:16]
    return Cache(place.parent / FOLDER, name, generator())


def generator() -> str:
    """Return a digest of what renders: this package with its templates, Python, and the libraries that have a say."""
    found = [sys.implementation.cache_tag or "", sys.version, unicodedata.unidata_version]
    found += [f"{name} {_version(name)}" for name in _LIBRARIES]
    digest = hashlib.sha256(json.dumps(found).encode())
    for name, content in sorted(_contents(resources("specloom"), "")):
        digest.update(json.dumps([name, len(content)]).encode())
        digest.update(content)
    return digest.hexdigest()


def _contents(folder: Traversable, prefix: str) -> Iterable[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            if each.name != "__pycache__":
                yield from _contents(each, f"{prefix}{each.name}/")
        else:
            yield prefix + each.name, each.read_bytes()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _texts(found: object) -> dict[str, str] | None:
    """Return a mapping of texts as such, and None if it is something else."""
    if isinstance(found, dict) and all(isinstance(each, str) for each in found.values()):
        return found
    return None


def _replace(target: Path, content: bytes) -> None:
    """Write a file by rename, so that another run reads the old or the new one."""
    draft = target.with_name(f"{secrets.token_hex(8)}.tmp")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    """Remove what killed runs have left, and all but the newest files."""
    ours = [each for each in folder.iterdir() if each.suffix in (".files", ".texts", ".tmp")]
    ages = sorted((time.time() - each.stat().st_mtime, each) for each in ours)
    for age, each in [each for each in ages if each[1].suffix == ".tmp"]:
        if age > _ABANDONED:
            each.unlink(missing_ok=True)
    for _, each in [each for each in ages if each[1].suffix != ".tmp"][MOST_FILES:]:
        each.unlink(missing_ok=True)
