"""The members of `Service` that the other modules of this folder use."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from ..queries.pages import SortKey
from ..resources.links import Links, Within
from ..resources.resource import Resource


class ServiceLike(Protocol):
    """A generated or a hand-written service. `Service` describes each member."""

    resource: Resource[Any]
    overridden: ClassVar[frozenset[str]]

    @property
    def related(self) -> Mapping[str, "ServiceLike"]:
        """The services of the entities that this one refers to."""
        ...

    @property
    def within(self) -> Within | None:
        """The row of another entity to whose links a list is restricted."""
        ...

    def visible(self) -> ColumnElement[bool]:
        """Return the condition for a row that the caller may see."""
        ...

    def hides(self) -> bool:
        """Return True if some rows may be hidden from the caller."""
        ...

    def shown(self, *, deleted: bool | None = False) -> Sequence[ColumnElement[bool]]:
        """Return the conditions for a row that the caller may see, and that is deleted or not."""
        ...

    def seen(self, link: Links) -> Sequence[ColumnElement[bool]]:
        """Return the conditions for a link that the caller may see."""
        ...

    def order(self, query: Any) -> Sequence[SortKey]:
        """Return the sort keys of a query."""
        ...

    def linked(self, data: BaseModel) -> dict[str, Any]:
        """Return the ids of links in a request body."""
        ...

    async def values(self, data: BaseModel, names: Any) -> dict[str, Any]:
        """Return the column values in a request body."""
        ...

    async def read(self, db: AsyncSession, id: Any) -> Any:
        """Return a row."""
        ...

    async def create(self, db: AsyncSession, data: Any) -> Any:
        """Insert a row and return it."""
        ...

    async def update(self, db: AsyncSession, id: Any, data: Any, if_match: str | None = None) -> Any:
        """Change a row and return it."""
        ...

    async def delete(self, db: AsyncSession, id: Any, if_match: str | None = None) -> None:
        """Delete a row."""
        ...

    async def require(
        self, db: AsyncSession, id: Any, *, lock: bool = False, deleted: bool | None = False
    ) -> None:
        """Raise Problem 404 if the caller can see no such row."""
        ...

    async def load_links(self, db: AsyncSession, rows: Sequence[Any]) -> None:
        """Fill in the ids of the links of rows."""
        ...
