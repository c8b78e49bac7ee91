# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 693b05b673003918fc383de8b2d37466
"""`Idempotency-Key`: a request that is sent again is answered as before and does nothing again.

The key is taken at the beginning of the write's own transaction, and the answer is stored at its end, so that they are
committed together or not at all: after a crash the same request finds either its answer or nothing done. A second
request with the key waits for the first: on PostgreSQL for its row, on SQLite for the lock on writing. If the first is
rolled back, the second does the work.

Whose key it is follows from all that guards and services read of a request, or from `Service.caller_id()`. Where that
is not known for sure, the rows of a stored answer are read again, under `visible()`, before it is sent.

What the client sends as its key is kept as a digest, and of the body, which may hold a password, an HMAC that nobody
can compute without that key. The stored answer is what went out, so it holds nothing that must not.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import Header, Request
from pydantic import SecretStr
from sqlalchemy import Column, LargeBinary, SmallInteger, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import ErrorItem, Problem
from ..services.request_passwords import hash_passwords
from ..services.transactions import transaction
from ..statements.fast_path import AnyService
from ..types.columns import Base, BigInteger, UtcDateTime, text, varchar
from ..types.defaults import utcnow
from .callers import callers_of

LIFETIME = dt.timedelta(hours=24)
"""How long an answer is kept."""
LOT = 100
"""Expired rows that one request deletes at most: more than it adds, and few enough to cost nothing."""

IdempotencyKey = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255, pattern="^[!-~]+$")
]

_DIGEST = varchar(64)
KEYS = Table(
    "idempotency_keys",
    Base.metadata,
    Column("key", _DIGEST, primary_key=True),
    Column("fingerprint", _DIGEST, nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False, index=True),
    # What follows is there once the work is done, so that nobody else ever sees a row without it.
    Column("status", SmallInteger),
    Column("body", LargeBinary),
    Column("location", text()),
    Column("version", BigInteger),
)
"""The answers to requests with a key. `key` is the digest of the operation, the caller and the client's key."""
_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Reply(NamedTuple):
    """A successful answer, as it is stored."""

    status: int
    body: bytes
    location: str | None = None
    version: int | None = None


class Outcome(NamedTuple):
    """What a request with a key is answered, and whether that was done for an earlier request."""

    reply: Reply
    replayed: bool


async def once(
    operation: str,
    key: str,
    request: Request,
    service: AnyService,
    db: AsyncSession,
    work: Callable[[], Awaitable[Reply]],
    again: Callable[[AnyService, AsyncSession, Reply], Awaitable[Reply]],
    passwords: Sequence[SecretStr] = (),
) -> Outcome:
    """Do the work in a transaction and return its answer, or the answer to the request that did it before.

    `again` makes of a stored answer one that any caller may get who passes the guards. The passwords are hashed before
    the transaction, unless there is an answer already.

    Raises Problem 409 if the caller used the key for a request of this operation with another path or body, and
    whatever `work` raises: then nothing is stored, and the key is as good as new.
    """
    caller, callers = service.caller_id(), callers_of(request)
    who = callers.identify(request) if caller is None else [caller]
    row = _digest(operation, key, *who)
    content = request.scope["path"].encode() + b"\0" + await request.body()
    fingerprint = hmac.new(key.encode(), content, hashlib.sha256).hexdigest()
    if passwords and not await _is_answered(db, row):
        await hash_passwords(passwords)
    async with transaction(db):
        if not await _take(db, row, fingerprint):
            stored = await _stored(db, row, fingerprint)
            known = caller is not None or callers.complete
            return Outcome(stored if known else await again(service, db, stored), replayed=True)
        reply = await work()
        await db.execute(update(KEYS).where(KEYS.c.key == row).values(reply._asdict()))
        await _forget_expired(db)
    return Outcome(reply, replayed=False)


def _digest(*parts: str) -> str:
    """Return the digest of texts; other parts have another one, also if they are the same one behind the other."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8) + encoded)
    return digest.hexdigest()


async def _is_answered(db: AsyncSession, key: str) -> bool:
    """Return True if there is an answer for a key that still holds. Ends the transaction that this needs."""
    joined = db.in_transaction()
    answer = select(KEYS.c.key).where(KEYS.c.key == key, KEYS.c.expires_at > utcnow())
    found = (await db.execute(answer)).first() is not None
    if not joined:
        await db.rollback()
    return found


async def _take(db: AsyncSession, key: str, fingerprint: str) -> bool:
    """Make a key's row this transaction's and return True, or return False if it has an answer that still holds.

    Waits while another transaction has the row.
    """
    now = utcnow()
    values = {"fingerprint": fingerprint, "expires_at": now + LIFETIME}
    insert = _INSERTS[db.get_bind().dialect.name](KEYS)
    # An expired row is taken over. Its old answer is replaced together with everything else before the commit.
    taken = insert.values(key=key, **values).on_conflict_do_update(
        index_elements=[KEYS.c.key], set_=values, where=KEYS.c.expires_at <= now
    )
    return (await db.execute(taken.returning(KEYS.c.key))).first() is not None


async def _stored(db: AsyncSession, key: str, fingerprint: str) -> Reply:
    columns = (KEYS.c.fingerprint, KEYS.c.status, KEYS.c.body, KEYS.c.location, KEYS.c.version)
    found, *reply = (await db.execute(select(*columns).where(KEYS.c.key == key))).one()
    if not hmac.compare_digest(found, fingerprint):
        message = "This key was used for another request."
        item = ErrorItem("/header/Idempotency-Key", "idempotency_key_reused", message)
        raise Problem(409, "The request conflicts with an earlier one.", [item])
    return Reply(*reply)


async def _forget_expired(db: AsyncSession) -> None:
    """Delete some of the rows that have expired, those that another transaction is about to take over excepted."""
    expired = select(KEYS.c.key).where(KEYS.c.expires_at <= utcnow()).order_by(KEYS.c.expires_at)
    lot = expired.limit(LOT).with_for_update(skip_locked=True)
    await db.execute(delete(KEYS).where(KEYS.c.key.in_(lot)))
