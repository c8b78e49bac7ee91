"""Passwords are stored as Argon2id hashes (RFC 9106).

A hash is slow and takes much memory on purpose. It is made in a thread, and few are made at a time.
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
"""Passwords that are hashed at a time, if the application sets nothing else."""
HASH_WAIT = 5.0
"""Seconds that a password waits for its turn, if the application sets nothing else."""


class PasswordHash(str):
    """The hash of a password, in the PHC string format.

    Its type says that it is a hash: a column stores it as it is, and hashes every other text. It is what
    `hash_password` returns and what is read from the database. `repr` does not show it.
    """

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return "PasswordHash('**********')"


class _Settings:
    """What hashing costs, and the threads that do it."""

    hasher = PasswordHasher()
    threads = HashingThreads(HASHES_AT_ONCE, HASH_WAIT)


def set_password_cost(*, time_cost: int, memory_cost: int, parallelism: int) -> None:
    """Set what a hash costs from now on: passes over the memory, KiB of memory, threads. Older hashes stay valid.

    Raises ValueError for what Argon2 does not take; otherwise the first request with a password would fail.
    """
    if time_cost < 1 or parallelism < 1 or memory_cost < 8 * parallelism:
        raise ValueError(
            "Argon2 needs a time_cost of 1, a parallelism of 1, and a memory_cost of 8 at least for each thread"
        )
    _Settings.hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)


def set_password_limits(*, at_once: int, wait: float) -> None:
    """Set how many passwords are hashed or compared at a time, and how many seconds one waits for its turn.

    There are never more at a time than cores. The memory that hashing takes is at most this number times the memory
    of one hash.
    """
    _Settings.threads = HashingThreads(at_once, wait)


def hashes_at_once() -> int:
    """Return how many passwords are hashed at a time."""
    return _Settings.threads.at_once


def hash_password(password: str | SecretStr) -> Coroutine[Any, Any, PasswordHash]:
    """Return the Argon2id hash of a password; to be awaited.

    Raises Problem 503 if it waited too long for its turn.
    """

    async def run() -> PasswordHash:
        return await _Settings.threads.run(lambda: _hash(password))

    return Awaited("hash_password(...)", run)


def hash_password_now(password: str | SecretStr) -> PasswordHash:
    """Return the same for code that is not async, such as a flush.

    In the session of an `AsyncSession` the event loop goes on meanwhile; elsewhere the calling thread waits, as it does
    in an unknown version of SQLAlchemy.
    """
    if in_greenlet():
        return await_(hash_password(password))
    return _Settings.threads.run_blocking(lambda: _hash(password))


def verify_password(password: str | SecretStr, password_hash: str | None) -> Coroutine[Any, Any, bool]:
    """Return True if the hash was made from the password; to be awaited. For hand-written code such as a login.

    None instead of a hash, or a text that is none, is compared with nothing and gives False. That takes as long, so
    that the time does not tell which accounts exist. Raises Problem 503 if it waited too long for its turn.
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
    """Return the bytes to hash. A lone surrogate has some too: an error would hold the password."""
    text = password.get_secret_value() if isinstance(password, SecretStr) else password
    return text.encode(errors="surrogatepass")


def _renew_threads() -> None:
    """Start new threads in a forked process: those of its parent do not exist there."""
    _Settings.threads = HashingThreads(_Settings.threads.at_once, _Settings.threads.wait)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_threads)
