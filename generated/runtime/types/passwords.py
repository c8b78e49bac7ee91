# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 39c425d76bd468a4b68751626cca399b
"""Hashes and verifies passwords with Argon2id (RFC 9106).

Hashing is slow and takes much memory on purpose. It runs in a few separate threads.
"""

import os
from collections.abc import Coroutine
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from pydantic import SecretStr
from typing_extensions import override

from ..libraries.private_sqlalchemy import await_, in_greenlet
from .awaited_results import Awaited
from .hashing_threads import HashingThreads

HASHES_AT_ONCE = 4
"""The default number of passwords that are hashed at a time."""
HASH_WAIT = 5.0
"""The default time that a password waits for a thread, in seconds."""


class PasswordHash(str):
    """The hash of a password, in the PHC string format.

    A password column stores a `PasswordHash` unchanged, and hashes every other text. `hash_password` returns it, and
    it is the value that is read from the database. `repr` does not show the hash.
    """

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return "PasswordHash('**********')"


class _Settings:
    """The cost of hashing, and its threads."""

    hasher = PasswordHasher()
    threads = HashingThreads(HASHES_AT_ONCE, HASH_WAIT)


def set_password_cost(*, time_cost: int, memory_cost: int, parallelism: int) -> None:
    """Set the cost of each hash: passes over the memory, memory in KiB, and threads. Existing hashes stay valid.

    Raises ValueError for values that Argon2 does not support.
    """
    if time_cost < 1 or parallelism < 1 or memory_cost < 8 * parallelism:
        raise ValueError(
            "Argon2 needs a time_cost and a parallelism of at least 1, and a memory_cost of at least 8 for each thread"
        )
    _Settings.hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)


def set_password_limits(*, at_once: int, wait: float) -> None:
    """Set how many passwords are hashed or verified at a time, and how many seconds a password waits for a thread.

    The number of threads never exceeds the number of cores. Hashing takes at most `at_once` times the
    memory of one hash.
    """
    _Settings.threads = HashingThreads(at_once, wait)


def hashes_at_once() -> int:
    """Return the number of passwords that are hashed at a time."""
    return _Settings.threads.at_once


def hash_password(password: str | SecretStr) -> Coroutine[Any, Any, PasswordHash]:
    """Return the Argon2id hash of a password. The caller must await it.

    Raises Problem 503 if no thread is free in time.
    """

    async def run() -> PasswordHash:
        return await _Settings.threads.run(lambda: _hash(password))

    return Awaited("hash_password(...)", run)


def hash_password_now(password: str | SecretStr) -> PasswordHash:
    """Return the Argon2id hash of a password, in synchronous code such as a flush.

    In a flush of an `AsyncSession`, the event loop is not blocked. Otherwise, or in an unknown version of SQLAlchemy,
    the calling thread is blocked. Raises Problem 503 if no thread is free in time.
    """
    if in_greenlet():
        return await_(hash_password(password))
    return _Settings.threads.run_blocking(lambda: _hash(password))


def verify_password(password: str | SecretStr, password_hash: str | None) -> Coroutine[Any, Any, bool]:
    """Return True if the hash was made from the password. The caller must await it. For hand-written code like a login.

    The result is False if the hash is None or not a valid hash. This takes the same time, so that the time does not
    reveal which accounts exist. Raises Problem 503 if no thread is free in time.
    """

    async def run() -> bool:
        return await _Settings.threads.run(lambda: _verify(password, password_hash))

    return Awaited("verify_password(...)", run)


def _hash(password: str | SecretStr) -> PasswordHash:
    return PasswordHash(_Settings.hasher.hash(_encoded(password)))


def _verify(password: str | SecretStr, password_hash: str | None) -> bool:
    encoded = _encoded(password)
    if password_hash is not None:
        try:
            return _Settings.hasher.verify(password_hash, encoded)
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            pass
    _Settings.hasher.hash(encoded)
    return False


def _encoded(password: str | SecretStr) -> bytes:
    """Return the bytes of a password. Lone surrogates are encoded too: an error would contain the password."""
    text = password.get_secret_value() if isinstance(password, SecretStr) else password
    return text.encode(errors="surrogatepass")


def _renew_threads() -> None:
    """Create new threads in a forked process: it does not have the threads of its parent."""
    _Settings.threads = HashingThreads(_Settings.threads.at_once, _Settings.threads.wait)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_threads)
