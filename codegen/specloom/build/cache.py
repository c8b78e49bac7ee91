"""The cache of a run for the next one, in `.specloom_cache` beside the generated folder. It is optional.

Each generated folder has two files: the digests of the generated files, and the rendered texts. Each starts with a
digest of its content and names the generator. A file that is damaged, incomplete or from another generator is
ignored. A cache that cannot be written is no error.
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
MAX_FILES = 16
"""Maximum number of files. The oldest are removed, so that deleted projects leave no files forever."""

_LIBRARIES = ("datamodel-code-generator", "jinja2", "orjson", "pydantic", "pydantic-core", "pyyaml", "ruff")
"""Libraries that influence the generated text."""
_ABANDONED = 3600
"""Age in seconds of temporary files that belong to killed runs."""
_FIXED = {
    ".gitignore": "# Made by Specloom.\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# A cache of Specloom. It may be deleted at any time. See https://bford.info/cachedir/\n",
}


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache of one generated folder."""

    folder: Path
    name: str
    """Name of its files, without the suffix."""
    generator: str
    """Digest of the generator. Files of other generators are ignored."""

    def digests(self, key: str) -> dict[str, str] | None:
        """Return the digest of each file by path, if the last input had this key."""
        kept = self._load("files")
        return _texts(kept.get("files")) if kept.get("key") == key else None

    def texts(self) -> dict[str, str]:
        """Return the texts that the last run used, by key."""
        return _texts(self._load("texts").get("texts")) or {}

    def keep(self, key: str, digests: dict[str, str], texts: dict[str, str] | None) -> None:
        """Save the results of a run, if possible. `texts` is None if they are unchanged."""
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
    """Return the cache of a generated folder, which may not exist."""
    place = out.resolve()
    name = hashlib.sha256(place.name.encode(errors="surrogateescape")).hexdigest()[:16]
    return Cache(place.parent / FOLDER, name, generator())


def generator() -> str:
    """Return a digest of the generator: this package, Python, and the libraries that influence the text."""
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
    """Return the value if it is a mapping of texts, or None."""
    if isinstance(found, dict) and all(isinstance(each, str) for each in found.values()):
        return found
    return None


def _replace(target: Path, content: bytes) -> None:
    """Write a file by renaming a draft, so that other runs read either the old or the new content."""
    draft = target.with_name(f"{secrets.token_hex(8)}.tmp")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    """Remove temporary files of killed runs, and all but the newest files."""
    ours = [each for each in folder.iterdir() if each.suffix in (".files", ".texts", ".tmp")]
    ages = sorted((time.time() - each.stat().st_mtime, each) for each in ours)
    for age, each in [each for each in ages if each[1].suffix == ".tmp"]:
        if age > _ABANDONED:
            each.unlink(missing_ok=True)
    for _, each in [each for each in ages if each[1].suffix != ".tmp"][MAX_FILES:]:
        each.unlink(missing_ok=True)
