"""The passwords of a request, hashed before its transaction begins.

A hash takes as long as many statements. Made inside a transaction it would keep a connection, and on SQLite every other
writer waiting.

The hash is kept on the `SecretStr` that the request's data holds. So an override of a service still sees the password
that was sent, and if it puts another one in its place, that one has no hash yet and gets its own.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import SecretStr

from ..resources.resource import Resource
from ..types.passwords import PasswordHash, hash_password, hashes_at_once

_KEPT = "_password_hash"


def passwords_of(resource: Resource[Any], bodies: Iterable[Any]) -> list[SecretStr]:
    """Return the passwords that bodies of requests hold."""
    if not resource.passwords:
        return []
    found = (getattr(body, name, None) for body in bodies for name in resource.passwords)
    return [each for each in found if isinstance(each, SecretStr)]


async def hash_passwords(passwords: Sequence[SecretStr]) -> None:
    """Hash passwords, so that `password_hash` has their hashes at once. Raises Problem 503 if one waits too long.

    No more of them wait for their turn than are hashed at a time: a large batch must not fill the queue.
    """
    left = iter(passwords)

    async def work() -> None:
        for each in left:
            vars(each)[_KEPT] = await hash_password(each)

    if len(passwords) == 1:
        await work()
        return
    tasks = [asyncio.create_task(work()) for _ in range(min(hashes_at_once(), len(passwords)))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def password_hash(password: str | SecretStr) -> PasswordHash:
    """Return the hash of a password, at once if `hash_passwords` has made it; a `PasswordHash` is returned as it is."""
    if isinstance(password, PasswordHash):
        return password
    kept = vars(password).get(_KEPT) if isinstance(password, SecretStr) else None
    return kept if isinstance(kept, PasswordHash) else await hash_password(password)
