# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6586fa37093afe60ae4a8ca88278d36a
"""`Idempotency-Key`: a repeated request gets the stored response and does nothing.

The key is stored at the beginning of the transaction of the write, and the response at its end. Both are committed
together or not at all, so that after a crash the same request finds either the response or no trace of the first one.
A second request with the key waits for the first: on PostgreSQL for the lock on its row, on SQLite for the lock on
writing. If the first is rolled back, the second does the work.

A key belongs to a caller. The caller is identified by everything that guards and services read of a request, or by
`Service.caller_id()`. If this is not certain, the rows of a stored response are read again with `visible()` before it
is sent.

The table holds a digest of the client's key. A body may hold a password, so the table holds an HMAC of it, which cannot
be computed without the client's key. The stored response is the one that was sent, so it holds no secrets.
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
from .caller_identity import identity_of

LIFETIME = dt.timedelta(hours=24)
"""How long a response is kept."""
EXPIRED_AT_ONCE = 100
"""The most expired rows that one request deletes: more than it adds, and few enough to be fast."""

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
    # The columns below are set before the commit, so that other transactions never see a row without them.
    Column("status", SmallInteger),
    Column("body", LargeBinary),
    Column("location", text()),
    Column("version", BigInteger),
)
"""The responses to requests with a key. `key` is a digest of the operation, the caller and the client's key."""
_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class StoredResponse(NamedTuple):
    """A successful response as it is stored."""

    status: int
    body: bytes
    location: str | None = None
    version: int | None = None


class Outcome(NamedTuple):
    """The response to a request with a key."""

    response: StoredResponse
    is_replay: bool
    """True if an earlier request did the work."""


async def run_once(
    operation: str,
    key: str,
    request: Request,
    service: AnyService,
    db: AsyncSession,
    work: Callable[[], Awaitable[StoredResponse]],
    reread: Callable[[AnyService, AsyncSession, StoredResponse], Awaitable[StoredResponse]],
    passwords: Sequence[SecretStr] = (),
) -> Outcome:
    """Do the work in a transaction and return its response, or return the response of an earlier request.

    `reread` makes a stored response safe for every caller who passes the guards. The passwords are hashed before the
    transaction, unless a response is stored already.

    Raises Problem 409 if the caller used the key for this operation with another path or body, and every error of
    `work`. Then nothing is stored, and the key can be used again.
    """
    caller_id, identity = service.caller_id(), identity_of(request)
    caller = identity.values(request) if caller_id is None else [caller_id]
    row = _digest(operation, key, *caller)
    content = request.scope["path"].encode() + b"\0" + await request.body()
    fingerprint = hmac.new(key.encode(), content, hashlib.sha256).hexdigest()
    if passwords and not await _has_response(db, row):
        await hash_passwords(passwords)
    async with transaction(db):
        if not await _acquire(db, row, fingerprint):
            stored = await _stored(db, row, fingerprint)
            is_same_caller = caller_id is not None or identity.complete
            return Outcome(stored if is_same_caller else await reread(service, db, stored), is_replay=True)
        response = await work()
        await db.execute(update(KEYS).where(KEYS.c.key == row).values(response._asdict()))
        await _delete_expired(db)
    return Outcome(response, is_replay=False)


def _digest(*parts: str) -> str:
    """Return the digest of texts. Each is preceded by its length, so that `ab`, `c` differs from `a`, `bc`."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8) + encoded)
    return digest.hexdigest()


async def _has_response(db: AsyncSession, key: str) -> bool:
    """Return True if a response is stored for a key and has not expired. Ends the transaction of this query."""
    joined = db.in_transaction()
    query = select(KEYS.c.key).where(KEYS.c.key == key, KEYS.c.expires_at > utcnow())
    found = (await db.execute(query)).first() is not None
    if not joined:
        await db.rollback()
    return found


async def _acquire(db: AsyncSession, key: str, fingerprint: str) -> bool:
    """Write the row of a key and return True, or return False if it has a response that has not expired.

    Waits while another transaction has locked the row.
    """
    now = utcnow()
    values = {"fingerprint": fingerprint, "expires_at": now + LIFETIME}
    insert = _INSERTS[db.get_bind().dialect.name](KEYS)
    # An expired row is reused. Its old response is replaced before the commit.
    acquired = insert.values(key=key, **values).on_conflict_do_update(
        index_elements=[KEYS.c.key], set_=values, where=KEYS.c.expires_at <= now
    )
    return (await db.execute(acquired.returning(KEYS.c.key))).first() is not None


async def _stored(db: AsyncSession, key: str, fingerprint: str) -> StoredResponse:
    columns = (KEYS.c.fingerprint, KEYS.c.status, KEYS.c.body, KEYS.c.location, KEYS.c.version)
    found, *reply = (await db.execute(select(*columns).where(KEYS.c.key == key))).one()
    if not hmac.compare_digest(found, fingerprint):
        message = "This key was used for another request."
        item = ErrorItem("/header/Idempotency-Key", "idempotency_key_reused", message)
        raise Problem(409, "The request conflicts with an earlier one.", [item])
    return StoredResponse(*reply)


async def _delete_expired(db: AsyncSession) -> None:
    """Delete some expired rows. Rows that another transaction is about to reuse are skipped."""
    expired = select(KEYS.c.key).where(KEYS.c.expires_at <= utcnow()).order_by(KEYS.c.expires_at)
    batch = expired.limit(EXPIRED_AT_ONCE).with_for_update(skip_locked=True)
    await db.execute(delete(KEYS).where(KEYS.c.key.in_(batch)))
