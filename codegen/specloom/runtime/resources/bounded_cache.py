"""A cache of limited size, for entries that depend on requests."""

from collections import OrderedDict
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class LruCache(Generic[KeyT, ValueT]):
    """Keeps the `size` entries that were used most recently."""

    __slots__ = ("_entries", "size")

    def __init__(self, size: int) -> None:
        """Make an empty cache. `size` is the maximum number of entries."""
        self.size = size
        self._entries: OrderedDict[KeyT, ValueT] = OrderedDict()

    def get(self, key: KeyT) -> ValueT | None:
        """Return the value of a key and mark it as used. Return None if the cache does not contain the key."""
        try:
            self._entries.move_to_end(key)
            return self._entries[key]
        except KeyError:  # another thread may remove the entry between the two
            return None

    def put(self, key: KeyT, value: ValueT) -> ValueT:
        """Store a value and return it. If the cache is full, remove the least recently used entry."""
        self._entries[key] = value
        while len(self._entries) > self.size:
            self._entries.popitem(last=False)
        return value

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._entries)
