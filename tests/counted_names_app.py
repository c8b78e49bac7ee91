"""The application with asyncpg's own names of statements, which two processes share: `tests.check_pooler` must fail."""

import itertools
from typing import Any

from app.main import app
from generated.runtime import statement_names

_numbers = itertools.count(1)


def _counted(_: Any, prefix: str) -> str:
    return f"__asyncpg_{prefix}_{next(_numbers):x}__"


statement_names._new_name = _counted
statement_names.install()

__all__ = ["app"]
