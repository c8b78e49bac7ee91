"""Removes the private names of libraries from the runtime, in a process with this file in PYTHONPATH, and its children.

The libraries keep these names, because they need them. The runtime looks for them in its module `private_apis`, with
`import_module`, and gets a module without them. So the code for unknown versions runs.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

PLACE = ".runtime.libraries.private_apis"


class _Empty:
    """A module as an unknown version has it: without any private part."""


class Hiding(Loader):
    """Loads `private_apis` of a runtime, and lets it find empty modules."""

    def __init__(self, own: Loader) -> None:
        self._own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to the loader of files."""
        return self._own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, and put another function in place of the one that it imports by."""
        self._own.exec_module(module)
        vars(module)["import_module"] = lambda _: _Empty()


class Finder(MetaPathFinder):
    """Finds `private_apis` of each runtime, and leaves the other modules to the others."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how a module is loaded."""
        spec = PathFinder.find_spec(name, path, target) if name.endswith(PLACE) else None
        if spec is not None and spec.loader is not None:
            spec.loader = Hiding(spec.loader)
        return spec


sys.meta_path.insert(0, Finder())
