"""Settings, from environment variables and from the file `.env` in the working directory.

`DATABASE_URL` sets `database_url`, and so on. If a setting is invalid, the process ends with one line that names it.
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
    """All settings, with defaults for a small server."""

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
    """`transaction` if `database_url` leads to PgBouncer, or another pooler, in transaction mode."""
    migrate_database_url: Annotated[Annotated[URL, BeforeValidator(parse_database_url)] | None, NoDecode] = (
        None
    )
    """URL of the same database without the pooler, for migrations. The default is `database_url`."""
    pool_size: Annotated[int, Field(ge=1, le=1000)] = 20
    """The maximum number of database connections of a process."""
    pool_timeout: Seconds = 5
    """How long a request waits for a connection. Then the response is 503."""
    connect_timeout: Seconds = 5
    statement_timeout: Seconds = 30
    """How long PostgreSQL may run a statement."""
    lock_timeout: Seconds = 5
    """How long a statement waits for a lock that another transaction holds."""
    environment: Literal["development", "production"] = "production"
    """In development, a warning names each route that ends without a commit of its writes."""
    cors_origins: Annotated[
        list[Annotated[str, AfterValidator(require_origin)]], NoDecode, BeforeValidator(_names)
    ] = []
    """Origins whose pages may call the API, separated by commas; `*` for all. Without any origin, CORS is off."""
    cors_origin_regex: Annotated[str, AfterValidator(require_origin_regex)] | None = None
    """A regular expression for further origins. It must match the whole origin."""
    cors_headers: Annotated[
        list[Annotated[str, AfterValidator(require_header)]], NoDecode, BeforeValidator(_names)
    ] = []
    """Further headers that these pages may send, separated by commas. The headers of generated routes are allowed."""
    cors_credentials: bool = False
    """Whether these pages may send cookies."""
    log_errors: Literal["redacted", "full"] = "redacted"
    """`full` keeps the values of hidden fields in the logged texts of errors. It is only for development."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    max_body_size: Annotated[int, Field(ge=1)] = 1024 * 1024
    """The maximum size of a request body, in bytes."""
    max_body_parts: Annotated[int, Field(ge=1)] = 30_000
    """The maximum number of arrays, objects and members in a request body. They take more time than bytes."""
    max_response_size: Annotated[int, Field(ge=1)] = 16 * 1024 * 1024
    """The maximum size of a response, in bytes. A page ends earlier; a single expanded row that is larger is a 409."""
    max_response_rows: Annotated[int, Field(ge=1)] = 20_000
    """The maximum number of rows in a response, including expanded rows."""
    cache_control: Annotated[str, Field(pattern=r"^[!-~]+( [!-~]+)*$")] = "private"
    """The header `Cache-Control` of responses that do not set it."""
    max_header_size: Annotated[int, Field(ge=1024, le=1024 * 1024)] = 64 * 1024
    """The maximum size of the request line and the header fields, in bytes."""
    max_headers: Annotated[int, Field(ge=10, le=10_000)] = 100
    """The maximum number of header fields."""
    header_timeout: Seconds = 10
    """The maximum time from the first byte of a header to its end."""
    body_timeout: Seconds = 20
    """The maximum time for a body. It starts again after each such time in which `min_transfer_rate` was reached."""
    write_timeout: Seconds = 60
    """The maximum time for a client to read a response. It starts again in the same way."""
    min_transfer_rate: Annotated[int, Field(ge=1)] = 500
    """Bytes per second."""
    idle_timeout: Seconds = 20
    """How long a connection may be idle. A reverse proxy should close its connections earlier."""
    password_time_cost: Annotated[int, Field(ge=1, le=100)] = 3
    """The number of passes of Argon2id over its memory."""
    password_memory_cost: Annotated[int, Field(ge=8, le=4 * 1024 * 1024)] = 64 * 1024
    """The memory for the hash of a password, in KiB: at least 8 for each thread."""
    password_parallelism: Annotated[int, Field(ge=1, le=64)] = 1
    """The number of threads for the hash of a password."""
    password_hashes_at_once: Annotated[int, Field(ge=1, le=1024)] = 4
    """The number of passwords that a process hashes or verifies at a time. It never exceeds the number of cores."""
    password_hash_wait: Seconds = 5
    """How long a password waits for a free thread. Then the response is 503."""

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
                "with cookies, any page could act for its visitor: list the origins in CORS_ORIGINS"
            )
        return value

    @field_validator("log_errors")
    @classmethod
    def _is_for_development(cls, value: str, others: ValidationInfo) -> str:
        if value == "full" and others.data.get("environment") != "development":
            raise ValueError("full logs hidden values, and is allowed only with ENVIRONMENT=development")
        return value

    @field_validator("password_parallelism")
    @classmethod
    def _has_memory(cls, threads: int, others: ValidationInfo) -> int:
        memory = others.data.get("password_memory_cost")
        if memory is not None and memory < 8 * threads:
            raise ValueError(f"{threads} threads need a PASSWORD_MEMORY_COST of at least {8 * threads}")
        return threads

    @property
    def engine_options(self) -> dict[str, Any]:
        """The pool and the timeouts of the database, as `make_engine` takes them."""
        names = ("pool_size", "pool_timeout", "connect_timeout", "statement_timeout", "lock_timeout")
        return {name: getattr(self, name) for name in names}


def load() -> Settings:
    """Return the settings. If one is invalid, exit with status 1 and one line on standard error."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors()]
        raise SystemExit("; ".join(wrong).replace("Value error, ", "")) from None


settings = load()
