"""The columns and relations of a model for an admin interface, such as `sqladmin` or `starlette-admin`.

Hidden fields are not shown. Generated values (ids, versions, timestamps) are not edited.
"""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from ..types.hidden_values import is_hidden
from ..types.text_columns import PasswordText
from .live_rows import DELETED_AT
from .referrers import VERSION

_GENERATED = frozenset({VERSION, DELETED_AT, "created_at", "updated_at"})


def shown_attributes(model: type[Any]) -> list[str]:
    """Return the attributes of the columns that an admin may show."""
    return [each.key for each in _mapper(model).column_attrs if not is_hidden(each.columns[0])]


def edited_attributes(model: type[Any]) -> list[str]:
    """Return the attributes for a form: columns, including passwords, and the relations that can be written."""
    mapper = _mapper(model)
    columns = [each.key for each in mapper.column_attrs if _can_be_edited(each.key, each.columns[0])]
    relations = [each.key for each in mapper.relationships if not each.viewonly and _refers(each)]
    return columns + relations


def password_attributes(model: type[Any]) -> list[str]:
    """Return the attributes of the columns that hold passwords. A form must not show their stored values."""
    found = [each for each in _mapper(model).column_attrs if _is_password(each.columns[0])]
    return [each.key for each in found]


def _mapper(model: type[Any]) -> Mapper[Any]:
    mapper: Mapper[Any] = inspect(model)
    return mapper


def _can_be_edited(name: str, column: Any) -> bool:
    if _is_password(column):
        return True
    generated = column.primary_key and (
        column.default is not None or column is column.table.autoincrement_column
    )
    return not (name in _GENERATED or generated or is_hidden(column) or column.foreign_keys)


def _is_password(column: Any) -> bool:
    return isinstance(getattr(column.type, "stored", column.type), PasswordText)


def _refers(relation: Any) -> bool:
    """Return True for a reference from the row and for links, False for references from other rows."""
    if any(is_hidden(each) for each in relation.local_columns if each.foreign_keys):
        return False
    return relation.secondary is not None or bool(relation.direction.name == "MANYTOONE")
