"""Hand-written code that writes rows with the models: passwords are hashed, emails are in lower case.

One file, because all tests share the table of users and the ways to write it.
"""

import asyncio
import importlib
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from argon2.low_level import hash_secret
from fastapi import Depends
from pydantic import SecretStr
from sqlalchemy import String, Text, bindparam, create_engine, event, insert, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, defer, mapped_column

from generated.api import create_api
from generated.models import load_all
from generated.models.user import User
from generated.runtime.problems.problem import Problem
from generated.runtime.types.columns import Array, Base, EmailText, PasswordText
from generated.runtime.types.passwords import (
    HASH_WAIT,
    HASHES_AT_ONCE,
    PasswordHash,
    hash_password,
    hash_password_now,
    set_password_limits,
    verify_password,
)
from tests.support.databases import engine_for
from tests.support.serving import ROOT

Work = Callable[[AsyncSession], Awaitable[None]]


@pytest.fixture(autouse=True)
def _limits_of_each_test() -> Iterator[None]:
    yield
    set_password_limits(at_once=HASHES_AT_ONCE, wait=HASH_WAIT)


@pytest.fixture
def run(database_url: str) -> Callable[[Work], None]:
    """Run code in a session on an empty database, on SQLite and on PostgreSQL."""

    def run(work: Work) -> None:
        async def main() -> None:
            async with engine_for(database_url) as engine:
                await _create(engine)
                async with AsyncSession(engine, expire_on_commit=False) as db:
                    await work(db)

        asyncio.run(main())

    return run


async def _create(engine: AsyncEngine) -> None:
    load_all()
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


def user(**values: Any) -> User:
    return User(**{"email": f"{uuid4().hex}@example.com", "password": "correct horse", **values})


async def stored(db: AsyncSession, column: str = "password") -> list[Any]:
    """Return the stored values of a column of all users, by their names."""
    return [*(await db.execute(text(f"SELECT {column} FROM users ORDER BY name"))).scalars()]


async def fits(password: str, password_hash: str) -> bool:
    """Return True if a hash has the right form and was made from a password."""
    return password_hash.startswith("$argon2id$") and await verify_password(password, password_hash)


def test_a_flush_stores_a_hash_and_an_email_in_lower_case(run: Callable[[Work], None]) -> None:
    """Then the instance has the stored values."""

    async def work(db: AsyncSession) -> None:
        ada = user(email="Ada@Example.com", password="correct horse", name="1")
        bob = user(password=SecretStr("battery staple"), name="2")
        db.add_all([ada, bob])
        await db.flush()
        assert [*await stored(db, "email")] == [ada.email, bob.email]
        assert ada.email == "ada@example.com"
        assert await stored(db) == [ada.password, bob.password]
        assert isinstance(ada.password, PasswordHash) and isinstance(bob.password, PasswordHash)
        assert await fits("correct horse", ada.password) and await fits("battery staple", bob.password)
        ada.password, ada.email = "another one", "ADA@example.com"
        await db.commit()
        assert ada.email == "ada@example.com" and isinstance(ada.password, PasswordHash)
        assert (await stored(db))[0] == ada.password and await fits("another one", ada.password)

    run(work)


def test_the_repr_of_a_hash_does_not_show_it(run: Callable[[Work], None]) -> None:
    async def work(db: AsyncSession) -> None:
        db.add(user())
        await db.commit()
        db.expunge_all()
        (found,) = await db.scalars(select(User))
        (password,) = await db.scalars(select(User.password))
        assert isinstance(found.password, PasswordHash) and isinstance(password, PasswordHash)
        assert found.password == password and await fits("correct horse", password)
        assert "argon2" not in repr(password)

    run(work)


def test_a_hash_is_recognized_by_its_type_only(run: Callable[[Work], None]) -> None:
    async def work(db: AsyncSession) -> None:
        made = await hash_password("known to the attacker")
        db.add(user(name="1", password=str(made)))
        db.add(user(name="2", password=made))
        await db.execute(insert(User).values(email="c@example.com", name="3", password=str(made)))
        await db.execute(insert(User).values(email="d@example.com", name="4", password=made))
        await db.commit()
        first, second, third, fourth = await stored(db)
        assert second == fourth == made
        assert await fits(made, first) and await fits(made, third)
        assert not await fits("known to the attacker", first)

    run(work)


def test_a_form_that_sends_the_loaded_hash_back_changes_nothing(run: Callable[[Work], None]) -> None:
    async def work(db: AsyncSession) -> None:
        db.add(user(name="Ada"))
        await db.commit()
        before = await stored(db)
        db.expunge_all()
        (found,) = await db.scalars(select(User))
        statements: list[str] = []
        engine = db.get_bind()

        @event.listens_for(engine, "before_cursor_execute")
        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            statements.append(statement)

        found.password = str(found.password)
        await db.commit()
        assert isinstance(found.password, PasswordHash)
        assert not any("UPDATE users" in each and "password" in each for each in statements)
        found.password, found.name = str(found.password), "Grace"
        await db.commit()
        assert isinstance(found.password, PasswordHash)
        assert [*await stored(db), *await stored(db, "name")] == [*before, "Grace"]
        found.password = "another one"
        found.password = str(before[0])
        merged = await db.merge(User(id=found.id, password=str(before[0]), name="Merged"))
        await db.commit()
        assert merged is found and isinstance(found.password, PasswordHash)
        assert [*await stored(db), *await stored(db, "name")] == [*before, "Merged"]

    run(work)


def test_only_the_loaded_hash_is_recognized(run: Callable[[Work], None]) -> None:
    async def work(db: AsyncSession) -> None:
        db.add_all([user(name="1"), user(name="2"), user(name="3")])
        await db.commit()
        before = await stored(db)
        db.expunge_all()
        first, second, _ = await db.scalars(select(User).order_by(User.name))
        first.password = str(second.password)
        await db.commit()
        db.expunge_all()
        *_, third = await db.scalars(select(User).order_by(User.name).options(defer(User.password)))
        third.password = str(before[2])
        await db.commit()
        after = await stored(db)
        assert await fits(before[1], after[0]) and after[1] == before[1] and await fits(before[2], after[2])

    run(work)


def test_core_statements_hash_too(run: Callable[[Work], None]) -> None:
    async def work(db: AsyncSession) -> None:
        table: Any = User.__table__
        rows: list[dict[str, Any]] = [
            {"id": uuid4(), "email": f"{name}@Example.com", "name": name, "password": f"secret {name}"}
            for name in "abcdefgh"
        ]
        connection = await db.connection()
        await connection.execute(insert(table).values(rows[0]))
        await connection.execute(insert(table), rows[1:3])
        await db.execute(insert(User), rows[3:5])
        await db.execute(insert(User).values(rows[5:6]))
        returned = await db.execute(insert(User).returning(User.password), rows[6:])
        assert all(isinstance(each, PasswordHash) for each in returned.scalars())
        await db.commit()
        for row, password_hash in zip(rows, await stored(db), strict=True):
            assert await fits(row["password"], password_hash), row["name"]
        assert await stored(db, "email") == [f"{name}@example.com" for name in "abcdefgh"]
        await db.execute(update(User).where(User.name == "a").values(password="1", email="A@b.CO"))
        changed = update(table).where(table.c.name == bindparam("n")).values(password=bindparam("p"))
        await (await db.connection()).execute(changed, [{"n": "b", "p": "2"}, {"n": "c", "p": "3"}])
        await db.execute(update(User), [{"id": rows[3]["id"], "password": "4"}])
        await db.run_sync(lambda s: s.bulk_update_mappings(User, [{"id": rows[4]["id"], "password": "5"}]))
        await db.run_sync(lambda s: s.bulk_save_objects([user(name="i", password="9")]))
        await db.commit()
        after = await stored(db)
        for place, password in [(0, "1"), (1, "2"), (2, "3"), (3, "4"), (4, "5"), (8, "9")]:
            assert await fits(password, after[place])
        assert (await stored(db, "email"))[0] == "a@b.co"

    run(work)


@pytest.mark.parametrize(
    "made",
    [
        literal,
        lambda value: bindparam(None, value),
        lambda value: bindparam(None, value, type_=String),
        lambda value: bindparam(None, value, type_=Text()),
    ],
    ids=["literal", "bindparam", "String", "Text"],
)
def test_a_typed_parameter_is_stored_as_its_column(
    run: Callable[[Work], None], made: Callable[[str], Any]
) -> None:
    """With its own type, a password would be stored as plain text."""

    async def work(db: AsyncSession) -> None:
        table: Any = User.__table__
        dialect: Any = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        connection = await db.connection()

        def row(name: str) -> dict[str, Any]:
            return {"email": made(f"{name}@Example.com"), "name": name, "password": made(f"secret {name}")}

        await db.execute(insert(User).values(row("a")))
        await db.execute(insert(User).values([{"id": uuid4(), **row("b")}, {"id": uuid4(), **row("c")}]))
        await connection.execute(insert(table).values(id=uuid4(), **row("d")))
        for _ in range(2):  # the second time, the statement is compiled already
            taken = (
                dialect.insert(User)
                .values(row("a"))
                .on_conflict_do_update(
                    index_elements=[User.email],
                    set_={"password": made("taken"), "email": made("A@Example.com")},
                )
            )
            await db.execute(taken)
        db.add(User(email=made("E@Example.com"), name="e", password="secret e"))
        await db.flush()
        await db.execute(
            update(User).where(User.name == "b").values(password=made("new b"), email=made("B@C.de"))
        )
        await db.execute(update(User).where(User.name == "c").values({User.password: made("new c")}))
        await connection.execute(update(table).where(table.c.name == "d").values(password=made("new d")))
        await db.commit()
        assert await stored(db, "email") == [
            "a@example.com", "b@c.de", "c@example.com", "d@example.com", "e@example.com",
        ]  # fmt: skip
        passwords = ("taken", "new b", "new c", "new d", "secret e")
        for password, password_hash in zip(passwords, await stored(db), strict=True):
            assert await fits(password, password_hash), password

    run(work)


def test_another_package_in_the_process_does_not_disable_hashing(
    run: Callable[[Work], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package that is imported last compiles the INSERT of each."""
    shutil.copytree(ROOT / "generated", tmp_path / "another_package")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("another_package.models.user")

    async def work(db: AsyncSession) -> None:
        await db.execute(
            insert(User).values(email=literal("A@Example.com"), name="a", password=literal("secret"))
        )
        await db.commit()
        assert await stored(db, "email") == ["a@example.com"]
        (password_hash,) = await stored(db)
        assert await fits("secret", password_hash)

    run(work)


def test_a_typed_named_parameter_is_hashed_for_each_row(run: Callable[[Work], None]) -> None:
    async def work(db: AsyncSession) -> None:
        table: Any = User.__table__
        statement = insert(table).values(password=bindparam("p", type_=String))
        rows = [{"id": uuid4(), "email": f"{n}@x.de", "name": n, "p": f"secret {n}"} for n in "ab"]
        await (await db.connection()).execute(statement, rows)
        await (await db.connection()).execute(
            statement, {**rows[0], "id": uuid4(), "email": "c", "name": "c"}
        )
        passwords = ("secret a", "secret b", "secret a")
        for password, password_hash in zip(passwords, await stored(db), strict=True):
            assert await fits(password, password_hash), password

    run(work)


@pytest.mark.parametrize("synchronize", ["auto", "evaluate", "fetch"])
def test_an_orm_update_leaves_no_password_in_an_instance(
    run: Callable[[Work], None], synchronize: str
) -> None:
    async def work(db: AsyncSession) -> None:
        ada = user(email="ada@example.com")
        db.add(ada)
        await db.commit()
        change = update(User).where(User.email == "Ada@Example.com").values(email="B@C.example", password="x")
        await db.execute(change.execution_options(synchronize_session=synchronize))
        assert ada.email == "b@c.example"
        assert "password" not in vars(ada)
        await db.refresh(ada)
        assert isinstance(ada.password, PasswordHash) and await fits("x", ada.password)

    run(work)


def test_parameters_of_emails_have_unique_names() -> None:
    """SQLAlchemy makes the name from the address of a parameter, so two parameters could get the same name."""
    compared = [User.email < literal(f"{number}@b.example") for number in range(10_000)]
    assert len({each.right.key for each in compared}) == len(compared)


def test_an_email_is_found_in_any_case(run: Callable[[Work], None]) -> None:
    async def work(db: AsyncSession) -> None:
        db.add(user(email="Ada@Example.com"))
        await db.commit()
        for condition in (
            User.email == "ADA@example.com",
            User.email.in_(["x", "ADA@example.com"]),
            User.email.startswith("ADA@"),
            User.email.contains("A@E"),
            User.email.like("ADA@%"),
            User.email == bindparam("email", "ADA@example.com"),
            User.email.in_(bindparam("emails", ["x", "ADA@example.com"], expanding=True)),
            User.email.regexp_match(r"^A\D+@EXAMPLE\.\S+$"),
            User.__table__.c.email == "ADA@example.com",
            User.email + "!X" == "ada@example.com!X",
            User.email.concat("!X") == "ada@example.com!X",
            "X" + User.email == "Xada@example.com",
        ):
            assert len([*await db.scalars(select(User).where(condition))]) == 1, str(condition)
        assert [*await db.scalars(select(User).filter_by(email="ADA@EXAMPLE.COM"))]
        assert not [*await db.scalars(select(User).where(User.email != "ADA@example.com"))]
        shouted = (await db.execute(select("To: " + User.email + "!X"))).scalar_one()
        assert shouted == "To: ada@example.com!X"

    run(work)


def test_a_password_is_not_compared_in_sql() -> None:
    message = r"^A password is stored as a hash that SQL cannot compare: .* write `await verify_password\("
    column = User.__table__.c.password
    for compare in (
        lambda: User.password == "x",
        lambda: User.password == None,  # noqa: E711 - a variable may be None where it should be a password
        lambda: User.password != "x",
        lambda: "x" == User.password,  # noqa: SIM300 - that order is the test
        lambda: User.password.in_(["x"]),
        lambda: User.password.like("$argon2%"),
        lambda: User.password.startswith("$"),
        lambda: User.password.is_distinct_from("x"),
        lambda: User.password > "x",
        lambda: User.password.between("a", "b"),
        lambda: User.password == bindparam("p"),
        lambda: User.password == PasswordHash("x"),
        lambda: select(User).filter_by(password="x"),
        lambda: column == "x",
        lambda: aliased(User).password == "x",
    ):
        with pytest.raises(TypeError, match=message):
            compare()
    other = aliased(User)
    for allowed in (User.password.is_(None), User.password.is_not(None), User.password == other.password):
        assert "password" in str(allowed)
    assert str(User.password.desc()) == "users.password DESC"


def test_other_types_than_passwords_are_rejected(run: Callable[[Work], None]) -> None:
    """For example a coroutine without `await`."""

    async def work(db: AsyncSession) -> None:
        for wrong in (hash_password("x"), b"x", 1):
            db.add(user(password=wrong))
            with pytest.raises(TypeError, match=r"write `await hash_password\(...\)`"):
                await db.flush()
            await db.rollback()
            with pytest.raises(StatementError):
                await db.execute(insert(User).values(email="a@b.co", password=wrong))
            await db.rollback()
        assert await stored(db) == []

    run(work)


class _Held:
    """Argon2 that hashes only after it is released."""

    def __init__(self) -> None:
        self.made = 0
        self.open = threading.Event()

    def __call__(self, *arguments: Any, **named: Any) -> bytes:
        self.made += 1
        self.open.wait(60)
        return hash_secret(*arguments, **named)

    async def begun(self) -> None:
        """Wait until a hash begins. Raises TimeoutError after a minute."""
        async with asyncio.timeout(60):
            while not self.made:  # noqa: ASYNC110 - a thread changes the condition
                await asyncio.sleep(0.005)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Held]:
    made = _Held()
    monkeypatch.setattr("argon2._password_hasher.hash_secret", made)
    yield made
    made.open.set()


@pytest.mark.parametrize("how", ["flush", "core"])
def test_hashing_in_an_async_session_does_not_block_the_event_loop(
    run: Callable[[Work], None], held: _Held, how: str
) -> None:
    async def work(db: AsyncSession) -> None:
        if how == "flush":
            db.add(user())
            writing = asyncio.create_task(db.flush())
        else:
            values = insert(User).values(email="a@example.com", password="correct horse")
            writing = asyncio.create_task(db.execute(values))  # type: ignore[arg-type] # both are coroutines
        await held.begun()
        assert not writing.done()
        held.open.set()
        await writing
        (password,) = await stored(db)
        assert await fits("correct horse", password)

    run(work)


def test_a_hand_written_write_that_waits_too_long_is_503(database_url: str, held: _Held) -> None:
    """For a flush, for a statement, and for a call of `hash_password`."""
    set_password_limits(at_once=1, wait=0.05)

    async def main() -> None:
        async with engine_for(database_url) as engine:
            await _create(engine)
            sessions = async_sessionmaker(engine, expire_on_commit=False)

            async def get_db() -> AsyncIterator[AsyncSession]:
                async with sessions() as session:
                    yield session

            app = create_api(get_db)

            @app.post("/join/{how}")
            async def join(how: str, db: AsyncSession = Depends(get_db)) -> None:  # noqa: B008 - FastAPI's way
                email = f"{how}@example.com"
                if how == "flush":
                    db.add(User(email=email, password="correct horse"))
                elif how == "core":
                    await db.execute(insert(User).values(email=email, password="correct horse"))
                else:
                    db.add(User(email=email, password=await hash_password("correct horse")))
                await db.commit()

            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                first = asyncio.create_task(hash_password("correct horse"))
                await held.begun()
                for how in ("flush", "core", "call"):
                    response = await client.post(f"/join/{how}")
                    assert response.status_code == 503, how
                    assert response.headers["retry-after"] == "1"
                    assert response.json()["detail"] == "Too many passwords are being hashed now. Try again."
                held.open.set()
                await first
                for how in ("flush", "core", "call"):
                    assert (await client.post(f"/join/{how}")).status_code == 200
        assert held.made == 4

    asyncio.run(main())


def test_a_synchronous_session_hashes_too() -> None:
    load_all()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        ada = user(email="Ada@Example.com")
        db.add(ada)
        db.commit()
        assert isinstance(ada.password, PasswordHash) and ada.email == "ada@example.com"
        ada.password = str(ada.password)  # the line before has loaded it again after the commit
        db.commit()
        db.execute(update(User).values(password="another one"))
        assert asyncio.run(fits("another one", ada.password))
        set_password_limits(at_once=1, wait=0.01)
        gate, begun = threading.Event(), threading.Event()
        with pytest.MonkeyPatch.context() as patch:

            def wait(*arguments: Any, **named: Any) -> bytes:
                begun.set()
                gate.wait(60)
                return hash_secret(*arguments, **named)

            patch.setattr("argon2._password_hasher.hash_secret", wait)
            thread = threading.Thread(target=hash_password_now, args=["x"])
            thread.start()
            begun.wait(60)
            ada.password = "too many"
            with pytest.raises(Problem, match="503"):
                db.flush()
            gate.set()
            thread.join()


def test_column_types_work_in_any_model() -> None:
    """Also with another base class, another column name, and a list of emails."""

    class Own(DeclarativeBase):
        pass

    class Account(Own):
        __tablename__ = "accounts"

        id: Mapped[int] = mapped_column(primary_key=True)
        secret: Mapped[str | None] = mapped_column("pw", PasswordText(255))
        emails: Mapped[list[str] | None] = mapped_column(Array(EmailText(254)))

    class Admin(Account):
        pass

    engine = create_engine("sqlite://")
    Own.metadata.create_all(engine)
    with Session(engine) as db:
        for model in (Account, Admin):
            row = model(secret="x", emails=["A@b.co", "c@D.co"])
            db.add_all([row, model()])
            db.flush()
            assert isinstance(row.secret, PasswordHash) and row.emails == ["a@b.co", "c@d.co"]
            assert db.execute(text(f"SELECT emails FROM accounts WHERE id = {row.id}")).scalar_one() == (
                '["a@b.co","c@d.co"]'
            )
