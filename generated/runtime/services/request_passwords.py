# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: bb30b0064d1445effffc7b397b8eaa50
"""The passwords in a request body, hashed before the transaction begins.

A hash takes as long as many statements. Inside a transaction it would occupy a connection, and on SQLite block every
other writer.

The hash is stored on the `SecretStr` in the request body. An override of a service still gets the password that the
client sent. If it replaces the password, the new one has no hash yet and gets its own.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import SecretStr

from ..resources.resource import Resource
from ..types.passwords import PasswordHash, hash_password, hashes_at_once

_HASH = "_password_hash"


def passwords_of(resource: Resource[Any], bodies: Iterable[Any]) -> list[SecretStr]:
    """Return the passwords in request bodies."""
    if not resource.passwords:
        return []
    found = (getattr(body, name, None) for body in bodies for name in resource.passwords)
    return [each for each in found if isinstance(each, SecretStr)]


async def hash_passwords(passwords: Sequence[SecretStr]) -> None:
    """Hash passwords in advance for `password_hash`. Raises Problem 503 if one waits too long.

    At most as many passwords wait as are hashed in parallel, so that a large batch does not fill the queue.
    """
    remaining = iter(passwords)

    async def hash_remaining() -> None:
        for each in remaining:
            vars(each)[_HASH] = await hash_password(each)

    if len(passwords) == 1:
        await hash_remaining()
        return
    tasks = [asyncio.create_task(hash_remaining()) for _ in range(min(hashes_at_once(), len(passwords)))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def password_hash(password: str | SecretStr) -> PasswordHash:
    """Return the hash from `hash_passwords`, or hash the password now. Return a `PasswordHash` unchanged."""
    if isinstance(password, PasswordHash):
        return password
    known = vars(password).get(_HASH) if isinstance(password, SecretStr) else None
    return known if isinstance(known, PasswordHash) else await hash_password(password)
