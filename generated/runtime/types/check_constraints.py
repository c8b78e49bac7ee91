# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 11a38716adf6e61642e2140d5c3bc531
"""Conditions of CHECK constraints that differ between the databases."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column
from sqlalchemy.ext.compiler import compiles


class ByDialect(ColumnElement[bool]):
    """A condition with a different text on SQLite, which stores decimals and datetimes in another form.

    `texts` has the text for each dialect. A condition that was read from a database has only one.
    """

    inherit_cache = False

    def __init__(self, condition: str | None, *, sqlite: str | None) -> None:
        texts = {"postgresql": condition, "sqlite": sqlite}
        self.texts = {name: text for name, text in texts.items() if text is not None}
        self.type = Boolean()


@compiles(ByDialect)
def _compiled(element: ByDialect, compiler: Any, **arguments: Any) -> str:
    text: str = compiler.process(literal_column(element.texts[compiler.dialect.name]), **arguments)
    return text
