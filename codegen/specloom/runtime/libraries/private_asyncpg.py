"""The private parts of asyncpg. See `private_apis`."""

from collections.abc import Callable
from typing import Any

from .private_apis import PrivateApis

PRIVATE_APIS = PrivateApis(
    "asyncpg",
    "engines keep no prepared statements, because two processes could give one name to two of them",
)
_NAMING = "_get_unique_id"
"""The method of connections that gives all names. There is no public way for all of them."""

_CAPABILITIES = "_server_caps"
"""What a connection knows of the server."""


def replace_naming(name: Callable[[Any, str], str]) -> bool:
    """Let every connection take the names of prepared statements from a function of a prefix.

    Return False if this version names statements by other means. asyncpg must be installed.
    """
    connection = PRIVATE_APIS.find("asyncpg", "Connection", has=[_NAMING])
    if not PRIVATE_APIS.complete:
        PRIVATE_APIS.report()
        return False
    setattr(connection, _NAMING, name)
    return True


def keep_jit_setting(connection: Any) -> None:
    """Let a connection not turn off the server's JIT compiler for the session, where it asks about a type.

    Without this part it does so, which changes no response.
    """
    capabilities: Any = getattr(connection, _CAPABILITIES, None)
    if hasattr(capabilities, "jit"):
        setattr(connection, _CAPABILITIES, capabilities._replace(jit=False))
