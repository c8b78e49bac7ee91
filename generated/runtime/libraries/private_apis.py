# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: d389839526232f8fcb643590362f1421
"""What the runtime uses of its libraries that their documentation does not promise, found out at the start.

Private are names with an underscore at the front, and the modules and classes that the documentation does not name: see
`tests/private_names.py`. The modules `private_fastapi`, `private_sqlalchemy` and `private_asyncpg` alone use them. Each
asks here for a part and what it must look like. Where a part is missing or looks different, as it may after an upgrade,
the others of its library are left alone too: requests then take the library's own path, which is slower, and get the
same responses.
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
    """The private parts of one library."""

    def __init__(self, library: str, consequence: str) -> None:
        """Take the name of the library, and what happens without its parts, as a sentence for the log."""
        self._library = library
        self._consequence = consequence
        self.missing: list[str] = []
        """What is not as it should be."""

    def find(self, module: str, name: str, *, has: Collection[str] = (), takes: Collection[str] = ()) -> Any:
        """Return a part by its module and dotted name, or None if it is missing.

        `has` are the attributes that it must have, `takes` the names of parameters.
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
        """Note which attributes an object lacks, or its class if that declares them."""
        declared = getattr(found, "__dataclass_fields__", ())
        self.missing += [
            f"{what} has no {each}"
            for each in attributes
            if not hasattr(found, each) and each not in declared
        ]

    @property
    def complete(self) -> bool:
        """True if every part was found and looks as it should."""
        return not self.missing

    def report(self) -> None:
        """Log once if parts are missing, and what that means."""
        if self.missing and self._library not in _reported:
            _reported.add(self._library)
            log.warning(
                "%s %s is of an unknown version (%s): %s",
                self._library,
                version(self._library),
                "; ".join(self.missing),
                self._consequence,
            )
