"""Settings, from environment variables and a file `.env` in the working directory.

`DATABASE_URL` sets `database_url`, and so on. A wrong setting ends the process with one line that names it.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import URL

from generated.runtime import parse_database_url, require_header, require_origin, require_origin_regex


def _names(value: Any) -> Any:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


Seconds = Annotated[float, Field(gt=0, le=3600)]


class Settings(BaseSettings):
    """What can be set from outside, with defaults that fit a small server."""

    model_config = SettingsConfigDict(
        arbitrary_types_allowed=True,
        frozen=True,
        hide_input_in_errors=True,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    database_url: Annotated[URL, NoDecode, BeforeValidator(parse_database_url)] = Field(
        default="sqlite:///./specloom.db", validate_default=True
    )
    database_pooler: Literal["transaction"] | None = None
    """`transaction` if the URL is that of PgBouncer, or of another pooler, in transaction mode."""
    migrate_database_url: Annotated[Annotated[URL, BeforeValidator(parse_database_url)] | None, NoDecode] = (
        None
    )
    """URL of the same database past the pooler, for migrations; `database_url` if it is not given."""
    pool_size: Annotated[int, Field(ge=1, le=1000)] = 20
    """Connections to the database that a process keeps at most."""
    pool_timeout: Seconds = 5
    """How long a request waits for one of them before it is answered 503."""
    connect_timeout: Seconds = 5
    statement_timeout: Seconds = 30
    """How long PostgreSQL may work on a statement."""
    lock_timeout: Seconds = 5
    """How long a statement waits for a lock that another transaction holds."""
    environment: Literal["development", "production"] = "production"
    """In development a warning names each route that ends with writes which it has not committed."""
    cors_origins: Annotated[
        list[Annotated[str, AfterValidator(require_origin)]], NoDecode, BeforeValidator(_names)
    ] = []
    """Origins, separated by commas, whose pages may call the API; `*` for all. None, and no regex: CORS is off."""
    cors_origin_regex: Annotated[str, AfterValidator(require_origin_regex)] | None = None
    """A regular expression that fits whole origins whose pages may call the API too."""
    cors_headers: Annotated[
        list[Annotated[str, AfterValidator(require_header)]], NoDecode, BeforeValidator(_names)
    ] = []
    """Headers, separated by commas, that these pages may send beside those that generated routes read."""
    cors_credentials: bool = False
    """Whether these pages may call it with the cookies that a browser keeps for it."""
    log_errors: Literal["redacted", "full"] = "redacted"
    """`full` leaves the values of hidden fields in the texts of errors that are logged. It is for development alone."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    max_body_size: Annotated[int, Field(ge=1)] = 1024 * 1024
    """Bytes of a request's body."""
    max_body_parts: Annotated[int, Field(ge=1)] = 30_000
    """Arrays, objects and members of objects in a request's body: they cost more time than its bytes."""
    max_response_size: Annotated[int, Field(ge=1)] = 16 * 1024 * 1024
    """Bytes of a response: a page ends before, and one row that is expanded by more is answered 409."""
    max_response_rows: Annotated[int, Field(ge=1)] = 20_000
    """Rows of a response, those that others are expanded by among them."""
    cache_control: Annotated[str, Field(pattern=r"^[!-~]+( [!-~]+)*$")] = "private"
    """The header `Cache-Control` of responses that do not set one themselves."""
    max_header_size: Annotated[int, Field(ge=1024, le=1024 * 1024)] = 64 * 1024
    """Bytes of a request's header: its first line and its fields."""
    max_headers: Annotated[int, Field(ge=10, le=10_000)] = 100
    """Fields of a request's header."""
    header_timeout: Seconds = 10
    """How long a header may take to arrive, from its first byte."""
    body_timeout: Seconds = 20
    """How long a body may take, and again whenever it came at `min_transfer_rate` for this long."""
    write_timeout: Seconds = 60
    """How long a client may take to read, and again whenever it read at `min_transfer_rate` for this long."""
    min_transfer_rate: Annotated[int, Field(ge=1)] = 500
    """Bytes a second."""
    idle_timeout: Seconds = 20
    """How long a connection may wait for a request. A proxy in front should close its connections sooner."""
    password_time_cost: Annotated[int, Field(ge=1, le=100)] = 3
    """Passes of Argon2id over its memory."""
    password_memory_cost: Annotated[int, Field(ge=8, le=4 * 1024 * 1024)] = 64 * 1024
    """Memory of a password's hash, in KiB: at least eight for each thread."""
    password_parallelism: Annotated[int, Field(ge=1, le=64)] = 1
    """Threads of a password's hash."""
    password_hashes_at_once: Annotated[int, Field(ge=1, le=1024)] = 4
    """Passwords that a process hashes or compares at a time, and never more than it has cores."""
    password_hash_wait: Seconds = 5
    """How long a password waits for its turn before its request is answered 503."""

    @field_validator("database_pooler")
    @classmethod
    def _is_for_postgresql(cls, value: str | None, others: ValidationInfo) -> str | None:
        url = others.data.get("database_url")
        if value is not None and url is not None and url.get_backend_name() != "postgresql":
            raise ValueError("a pooler is for PostgreSQL: DATABASE_URL names another database")
        return value

    @field_validator("cors_headers", "cors_credentials")
    @classmethod
    def _has_origins(cls, value: Any, others: ValidationInfo) -> Any:
        known = [others.data[each] for each in ("cors_origins", "cors_origin_regex") if each in others.data]
        if value and len(known) == 2 and not any(known):
            raise ValueError("this has no effect without CORS_ORIGINS or CORS_ORIGIN_REGEX")
        return value

    @field_validator("cors_credentials")
    @classmethod
    def _trusts_origins(cls, value: bool, others: ValidationInfo) -> bool:
        if value and "*" in others.data.get("cors_origins", ()):
            raise ValueError(
                "with cookies, any page could act as its visitor: name the origins in CORS_ORIGINS"
            )
        return value

    @field_validator("log_errors")
    @classmethod
    def _is_for_development(cls, value: str, others: ValidationInfo) -> str:
        if value == "full" and others.data.get("environment") != "development":
            raise ValueError("full shows hidden values, and is for ENVIRONMENT=development alone")
        return value

    @field_validator("password_parallelism")
    @classmethod
    def _has_memory(cls, threads: int, others: ValidationInfo) -> int:
        memory = others.data.get("password_memory_cost")
        if memory is not None and memory < 8 * threads:
            raise ValueError(f"{threads} threads need a PASSWORD_MEMORY_COST of {8 * threads} at least")
        return threads

    @property
    def engine_options(self) -> dict[str, Any]:
        """The pool and the timeouts of the database, as `make_engine` takes them."""
        names = ("pool_size", "pool_timeout", "connect_timeout", "statement_timeout", "lock_timeout")
        return {name: getattr(self, name) for name in names}


def load() -> Settings:
    """Return the settings. Exits with one line on standard error and status 1 if one of them is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors()]
        raise SystemExit("; ".join(wrong).replace("Value error, ", "")) from None


settings = load()
