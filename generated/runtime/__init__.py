# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 704ed0d001c47c0c13b41594f84234c1
"""The public interface of the runtime: what hand-written code imports.

`docs/runtime.md` describes each name. Nothing else in this folder is promised: modules below it may change with any
release. A name is imported when it is first used, so that a process loads only what it needs (PEP 562).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .driver import statement_names as statement_names  # must be loaded before anything prepares a statement

if TYPE_CHECKING:
    from .driver.database_url import parse_database_url as parse_database_url
    from .driver.engine import make_engine as make_engine
    from .driver.pool import ConnectionPool as ConnectionPool
    from .driver.pooler import use_transaction_pooler as use_transaction_pooler
    from .driver.sessions import LazySession as LazySession
    from .driver.sqlite import sqlite_engine as sqlite_engine
    from .errors.engine_errors import hide_values_in_errors as hide_values_in_errors
    from .errors.error_log import hide_values_in_records as hide_values_in_records
    from .errors.error_log import redacted_exc_info as redacted_exc_info
    from .errors.error_log import set_error_logs as set_error_logs
    from .errors.trackers import mark_unhandled as mark_unhandled
    from .http.access_log import AccessLog as AccessLog
    from .http.connection_limits import ConnectionLimits as ConnectionLimits
    from .http.docs_page import mount_docs as mount_docs
    from .http.garbage_collector import configure_garbage_collector as configure_garbage_collector
    from .http.hand_written import public as public
    from .http.health import health_routes as health_routes
    from .http.missing_commits import warn_about_missing_commits as warn_about_missing_commits
    from .http.origins import require_header as require_header
    from .http.origins import require_origin as require_origin
    from .http.origins import require_origin_regex as require_origin_regex
    from .http.response_headers import EXPOSED_HEADERS as EXPOSED_HEADERS
    from .http.response_headers import REQUEST_HEADERS as REQUEST_HEADERS
    from .http.server import BoundedHttpProtocol as BoundedHttpProtocol
    from .migrations.runner import run_migrations as run_migrations
    from .problems.problem import PROBLEM_CONTENT as PROBLEM_CONTENT
    from .problems.problem import ErrorItem as ErrorItem
    from .problems.problem import Problem as Problem
    from .problems.problem import not_found as not_found
    from .resources.admin import edited_attributes as edited_attributes
    from .resources.admin import password_attributes as password_attributes
    from .resources.admin import shown_attributes as shown_attributes
    from .resources.response_limits import set_response_limits as set_response_limits
    from .statements.direct_reads import open_read_connection as open_read_connection
    from .statements.fast_path import Database as Database
    from .types.changes import change_values as change_values
    from .types.changes import mark_changed as mark_changed
    from .types.json_types import Email as Email
    from .types.passwords import PasswordHash as PasswordHash
    from .types.passwords import hash_password as hash_password
    from .types.passwords import hash_password_now as hash_password_now
    from .types.passwords import set_password_cost as set_password_cost
    from .types.passwords import set_password_limits as set_password_limits
    from .types.passwords import verify_password as verify_password

_MODULES = {
    "driver.database_url": ("parse_database_url",),
    "driver.engine": ("make_engine",),
    "driver.pool": ("ConnectionPool",),
    "driver.pooler": ("use_transaction_pooler",),
    "driver.sessions": ("LazySession",),
    "driver.sqlite": ("sqlite_engine",),
    "errors.engine_errors": ("hide_values_in_errors",),
    "errors.error_log": ("hide_values_in_records", "set_error_logs", "redacted_exc_info"),
    "errors.trackers": ("mark_unhandled",),
    "http.access_log": ("AccessLog",),
    "http.connection_limits": ("ConnectionLimits",),
    "http.docs_page": ("mount_docs",),
    "http.missing_commits": ("warn_about_missing_commits",),
    "http.garbage_collector": ("configure_garbage_collector",),
    "http.hand_written": ("public",),
    "http.health": ("health_routes",),
    "http.origins": ("require_header", "require_origin", "require_origin_regex"),
    "http.response_headers": ("EXPOSED_HEADERS", "REQUEST_HEADERS"),
    "http.server": ("BoundedHttpProtocol",),
    "migrations.runner": ("run_migrations",),
    "problems.problem": ("PROBLEM_CONTENT", "ErrorItem", "Problem", "not_found"),
    "resources.admin": ("edited_attributes", "password_attributes", "shown_attributes"),
    "resources.response_limits": ("set_response_limits",),
    "statements.direct_reads": ("open_read_connection",),
    "statements.fast_path": ("Database",),
    "types.changes": ("change_values", "mark_changed"),
    "types.json_types": ("Email",),
    "types.passwords": (
        "PasswordHash",
        "hash_password",
        "hash_password_now",
        "set_password_cost",
        "set_password_limits",
        "verify_password",
    ),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name from its module. Raises AttributeError for any other name."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_MODULE_OF)
