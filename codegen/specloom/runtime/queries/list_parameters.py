"""The query parameters of every list and read. Generated query models add field names and filters."""

from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationError, model_validator

from ..types.json_types import Bool, Int32, Text
from .filters import Filterable, Validate, error_details, filterable_fields, validated_filters, validator_of

SEARCH_TERM = "at_q"
"""Key of the search term in `ListQuery.filters`. No attribute has this name."""

CONTROLS = frozenset({"limit", "cursor", "sort", "count", "q", "fields", "expand", "deleted"})


class Parameters(BaseModel):
    """The parameters of a query. An unknown one is an error."""

    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, populate_by_name=False, protected_namespaces=()
    )


class ReadParameters(Parameters):
    """The parameters of a read."""

    fields: str | None = None
    """Names of members, separated by commas. None for all. Query models of entities with relations add `expand`."""


class ListQuery(Parameters):
    """The parameters of a list.

    A filter with an operator, such as `title__gt`, is not declared as a field, see the module `filters`.
    """

    _filterable: ClassVar[dict[str, Filterable]] = {}
    _validators: ClassVar[dict[str, tuple[str, Validate]]] = {}
    """The key in `filters()` and the validator of each operator that was used, by parameter."""

    limit: Annotated[Int32, Field(ge=1, le=100)] = 20
    cursor: Annotated[str | None, Field(min_length=1, max_length=16384, pattern="^[A-Za-z0-9_-]+$")] = None
    count: Bool = False
    sort: str | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Collect the filterable fields."""
        cls._filterable = filterable_fields(cls)
        cls._validators = {}

    @model_validator(mode="wrap")
    @classmethod
    def _with_operators(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Validate the filters with operators, which Pydantic does not know, and let Pydantic validate the rest."""
        if type(values) is not dict or not any("__" in name for name in values):
            return handler(values)
        validators = {name: found for name in values if (found := cls._validator(name)) is not None}
        if not validators:
            return handler(values)
        try:
            filters = validated_filters(validators, values)
        except ValidationError as error:
            errors = error_details(error)
            try:
                handler({name: value for name, value in values.items() if name not in validators})
            except ValidationError as other:
                errors = error_details(other) + errors
            raise ValidationError.from_exception_data(cls.__name__, errors) from None
        query = handler({name: value for name, value in values.items() if name not in validators})
        vars(query).update(filters)
        query.model_fields_set.update(filters)
        return query

    @classmethod
    def _validator(cls, parameter: str) -> tuple[str, Validate] | None:
        known = cls._validators.get(parameter)
        if known is not None:
            return known
        name, _, operator = parameter.rpartition("__")
        field = cls._filterable.get(name)
        validate = None if field is None else validator_of(field, operator)
        if field is None or validate is None:
            return None
        found = cls._validators[parameter] = f"{field.attribute}__{operator}", validate
        return found

    @classmethod
    def parameters(cls) -> list[str]:
        """Return the names of all parameters that a request may contain."""
        names = [field.alias or name for name, field in cls.model_fields.items()]
        for name, field in cls._filterable.items():
            names += [f"{name}__{operator}" for each in field.operators for operator in each.names]
        return names

    def sorting(self) -> list[tuple[str, bool]]:
        """Return the fields in `sort`: their names in JSON, and True for descending."""
        if self.sort is None:
            return []
        return [(name.removeprefix("-"), name.startswith("-")) for name in self.sort.split(",")]

    def filters(self) -> dict[str, Any]:
        """Return the filters in the request, sorted by key.

        A key is an attribute of the row, for equality, or an attribute followed by `__` and an operator.
        """
        names = sorted(self.model_fields_set - CONTROLS)
        return {name.removesuffix("__eq"): getattr(self, name) for name in names}


class FullTextQuery(ListQuery):
    """The parameters of a searchable list."""

    q: Annotated[Text, Field(max_length=255)] | None = None

    def filters(self) -> dict[str, Any]:
        """Return the filters in the request, including the search term."""
        filters = super().filters()
        return filters if self.q is None else {**filters, SEARCH_TERM: self.q}


def fields_of(query: Parameters) -> str | None:
    """Return the `fields` parameter of a query, None if it has none."""
    names: str | None = vars(query).get("fields")
    return names


def expand_of(query: BaseModel) -> str | None:
    """Return the `expand` parameter of a query, None if it has none."""
    expand: str | None = vars(query).get("expand")
    return expand


def deleted_of(query: BaseModel) -> bool:
    """Return True if a query asks for deleted rows."""
    deleted: bool = vars(query).get("deleted", False)
    return deleted


class Selection(NamedTuple):
    """The parts of rows that a query selects, and the rows that it selects beside the live ones."""

    fields: str | None
    """Names of members, as in `fields`."""
    expand: str | None
    """Names of relations, as in `expand`."""
    deleted: bool
    """True if the query selects deleted rows."""
    is_whole: bool
    """True if the query selects whole resources, without expanded relations."""


def selection_of(query: Parameters) -> Selection:
    """Return the selection of a query."""
    values = vars(query)
    fields, expand = values.get("fields"), values.get("expand")
    return Selection(fields, expand, values.get("deleted", False), fields is None and expand is None)
