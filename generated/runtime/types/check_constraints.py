# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7a12a421e9b0c8be83eca8277da906cd
"""Conditions of CHECK constraints that the databases need in different words."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column
from sqlalchemy.ext.compiler import compiles


class ByDialect(ColumnElement[bool]):
    """A condition whose text is another one on SQLite, as decimals and moments are stored in another form there.

    `texts` has them by dialect. One that was read from a database may lack the other's.
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
