"""The application with asyncpg's own names of statements, which two processes share.

`tests.proofs.check_pooler` must fail with it.
"""

import itertools
from typing import Any

from app.main import app
from generated.runtime.libraries.private_asyncpg import replace_naming

_numbers = itertools.count(1)


def _counted(_: Any, prefix: str) -> str:
    return f"__asyncpg_{prefix}_{next(_numbers):x}__"


replace_naming(_counted)

__all__ = ["app"]
