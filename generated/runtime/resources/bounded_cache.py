# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: cf934962aaa9aad4c53d7982dd5bce95
"""A cache with a bound: what requests can fill must not grow with them."""

from collections import OrderedDict
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class LruCache(Generic[KeyT, ValueT]):
    """Keeps the entries that were used last, at most `size` of them.

    A new entry takes the place of the one that was used longest ago. So what is used often stays, whatever else comes.
    """

    __slots__ = ("_entries", "size")

    def __init__(self, size: int) -> None:
        """Make an empty cache for at most `size` entries."""
        self.size = size
        self._entries: OrderedDict[KeyT, ValueT] = OrderedDict()

    def get(self, key: KeyT) -> ValueT | None:
        """Return the value of a key and mark it as used, or return None if it is not kept."""
        try:
            self._entries.move_to_end(key)
            return self._entries[key]
        except KeyError:  # another thread may take an entry out between the two
            return None

    def put(self, key: KeyT, value: ValueT) -> ValueT:
        """Keep a value and return it. If the cache is full, the entry that was used longest ago goes."""
        self._entries[key] = value
        while len(self._entries) > self.size:
            self._entries.popitem(last=False)
        return value

    def __len__(self) -> int:
        """Return how many entries are kept."""
        return len(self._entries)
