"""Base classes of the request and response schemas."""

from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import MISSING, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

from .etags import ENTITY_TAGS
from .json_members import has_json, require_exact

MAX_ITEMS = 100
"""The maximum number of items in a batch, in all of its lists together."""


class JsonBytes(bytes):
    """The body of a request. The schema that validates it also parses it."""


def _input_mode(value: Any) -> str:
    return "json" if type(value) is JsonBytes else "python"


class RequestModel(BaseModel):
    """Base of request bodies. Unknown fields are rejected, and errors never repeat a value.

    Input is validated strictly as JSON if it is `JsonBytes` or passed to `model_validate_json`.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        protected_namespaces=(),  # generated attributes are checked against the names that Pydantic has
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the model, which also accepts `JsonBytes`."""
        schema = handler(source)
        parsed: CoreSchema = core_schema.json_schema(schema)
        if has_json(cls):
            parsed = core_schema.no_info_wrap_validator_function(cls._validate_exact, parsed)
        return core_schema.json_or_python_schema(
            json_schema=schema,
            python_schema=core_schema.tagged_union_schema(
                {"json": parsed, "python": schema}, discriminator=_input_mode
            ),
        )

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        """Return the model instance of a body. Raises ValidationError, also if a JSON number would lose digits."""
        model: Self = cls.__pydantic_validator__.validate_json(body)
        if has_json(cls):
            require_exact(cls, body)
        return model

    @classmethod
    def _validate_exact(cls, body: JsonBytes, handler: ValidatorFunctionWrapHandler) -> Any:
        """Do the same as `from_json`, as a validator of Pydantic."""
        model = handler(body)
        require_exact(cls, body)
        return model


class ResponseModel(BaseModel):
    """Base of responses. It can be made from a row of a table, or from any object with these attributes."""

    model_config = ConfigDict(from_attributes=True, allow_inf_nan=False, protected_namespaces=())


ItemT = TypeVar("ItemT")
IdT = TypeVar("IdT")
ChangesT = TypeVar("ChangesT", bound=RequestModel)
Items = Annotated[list[ItemT], Field(max_length=MAX_ITEMS)]
"""A list of a batch."""
_IfMatch = Annotated[str, Field(pattern=ENTITY_TAGS)]


class Conditional(RequestModel):
    """A change of a row that requires `if_match`."""

    if_match: _IfMatch


class Versioned(RequestModel):
    """A change of a row with an optional `if_match`."""

    if_match: _IfMatch | MISSING = MISSING


class Deletion(RequestModel, Generic[IdT]):
    """A row that a batch deletes."""

    id: IdT


class Change(RequestModel, Generic[IdT, ChangesT]):
    """A row that a batch changes."""

    id: IdT
    changes: ChangesT


class ConditionalDeletion(Deletion[IdT], Generic[IdT]):
    """The same, where the version must be named."""

    if_match: _IfMatch


class ConditionalChange(Change[IdT, ChangesT], Generic[IdT, ChangesT]):
    """The same, where the version must be named."""

    if_match: _IfMatch


class VersionedDeletion(Deletion[IdT], Generic[IdT]):
    """The same, if it still has one of these versions."""

    if_match: _IfMatch | MISSING = MISSING


class VersionedChange(Change[IdT, ChangesT], Generic[IdT, ChangesT]):
    """The same, if it still has one of these versions."""

    if_match: _IfMatch | MISSING = MISSING
