"""The blog with hand-written code that fails in every possible place. The text of its errors quotes hidden values."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Form, Header, Request, Response, WebSocket
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from starlette.exceptions import HTTPException

from generated.api import create_api
from generated.models import load_all
from generated.models.user import User
from generated.runtime.driver.sessions import LazySession
from generated.schemas.user import UserCreate
from generated.services import Services
from generated.services.tag import TagService
from generated.services.user import UserService

TOKEN = "Zq8-krypta/tøken 41x"
"""The value of the hidden field of a user. No source code has its words: Sentry sends lines of code."""
SENT = "sent hunter2! pässword"
"""What is sent in a hidden field."""
DOWN = "the mail server is down"
"""What every text says that can be logged."""
ID = UUID("0197a1b2-0000-7000-8000-000000000001")


def make(engine: AsyncEngine) -> FastAPI:
    """Return the application. The header `X-Fail` says where a request of a generated route fails."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with LazySession(engine) as session:
            yield session

    db_dependency = Annotated[AsyncSession, Depends(get_db)]

    async def guard(
        db: db_dependency, tasks: BackgroundTasks, x_fail: Annotated[str, Header()] = ""
    ) -> AsyncIterator[None]:
        token = await token_of(db) if x_fail else ""
        if x_fail == "guard":
            raise RuntimeError(f"{DOWN}: {token}")
        if x_fail == "task":
            tasks.add_task(fail, token)
        yield
        if x_fail == "behind the yield":
            raise RuntimeError(f"{DOWN}: {token}")

    class Users(UserService):
        async def create(self, _: AsyncSession, data: UserCreate) -> Any:
            raise RuntimeError(f"{DOWN}: {data.password.get_secret_value()}")

    class Tags(TagService):
        async def read(self, db: AsyncSession, _: int) -> Any:
            row = await db.get(User, ID)
            assert row is not None
            local = row.api_token  # what a tracker would send of this frame
            cause = ValueError(f"the cause has {local!r}")
            raise RuntimeError(f"{DOWN}: {row.api_token} {row.password}") from cause

        async def create(self, db: AsyncSession, _: Any) -> Any:
            (token,) = (await db.execute(select(User.api_token))).scalars()
            raise ExceptionGroup(f"{DOWN} {token}", [ValueError(token), KeyError(token, DOWN)])

    app = create_api(get_db, dependencies=[Depends(guard)], services=Services(user=Users, tag=Tags))

    app.include_router(written_by_hand(get_db))

    @app.middleware("http")
    async def middleware(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.headers.get("x-fail") == "middleware":
            async with LazySession(engine) as db:
                fail(await token_of(db))
        return await go_on(request)

    return app


def written_by_hand(get_db: Any) -> APIRouter:
    """Return the hand-written routes."""
    router = APIRouter(prefix="/by-hand")
    db_dependency = Annotated[AsyncSession, Depends(get_db)]

    @router.get("/orm")
    async def by_hand(db: db_dependency) -> None:
        fail(await token_of(db))

    @router.get("/condition")
    async def condition(db: db_dependency) -> None:
        found = await db.scalar(select(User.id).where(User.api_token == SENT))
        raise LookupError(f"{DOWN}: no {SENT} but {found}")

    @router.get("/sql")
    async def raw(db: db_dependency) -> None:
        fail(str((await db.execute(text("select api_token from users"))).scalar()))

    @router.get("/thread")
    def in_thread(request: Request, db: db_dependency) -> None:
        raise RuntimeError(f"{DOWN}: {request.query_params['api_token']} {request.headers['authorization']}")

    @router.get("/status/{status}")
    async def refuse(status: int, db: db_dependency) -> None:
        local = await token_of(db)
        raise HTTPException(status, DOWN, {"X-Length": str(len(local))})

    @router.post("/form")
    async def form(api_token: Annotated[str, Form()]) -> None:
        raise RuntimeError(f"{DOWN}: {api_token}")

    @router.post("/json")
    async def any_json(request: Request) -> None:
        raise RuntimeError(f"{DOWN}: {(await request.json())['user']['apiToken']}")

    @router.post("/upload")
    async def upload(request: Request) -> None:
        raise RuntimeError(f"{DOWN}: {(await request.body()).decode()}")

    @router.websocket("/socket")
    async def socket(socket: WebSocket, db: db_dependency) -> None:
        await socket.accept()
        fail(await token_of(db))

    return router


async def token_of(db: AsyncSession) -> str:
    """Return what is stored, read through the ORM."""
    row = await db.get(User, ID)
    assert row is not None and row.api_token is not None
    return row.api_token


def fail(token: str) -> None:
    """Raise an error that quotes a value."""
    raise RuntimeError(f"{DOWN}: {token[:14]!r} {token.upper()}")


async def store(engine: AsyncEngine) -> None:
    """Store the user whose token must not come out."""
    async with engine.begin() as connection:
        await connection.run_sync(load_all().metadata.create_all)
    async with async_sessionmaker(engine)() as db:
        db.add(User(id=ID, email="ann@example.com", password=SENT, api_token=TOKEN))
        await db.commit()


PLACES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "override": ("GET", "/tags/1", {}),
    "group": ("POST", "/tags", {"json": {"name": "x"}}),
    "batch": ("POST", "/tags/batch", {"json": {"create": [{"name": "x"}]}}),
    "sent": (
        "POST",
        "/users",
        {"json": {"email": "bob@example.com", "password": SENT}},
    ),
    "guard": ("GET", "/posts", {"headers": {"x-fail": "guard"}}),
    "behind the yield": ("GET", "/posts", {"headers": {"x-fail": "behind the yield"}}),
    "task": ("GET", "/posts", {"headers": {"x-fail": "task"}}),
    "middleware": ("GET", "/posts", {"headers": {"x-fail": "middleware"}}),
    "by hand": ("GET", "/by-hand/orm", {}),
    "condition": ("GET", "/by-hand/condition", {}),
    "thread": (
        "GET",
        "/by-hand/thread",
        {"params": {"api_token": SENT}, "headers": {"authorization": f"Bearer {TOKEN.encode().hex()}"}},
    ),
    "form": ("POST", "/by-hand/form", {"data": {"api_token": SENT}}),
    "json": ("POST", "/by-hand/json", {"json": {"user": {"apiToken": SENT}}}),
    "status 500": ("GET", "/by-hand/status/500", {}),
    "status 502": ("GET", "/by-hand/status/502", {}),
}
"""A request for each place, whose error's text is known."""
WITHHELD: dict[str, tuple[str, str, dict[str, Any]]] = {
    "raw SQL": ("GET", "/by-hand/sql", {}),
    "upload": ("POST", "/by-hand/upload", {"content": SENT.encode(), "headers": {"content-type": "text/x"}}),
}
"""A request for each place where the hidden values cannot be known."""
