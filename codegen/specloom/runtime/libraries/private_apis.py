"""Finds the private APIs of libraries at the start, and checks that they look as expected.

An API is private if its name begins with an underscore or if the documentation does not name it (see
`tests/project/test_private_names.py`). Only `private_fastapi`, `private_sqlalchemy` and `private_asyncpg` use private
APIs. After an upgrade, an API may be missing or different. Then the runtime uses none of that library: requests take
the library's own path. It is slower and gives the same responses.
"""

import inspect
import logging
from collections.abc import Collection
from importlib import import_module
from importlib.metadata import version
from typing import Any

log = logging.getLogger(__name__)
_reported: set[str] = set()


class PrivateApis:
    """The private APIs of one library."""

    def __init__(self, library: str, consequence: str) -> None:
        """Take the name of the library, and a sentence for the log: what happens without its private APIs."""
        self._library = library
        self._consequence = consequence
        self.missing: list[str] = []
        """Descriptions of what is missing or different."""

    def find(self, module: str, name: str, *, has: Collection[str] = (), takes: Collection[str] = ()) -> Any:
        """Return an object by its module and dotted name, or None if it is missing.

        `has` names the attributes that it must have, `takes` the parameters.
        """
        try:
            found: Any = import_module(module)
            for each in name.split("."):
                found = getattr(found, each)
        except (ImportError, AttributeError):
            self.missing.append(f"{module}.{name} is missing")
            return None
        self.expect(f"{module}.{name}", found, has)
        if takes and not {*takes} <= inspect.signature(found).parameters.keys():
            self.missing.append(f"{module}.{name} takes other arguments")
        return found

    def expect(self, what: str, found: object, attributes: Collection[str]) -> None:
        """Record which attributes are missing from an object, or from a dataclass."""
        declared = getattr(found, "__dataclass_fields__", ())
        self.missing += [
            f"{what} has no {each}"
            for each in attributes
            if not hasattr(found, each) and each not in declared
        ]

    @property
    def complete(self) -> bool:
        """True if everything was found and looks as expected."""
        return not self.missing

    def report(self) -> None:
        """Log once what is missing, and the consequence."""
        if self.missing and self._library not in _reported:
            _reported.add(self._library)
            log.warning(
                "%s %s is of an unknown version (%s): %s",
                self._library,
                version(self._library),
                "; ".join(self.missing),
                self._consequence,
            )
