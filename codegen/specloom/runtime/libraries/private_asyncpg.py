"""Private APIs of asyncpg. See `private_apis`."""

from collections.abc import Callable
from typing import Any

from .private_apis import PrivateApis

PRIVATE_APIS = PrivateApis(
    "asyncpg",
    "engines keep no prepared statements, because two processes could use the same name for different ones",
)
_NAMING = "_get_unique_id"
"""The method of connections that makes all names. No public API covers all of them."""

_CAPABILITIES = "_server_caps"
"""A connection's description of the server."""


def replace_naming(name: Callable[[Any, str], str]) -> bool:
    """Make every connection name its prepared statements with a function, which gets the connection and a prefix.

    Return False if this version names statements in another way. asyncpg must be installed.
    """
    connection = PRIVATE_APIS.find("asyncpg", "Connection", has=[_NAMING])
    if not PRIVATE_APIS.complete:
        PRIVATE_APIS.report()
        return False
    setattr(connection, _NAMING, name)
    return True


def keep_jit_setting(connection: Any) -> None:
    """Prevent a connection from turning off the server's JIT compiler when it introspects a type.

    If this private API is missing, the connection does turn it off. That changes no response.
    """
    capabilities: Any = getattr(connection, _CAPABILITIES, None)
    if hasattr(capabilities, "jit"):
        setattr(connection, _CAPABILITIES, capabilities._replace(jit=False))
