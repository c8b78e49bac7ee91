"""After a flush, instances of a model have the stored values: emails in lower case, passwords as hashes.

The column types convert values for the database. They cannot change the attributes of the instance.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import InstanceState, Mapper, QueryContext, object_session
from sqlalchemy.orm.attributes import set_committed_value

from .hidden_values import stored_type
from .json_columns import Array
from .passwords import PasswordHash
from .text_columns import EmailText, PasswordText, is_sql, lower, stored_password


def show_stored_values(mapper: Mapper[Any], _: type[Any]) -> None:
    """Add the listeners of a class if it has emails or passwords. A listener for `mapper_configured`."""
    kinds = {each.key: stored_type(each.columns[0].type) for each in mapper.column_attrs}
    items = {key: kind.item if isinstance(kind, Array) else kind for key, kind in kinds.items()}
    emails = [key for key, kind in items.items() if isinstance(kind, EmailText)]
    passwords = [key for key, kind in items.items() if isinstance(kind, PasswordText)]
    if emails or passwords:
        shown = _StoredValues(emails, passwords)
        event.listen(mapper, "before_insert", shown.insert)
        event.listen(mapper, "before_update", shown.update)
        event.listen(mapper, "refresh", shown.refresh)


class _StoredValues:
    """Event listeners for the instances of one class."""

    def __init__(self, emails: list[str], passwords: list[str]) -> None:
        self._emails = emails
        self._passwords = passwords

    def insert(self, _: Mapper[Any], __: Connection, instance: Any) -> None:
        """Set the values to insert."""
        values = inspect(instance).dict
        for key in self._emails:
            if key in values:
                values[key] = lower(values[key])
        for key, password in self._given(values):
            values[key] = stored_password(password)

    def update(self, _: Mapper[Any], __: Connection, instance: Any) -> None:
        """Set the values to update. A text equal to the loaded hash is no new password: a form sent it back."""
        state: InstanceState[Any] = inspect(instance)
        values = state.dict
        for key in self._emails:
            if key in values and key in state.committed_state:
                values[key] = lower(values[key])
        for key, password in self._given(values):
            loaded = state.committed_state.get(key)
            if isinstance(loaded, PasswordHash) and loaded == password:
                set_committed_value(instance, key, loaded)
            elif key in state.committed_state:
                values[key] = stored_password(password)

    def refresh(self, instance: Any, context: QueryContext | None, names: set[str] | None) -> None:
        """Correct the values that an `update()` of the ORM copies into instances, without a query."""
        if context is not None or not names:
            return
        values = inspect(instance).dict
        for key in names.intersection(self._emails):
            if key in values:
                values[key] = lower(values[key])
        session = object_session(instance)
        given = [key for key, _ in self._given(values) if key in names]
        if given and session is not None:
            session.expire(instance, given)

    def _given(self, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the names and values of passwords that are not hashed yet."""
        for key in self._passwords:
            value = values.get(key)
            if value is not None and not isinstance(value, PasswordHash) and not is_sql(value):
                yield key, value
