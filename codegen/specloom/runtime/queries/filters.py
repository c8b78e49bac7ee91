"""The filters of lists: the operators of each field, and the validation of their values.

A query model declares a filterable field in one line, such as `title: TextFilter[_Title] = None`. Pydantic validates
the filter for equality. The validator of any other operator in the annotation is made when a request first uses it, so
that unused filters cost nothing.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError

from ..types import patterns
from ..types.json_types import Bool, Digits, Digits32, Digits64, Doubles, Float, Int32, Int64, UnlimitedFloat

T = TypeVar("T")

MAX_TEXT_LENGTH = 255
"""Maximum number of characters of a text."""
MAX_VALUES = 50
"""Maximum number of values of `__in`."""
MAX_LIST_LENGTH = 2048
"""Maximum number of characters of all values of `__in` together."""


class TextTypes(NamedTuple):
    """The types of the operands of a text field."""

    single: Any
    listed: Any
    """Type of one of several values, whose total length is limited."""


def _text_types(*, to_lower: bool) -> TextTypes:
    single = StringConstraints(max_length=MAX_TEXT_LENGTH, pattern=patterns.NO_NUL, to_lower=to_lower)
    return TextTypes(
        Annotated[str, single], Annotated[str, StringConstraints(pattern=patterns.NO_NUL, to_lower=to_lower)]
    )


class Operators:
    """Annotation of a field in a query model: the operators besides equality.

    With `texts`, all operators except `ne` accept any text. Without it they accept any value of the field's type, even
    one that violates a rule of the field such as a bound, because a row may be older than the rule.
    """

    __slots__ = ("names", "texts")

    def __init__(self, *names: str, texts: TextTypes | None = None) -> None:
        self.names = names
        self.texts = texts


_COMPARISONS = ("ne", "gt", "gte", "lt", "lte", "in")
_SUBSTRINGS = ("contains", "startswith")

EqualFilter = Annotated[T | None, Operators("ne", "in")]
OrderFilter = Annotated[T | None, Operators(*_COMPARISONS)]
TextFilter = Annotated[T | None, Operators(*_COMPARISONS, *_SUBSTRINGS, texts=_text_types(to_lower=False))]
EmailFilter = Annotated[T | None, Operators(*_COMPARISONS, *_SUBSTRINGS, texts=_text_types(to_lower=True))]
"""Addresses are stored and compared in lower case."""
LinkFilter = Annotated[T | None, Operators("in")]
OrNull = Annotated[T, Operators("isnull")]
"""Wraps one of the others, for a field that may be null."""

Validate = Callable[[Any], Any]


class Filterable(NamedTuple):
    """A filterable field of a query model."""

    attribute: str
    """Attribute of the row."""
    type: Any
    operators: tuple[Operators, ...]


def filterable_fields(model: type[BaseModel]) -> dict[str, Filterable]:
    """Return the fields that have operators besides equality, by their names in JSON."""
    found = {}
    for attribute, field in model.model_fields.items():
        operators = tuple(each for each in field.metadata if isinstance(each, Operators))
        if operators:
            name = (field.alias or attribute).removesuffix("__eq")
            kind = next(each for each in get_args(field.annotation) if each is not type(None))
            found[name] = Filterable(attribute.removesuffix("__eq"), kind, operators)
    return found


def validator_of(field: Filterable, operator: str) -> Validate | None:
    """Return the validator of a filter's value, or None if the field has no such operator."""
    declared = next((each for each in field.operators if operator in each.names), None)
    if declared is None:
        return None
    kind: Any = field.type
    if operator == "isnull":
        kind = Bool
    elif operator == "in":
        kind = _list_of(declared.texts.listed if declared.texts else _without_rules(kind))
    elif operator != "ne":
        kind = declared.texts.single if declared.texts else _without_rules(kind)
    return TypeAdapter(kind).validator.validate_python


def validated_filters(
    validators: Mapping[str, tuple[str, Validate]], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the validated values of filters.

    `validators` contains the key of the result and the validator for each parameter. Raises ValidationError with all
    errors.
    """
    found: dict[str, Any] = {}
    errors: list[InitErrorDetails] = []
    for parameter, (name, validate) in validators.items():
        try:
            found[name] = validate(values[parameter])
        except ValidationError as error:
            errors += error_details(error, parameter)
    if errors:
        raise ValidationError.from_exception_data("filters", errors)
    return found


def error_details(error: ValidationError, *location: str) -> list[InitErrorDetails]:
    """Return the details of an error, with a location put before theirs, for a new ValidationError."""
    found: list[Any] = error.errors(include_url=False, include_input=False)
    return [
        InitErrorDetails(
            type=PydanticCustomError(each["type"], each["msg"], each.get("ctx")),
            loc=(*location, *each["loc"]),
            input=None,
        )
        for each in found
    ]


_LIST_ITEM_TYPES: tuple[tuple[Any, Any], ...] = (
    (Float, UnlimitedFloat),
    (Int32, Digits32),
    (Int64, Digits64),
)
"""Types that have another type for a value of a comma-separated list."""


def _list_of(kind: Any) -> Any:
    """Return the type of a comma-separated list."""
    generic: Any = list
    items = generic[next((item for type_, item in _LIST_ITEM_TYPES if type_ == kind), kind)]
    return Annotated[items, Field(max_length=MAX_VALUES), BeforeValidator(_split)]


def _split(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > MAX_LIST_LENGTH:
        raise PydanticKnownError("string_too_long", {"max_length": MAX_LIST_LENGTH})
    return value.split(",")


def _without_rules(kind: Any) -> Any:
    """Return a type without the rules of its field. A text still must not contain NUL, which no column can store."""
    if get_origin(kind) is not Annotated:
        return kind
    base, *marks = get_args(kind)
    if base is str:
        return _text_types(to_lower=False).listed
    kept = [
        each.without_bounds() if isinstance(each, Digits | Doubles) else each
        for each in marks
        if not isinstance(each, FieldInfo)
    ]
    return Annotated[base, *kept] if kept else base
