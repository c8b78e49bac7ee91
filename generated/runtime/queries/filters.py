# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: fc7d927b6577a2d9c097087d556b4117
"""The filters of lists: which operators a field has beside equality, and how the text of each becomes a value.

A query model declares a field that can be filtered with one line, such as `title: TextFilter[_Title] = None`. Pydantic
sees the filter for equality; the operators that the annotation names are read only if a request has them, each by a
validator that is made when it is first needed. So a request costs what it asks for, however many filters there are.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError

from ..types import patterns
from ..types.json_types import Bool, Digits, Digits32, Digits64, Doubles, Float, Int32, Int64, UnlimitedFloat

T = TypeVar("T")

LONGEST_TEXT = 255
"""Characters of a text that others are compared with."""
MOST_VALUES = 50
"""Values that `__in` takes."""
LONGEST_LIST = 2048
"""Characters of all of them together."""


class Texts(NamedTuple):
    """What operators take of a field that is a text."""

    one: Any
    listed: Any
    """One of several; the length of them all is bounded."""


def _texts(*, to_lower: bool) -> Texts:
    one = StringConstraints(max_length=LONGEST_TEXT, pattern=patterns.NO_NUL, to_lower=to_lower)
    return Texts(
        Annotated[str, one], Annotated[str, StringConstraints(pattern=patterns.NO_NUL, to_lower=to_lower)]
    )


class Operators:
    """Annotation of a field in a query model: the operators that it has beside equality.

    If `texts` is given, all but `ne` take any text; otherwise they take a value of the field's type to which the rules
    of the field, its bounds say, do not apply: a row may be older than they are.
    """

    __slots__ = ("names", "texts")

    def __init__(self, *names: str, texts: Texts | None = None) -> None:
        self.names = names
        self.texts = texts


_ORDER = ("ne", "gt", "gte", "lt", "lte", "in")
_PARTS = ("contains", "startswith")

EqualFilter = Annotated[T | None, Operators("ne", "in")]
OrderFilter = Annotated[T | None, Operators(*_ORDER)]
TextFilter = Annotated[T | None, Operators(*_ORDER, *_PARTS, texts=_texts(to_lower=False))]
EmailFilter = Annotated[T | None, Operators(*_ORDER, *_PARTS, texts=_texts(to_lower=True))]
"""Addresses are stored in lower case, and so compared."""
LinkFilter = Annotated[T | None, Operators("in")]
OrNull = Annotated[T, Operators("isnull")]
"""Around one of the others, for a field that may be null."""

Validate = Callable[[Any], Any]


class Filterable(NamedTuple):
    """What a query model says of one field."""

    attribute: str
    """Of the row."""
    type: Any
    operators: tuple[Operators, ...]


def filterable_fields(model: type[BaseModel]) -> dict[str, Filterable]:
    """Return what can be filtered with operators, by its name in JSON."""
    found = {}
    for attribute, field in model.model_fields.items():
        operators = tuple(each for each in field.metadata if isinstance(each, Operators))
        if operators:
            name = (field.alias or attribute).removesuffix("__eq")
            kind = next(each for each in get_args(field.annotation) if each is not type(None))
            found[name] = Filterable(attribute.removesuffix("__eq"), kind, operators)
    return found


def validator_of(field: Filterable, operator: str) -> Validate | None:
    """Return what makes a value of the text of a filter, or None if the field has no such operator."""
    declared = next((each for each in field.operators if operator in each.names), None)
    if declared is None:
        return None
    kind: Any = field.type
    if operator == "isnull":
        kind = Bool
    elif operator == "in":
        kind = _several(declared.texts.listed if declared.texts else _without_rules(kind))
    elif operator != "ne":
        kind = declared.texts.one if declared.texts else _without_rules(kind)
    return TypeAdapter(kind).validator.validate_python


def validated_filters(
    validators: Mapping[str, tuple[str, Validate]], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of filters by the names that they have from now on.

    `validators` holds this name and the validator of each parameter. Raises ValidationError with all that is wrong.
    """
    found: dict[str, Any] = {}
    wrong: list[InitErrorDetails] = []
    for parameter, (name, validate) in validators.items():
        try:
            found[name] = validate(values[parameter])
        except ValidationError as error:
            wrong += error_details(error, parameter)
    if wrong:
        raise ValidationError.from_exception_data("filters", wrong)
    return found


def error_details(error: ValidationError, *place: str) -> list[InitErrorDetails]:
    """Return what is wrong, at a place, in the form of which an error is made."""
    found: list[Any] = error.errors(include_url=False, include_input=False)
    return [
        InitErrorDetails(
            type=PydanticCustomError(each["type"], each["msg"], each.get("ctx")),
            loc=(*place, *each["loc"]),
            input=None,
        )
        for each in found
    ]


_LISTED: tuple[tuple[Any, Any], ...] = ((Float, UnlimitedFloat), (Int32, Digits32), (Int64, Digits64))
"""Types whose texts between commas are others than alone."""


def _several(kind: Any) -> Any:
    """Return the type of values between commas."""
    several: Any = list
    items = several[next((listed for one, listed in _LISTED if one == kind), kind)]
    return Annotated[items, Field(max_length=MOST_VALUES), BeforeValidator(_split)]


def _split(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST_LIST:
        raise PydanticKnownError("string_too_long", {"max_length": LONGEST_LIST})
    return value.split(",")


def _without_rules(kind: Any) -> Any:
    """Return a type without what its field has laid down for it; a text still holds no NUL, which no column can."""
    if get_origin(kind) is not Annotated:
        return kind
    base, *marks = get_args(kind)
    if base is str:
        return _texts(to_lower=False).listed
    kept = [
        each.without_bounds() if isinstance(each, Digits | Doubles) else each
        for each in marks
        if not isinstance(each, FieldInfo)
    ]
    return Annotated[base, *kept] if kept else base
