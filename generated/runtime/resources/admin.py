# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 12a719656afcde2d19771ff1dcd5fac9
"""Which columns and relations of a model an admin is to show and to edit, such as `sqladmin` or `starlette-admin`.

Hidden fields are not shown. What the service sets by itself (ids, versions, timestamps) is not edited.
"""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from ..types.hidden_values import is_hidden
from ..types.text_columns import PasswordText
from .live_rows import DELETED_AT
from .referrers import VERSION

_SET_BY_ITSELF = frozenset({VERSION, DELETED_AT, "created_at", "updated_at"})


def shown_attributes(model: type[Any]) -> list[str]:
    """Return the attributes of the columns that may be shown."""
    return [each.key for each in _mapper(model).column_attrs if not is_hidden(each.columns[0])]


def edited_attributes(model: type[Any]) -> list[str]:
    """Return the attributes that a form may have: columns, passwords among them, and relations that can be written."""
    mapper = _mapper(model)
    columns = [each.key for each in mapper.column_attrs if _can_be_edited(each.key, each.columns[0])]
    relations = [each.key for each in mapper.relationships if not each.viewonly and _refers(each)]
    return columns + relations


def password_attributes(model: type[Any]) -> list[str]:
    """Return the attributes of the columns that hold passwords: a form must not show what is stored there."""
    found = [each for each in _mapper(model).column_attrs if _is_password(each.columns[0])]
    return [each.key for each in found]


def _mapper(model: type[Any]) -> Mapper[Any]:
    mapper: Mapper[Any] = inspect(model)
    return mapper


def _can_be_edited(name: str, column: Any) -> bool:
    if _is_password(column):
        return True
    made = column.primary_key and (column.default is not None or column is column.table.autoincrement_column)
    return not (name in _SET_BY_ITSELF or made or is_hidden(column) or column.foreign_keys)


def _is_password(column: Any) -> bool:
    return isinstance(getattr(column.type, "stored", column.type), PasswordText)


def _refers(relation: Any) -> bool:
    """Return True for a reference of the row itself and for links; rows that refer to it are edited by themselves."""
    if any(is_hidden(each) for each in relation.local_columns if each.foreign_keys):
        return False
    return relation.secondary is not None or bool(relation.direction.name == "MANYTOONE")
