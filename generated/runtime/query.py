# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: ad82e1642102b2eb40f042071a139336
"""The parameters that every list takes; a generated query model adds its filters."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from .types import Bool, Int32

CONTROLS = frozenset({"limit", "cursor", "sort", "count"})


class ListQuery(BaseModel):
    """Which rows of a list to return, and in which order. An unknown parameter is an error, never ignored."""

    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, populate_by_name=False, protected_namespaces=()
    )

    limit: Annotated[Int32, Field(ge=1, le=100)] = 20
    cursor: Annotated[str | None, Field(min_length=1, max_length=16384, pattern="^[A-Za-z0-9_-]+$")] = None
    count: Bool = False
    sort: str | None = None

    def sorting(self) -> list[tuple[str, bool]]:
        """Return what `sort` asks for: names as in JSON, and True for descending."""
        if self.sort is None:
            return []
        return [(name.removeprefix("-"), name.startswith("-")) for name in self.sort.split(",")]

    def filters(self) -> dict[str, Any]:
        """Return the filters that the request holds: attribute of the row -> value."""
        return {
            name.removesuffix("__eq"): getattr(self, name)
            for name in type(self).model_fields
            if name not in CONTROLS and name in self.model_fields_set
        }
