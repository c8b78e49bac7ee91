"""Which methods of `Service` a hand-written class overrides."""

import inspect
from typing import Any


class OverriddenMethods:
    """Class attribute: the names of the methods that a class overrides.

    They are found when they are first needed, and not when the class is created: a class decorator may still replace a
    method then.
    """

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._base = owner
        self._cached = f"_{name}_of_class"

    def __get__(self, _instance: object, owner: type[Any]) -> frozenset[str]:
        """Return the names for a subclass of the class that has the attribute."""
        found: frozenset[str] | None = vars(owner).get(self._cached)  # a class does not inherit it
        if found is None:
            own = {
                name: value
                for name, value in vars(self._base).items()
                if callable(value) and name[:2] != "__"
            }
            found = frozenset(name for name in own if inspect.getattr_static(owner, name) is not own[name])
            setattr(owner, self._cached, found)
        return found


class IsGenerated:
    """Class attribute: True if a class overrides no method."""

    def __get__(self, _instance: object, owner: type[Any]) -> bool:
        """Return it for a subclass of `Service`."""
        return not owner.overridden
