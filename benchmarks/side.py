"""The sides of the comparison: the application of each, its environment, and the form of its responses."""

from dataclasses import dataclass

POSTGRESQL = "postgresql"
SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Side:
    """One application. Paths are templates; an operation whose path is None is not offered by this side."""

    name: str
    """Its folder in `benchmarks/sides`, unless `app` says otherwise."""
    title: str
    environment: str | None = None
    """The folder that locks its packages. None: it runs on the project's own."""
    app: str = ""
    """What uvicorn serves: `module:attribute`."""
    interface: str = "asgi3"
    """How uvicorn calls it."""
    databases: tuple[str, ...] = (POSTGRESQL,)
    storage: str = "sqlalchemy"
    """Whose tables it reads on SQLite, where the libraries store values in different ways."""
    one: str = "/items/{id}"
    create: str = "/items"
    list: str | None = "/items?limit={limit}"
    count: str | None = "/items?limit={limit}&count=true"
    deep: str | None = "/items?limit={limit}&offset={offset}"
    """A path with `{cursor}` is found by walking there from the first page."""
    items: str = "items"
    """Key of the rows in a list's answer; empty if it is the array itself, and `items` where it is counted."""
    total: str = "total"
    patch_answers: bool = True
    """False if a change is answered without the row."""
    packages: tuple[str, ...] = ("fastapi", "sqlalchemy", "asyncpg")
    """Packages whose versions the report names."""
    note: str = ""

    @property
    def target(self) -> str:
        """What uvicorn serves."""
        return self.app or f"benchmarks.sides.{self.name}.server:app"


BASELINE = "by_hand"
LIMIT = "raw"
_DJANGO = (
    "Sync views over WSGI (ASGI cost more), kept connections, no middleware, no authentication, `DEBUG` off."
)
SPECLOOM = ("specloom", "specloom_read")

SIDES = (
    Side(
        "specloom",
        "Specloom, session from get_db",
        databases=(POSTGRESQL, SQLITE),
        storage="specloom",
        deep="/items?limit={limit}&cursor={cursor}",
        note="Generated from `benchmarks/spec`, on the project's own `app/database.py`. Pages by keyset.",
    ),
    Side(
        "specloom_read",
        "Specloom, reads through get_read_db",
        app="benchmarks.sides.specloom.read:app",
        databases=(POSTGRESQL,),
        storage="specloom",
        deep="/items?limit={limit}&cursor={cursor}",
        note="The same, with the reads on the driver connection that `app/database.py` offers for them.",
    ),
    Side(
        "by_hand",
        "async FastAPI by hand",
        databases=(POSTGRESQL, SQLITE),
        note="SQLAlchemy ORM, `AsyncSession`, `response_model`; no unnecessary statement or round trip.",
    ),
    Side(
        "sync",
        "tutorial: sync FastAPI",
        environment="sync",
        databases=(POSTGRESQL, SQLITE),
        packages=("fastapi", "sqlalchemy", "psycopg"),
        note="`def` endpoints in the thread pool, a sync `Session`, psycopg with its C part.",
    ),
    Side(
        "fastcrud",
        "FastCRUD",
        environment="fastcrud",
        databases=(POSTGRESQL, SQLITE),
        list="/items?offset=0&limit={limit}&sort=id",
        count="/items?page=1&itemsPerPage={limit}&sort=id",
        deep="/items?offset={offset}&limit={limit}&sort=id",
        items="data",
        total="total_count",
        patch_answers=False,
        packages=("fastcrud", "fastapi", "sqlalchemy", "asyncpg"),
        note="Its `crud_router`, which counts for every list, shown or not, and answers a change with `null`.",
    ),
    Side(
        "litestar",
        "Litestar + advanced-alchemy",
        environment="litestar",
        list="/items?pageSize={limit}",
        count="/items/counted?pageSize={limit}",
        deep="/items?pageSize={limit}&currentPage={page}",
        items="",
        packages=("litestar", "advanced-alchemy", "msgspec", "sqlalchemy", "asyncpg"),
        note="A service over a repository, msgspec structs, the `autocommit` handler, filters of its provider.",
    ),
    Side(
        "drf",
        "Django REST Framework",
        environment="drf",
        interface="wsgi",
        list=None,
        count="/items?limit={limit}",
        deep="/items?limit={limit}&offset={offset}",
        items="results",
        total="count",
        packages=("djangorestframework", "django", "psycopg"),
        note="`ModelViewSet` and `LimitOffsetPagination`, which counts for every list. " + _DJANGO,
    ),
    Side(
        "ninja",
        "django-ninja",
        environment="ninja",
        interface="wsgi",
        count="/items/counted?limit={limit}",
        items="",
        total="count",
        packages=("django-ninja", "django", "psycopg", "orjson"),
        note="The functions of its tutorial and the orjson renderer of its documentation. " + _DJANGO,
    ),
    Side(
        "raw",
        "the limit: Starlette + asyncpg + orjson",
        packages=("starlette", "asyncpg", "orjson"),
        note="It validates nothing, and shows the upper limit.",
    ),
)
