"""What earlier runs rendered, so that the same input is not rendered twice.

A key is a digest of everything that the text depends on but for the generator itself: whoever keeps a memory from one
run to the next gives it to the same generator alone. So a text that is recalled is the one that rendering would give.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class RenderCache:
    """Texts by key: those of earlier runs, and those that this run has used or made."""

    earlier: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """Return the text that was kept under a key, if there is one."""
        text = self.earlier.get(key)
        if text is not None:
            self.used[key] = text
        return text

    def keep(self, key: str, text: str) -> None:
        """Keep a text for later runs."""
        self.used[key] = text


def cache_key(*parts: str) -> str:
    """Return the key of what is made of some texts. No two lists of texts have the same one."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8))
        digest.update(encoded)
    return digest.hexdigest()[:40]
