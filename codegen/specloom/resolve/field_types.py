"""Resolution of a field's type, with validation of its options."""

from dataclasses import replace

from specloom.diagnostics.diagnostic import Place
from specloom.language.field_spec import FieldSpec, ItemSpec
from specloom.language.types_of_other_tools import NATIVE, of_name
from specloom.naming.identifiers import camel
from specloom.patterns import string_patterns
from specloom.patterns.match_counts import max_match_count
from specloom.resolve.bounds import with_bounds
from specloom.resolve.json_schemas import json_schema
from specloom.resolve.options import Options, check_range, refuse_options
from specloom.resolve.scope import Member, Scope
from specloom.resolve.short_types import ShortType, is_known
from specloom.types import ARRAY_LENGTH, BYTES_LENGTH, STRING_LENGTH, TEXT_LENGTH, TYPES, Type, row

_DEFAULT_LENGTHS = {
    "string": STRING_LENGTH,
    "text": TEXT_LENGTH,
    "email": 254,
    "url": 2048,
    "slug": 100,
    "ip": 45,
    "bytes": BYTES_LENGTH,
    "password": 128,
}
_LENGTH_LIMITS = {
    "string": (1, 10_000),
    "text": (1, 10_000_000),
    "email": (6, 254),
    "url": (12, 2048),
    "slug": (1, 255),
    "ip": (7, 45),
    "bytes": (1, 10_000_000),
    "password": (1, 1024),
}
_MAX_ITEMS = 10_000
_MAX_DIGITS = 100
_DEFAULT_DIGITS, _DEFAULT_PLACES = 18, 2


def scalar_type(scope: Scope, member: Member, type_: ShortType) -> Type | None:
    """Return the resolved type of a scalar field or array, or None after reporting a problem."""
    if not type_.array:
        options = Options(member.spec, member.label, member.place, member.key_place, member.flawed)
        return _settle(scope, member, type_.base, options)
    if type_.base in ("json", "password"):
        help = "`json` can hold a list as well" if type_.base == "json" else None
        scope.report("T009", f"`{member.label}`: there is no `{type_.base}[]`", member.place("type"), help)
        return None
    spec = member.spec.item or ItemSpec()
    options = Options(
        spec,
        member.label,
        lambda *path: member.place("item", *path),
        lambda *path: member.key_place("item", *path),
        member.flawed,
    )
    item = _settle(scope, member, type_.base, options)
    low, high = member.spec.min_items, member.spec.max_items
    check_range(scope, member.label, "max_items", high, 1, _MAX_ITEMS, member.place)
    check_range(scope, member.label, "min_items", low, 0, _MAX_ITEMS, member.place)
    high = ARRAY_LENGTH if high is None else high
    if low is not None and low > high:
        message = f"`{member.label}`: min_items is {low}, but max_items is {high}"
        scope.report("T004", message, member.place("min_items"))
    unique = member.spec.unique_items
    if item and unique and low and (most := _most_values(item)) is not None and most < low:
        message = (
            f"`{member.label}`: {low} items cannot all be different, since the type has at most {most} values"
        )
        scope.report("T004", message, member.place("min_items"))
    return item and Type("array", item=item, min_items=low, max_items=high, unique_items=unique)


def _settle(scope: Scope, member: Member, base: str, options: Options) -> Type | None:
    """Return the resolved type of a scalar or of an array's items."""
    if base in scope.enums:
        refuse_options(scope, f"`{base}`", frozenset(), options)
        return Type("enum", enum=base, values=tuple(scope.enums[base].spec.values))
    if not is_known(scope, ShortType(base, array=False, nullable=False)):
        _report_unknown(scope, member, base)
        return None
    refuse_options(scope, f"`{base}`", TYPES[base].options, options)
    result: Type | None = Type(base)
    result = _with_length(scope, base, options)
    match base:
        case "enum":
            return _inline_enum(scope, member, options)
        case "decimal":
            result = _with_digits(scope, result, options)
        case "bigint":
            result = _as_text(scope, result, options)
        case "json":
            assert isinstance(options.spec, FieldSpec)
            if options.spec.json_schema is not None:
                text = json_schema(scope, member, options.spec.json_schema)
                result = None if text is None else replace(result, schema=text)
    if result is not None and options.spec.pattern is not None and "pattern" in TYPES[base].options:
        result = _with_pattern(scope, result, options.spec.pattern, options.label, options.place("pattern"))
    return None if result is None else with_bounds(scope, result, options)


def _report_unknown(scope: Scope, member: Member, base: str) -> None:
    if base in scope.declarations.unusable:
        return
    place = member.place("type")
    declared = [*scope.entities, *scope.enums]
    elsewhere = None if base.lower() in map(str.lower, declared) else of_name(base)
    if base[0].isupper():
        help = elsewhere or scope.closest(base, declared)
        what = "unknown entity" if scope.entities else "unknown type"
        scope.report("R002", f"`{member.label}` refers to {what} `{base}`", place, help)
        return
    help = elsewhere or scope.closest(base, [*NATIVE, *declared])
    scope.report("T001", f"`{member.label}` has the unknown type `{base}`", place, help)


def _with_length(scope: Scope, base: str, options: Options) -> Type:
    """Return the type with its length limits."""
    if base not in _DEFAULT_LENGTHS:
        return Type(base)
    spec = options.spec
    allowed = TYPES[base].options
    low = spec.min_length if "min_length" in allowed else None
    high = spec.max_length
    least, most = _LENGTH_LIMITS[base]
    if not check_range(scope, options.label, "max_length", high, least, most, options.place):
        high = None
    if not check_range(scope, options.label, "min_length", low, 0, most, options.place):
        low = None
    if high is None:
        high = max(_DEFAULT_LENGTHS[base], low or 0) if not options.given("max_length") else most
    if low is not None and low > high:
        message = f"`{options.label}`: min_length is {low}, but max_length is {high}"
        scope.report("T004", message, options.place("min_length"))
    if base == "bytes":
        try:
            string_patterns.base64(high)
        except string_patterns.PatternError as error:
            help = f"write {high - high % 3} or {high - high % 3 + 3}"
            message = f"`{options.label}`: max_length: {error.message}"
            scope.report("T005", message, options.place("max_length"), help)
    if base == "password" and low is None:
        low = 1
    return Type(base, min_length=low, max_length=high)


def _as_text(scope: Scope, type_: Type, options: Options) -> Type | None:
    """Return the type of a bigint that JSON has as a number or, with `as: string`, as a text."""
    if options.spec.as_ is None:
        return type_
    if options.spec.multiple_of is not None:
        message = f"`{options.label}`: a number with `as: string` takes no `multiple_of`"
        scope.report("T002", message, options.key_place("multiple_of"))
        return None
    return replace(type_, as_text=True)


def _with_digits(scope: Scope, type_: Type, options: Options) -> Type | None:
    spec = options.spec
    ok = check_range(scope, options.label, "max_digits", spec.max_digits, 1, _MAX_DIGITS, options.place)
    ok &= check_range(
        scope, options.label, "decimal_places", spec.decimal_places, 0, _MAX_DIGITS, options.place
    )
    if not ok:
        return None
    most = _DEFAULT_DIGITS if spec.max_digits is None else spec.max_digits
    places = min(_DEFAULT_PLACES, most) if spec.decimal_places is None else spec.decimal_places
    if places > most:
        message = f"`{options.label}`: {places} decimal_places do not fit into {most} digits"
        scope.report("T004", message, options.place("decimal_places"))
        return None
    return replace(type_, max_digits=most, decimal_places=places)


def _with_pattern(scope: Scope, type_: Type, pattern: str, label: str, place: Place) -> Type | None:
    try:
        portable = string_patterns.portable(pattern)
    except string_patterns.PatternError as error:
        scope.report("T008", f"`{label}`: pattern: {error.message} (character {error.offset + 1})", place)
        return None
    low, high = type_.min_length or 0, type_.max_length
    if (high is None or low <= high) and max_match_count(pattern, low, high) == 0:
        scope.report("T004", f"`{label}`: the pattern matches no text of {low} to {high} characters", place)
        return None
    return replace(type_, pattern=portable)


def _most_values(type_: Type) -> int | None:
    """Return an upper bound for the number of values of a type in JSON, or None if it is large."""
    match type_.kind:
        case "boolean":
            return 2
        case "enum":
            return len(type_.values)
        case "integer" | "bigint" if isinstance(type_.minimum, int) and isinstance(type_.maximum, int):
            step = type_.multiple_of or 1
            return type_.maximum // step - -(-type_.minimum // step) + 1
    schema = row(type_).schema(type_)
    if "pattern" not in schema:
        return None
    return max_match_count(schema["pattern"], schema.get("minLength", 0), schema.get("maxLength"))


def _inline_enum(scope: Scope, member: Member, options: Options) -> Type | None:
    values = options.spec.values
    if values is None:
        if not options.flawed:
            message = f"`{options.label}`: an enum needs `values`"
            scope.report("T003", message, options.key_place(), "write {type: enum, values: [a, b]}")
        return None
    return Type("enum", enum=f"{member.entity}{camel(member.name)}", values=tuple(values))
