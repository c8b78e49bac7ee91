# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2bc18c4578098f3419e1cf281b71ca8d
"""Passwords are kept as Argon2id hashes (RFC 9106), made in a worker thread because they are slow on purpose."""

from anyio.to_thread import run_sync
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hashers = [PasswordHasher()]


def set_password_cost(*, time_cost: int, memory_cost: int, parallelism: int) -> None:
    """Set what a hash costs from now on: passes over the memory, KiB of memory, threads. Older hashes stay valid."""
    _hashers[0] = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)


async def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, in the PHC string format."""
    return await run_sync(_hashers[0].hash, password)


async def verify_password(password: str, password_hash: str) -> bool:
    """Return True if the hash was made from the password. For hand-written code such as a login."""

    def verify() -> bool:
        try:
            return _hashers[0].verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    return await run_sync(verify)
