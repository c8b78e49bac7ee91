"""Texts that earlier runs rendered, so that the same input is not rendered twice.

A key is a digest of all inputs except the generator. So a cache must only be used with the generator that filled it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class RenderCache:
    """Texts by key: those of earlier runs, and those that this run has used or added."""

    earlier: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """Return the text of a key, or None."""
        text = self.earlier.get(key)
        if text is not None:
            self.used[key] = text
        return text

    def put(self, key: str, text: str) -> None:
        """Add a text for later runs."""
        self.used[key] = text


def cache_key(*parts: str) -> str:
    """Return the cache key of some input texts. Different lists of texts have different keys."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8))
        digest.update(encoded)
    return digest.hexdigest()[:40]
