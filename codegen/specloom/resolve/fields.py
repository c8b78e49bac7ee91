"""Resolution of a field: type, visibility, default and example."""

from dataclasses import replace
from typing import Any

from specloom.language.field_spec import FieldSpec, ItemSpec
from specloom.model import Default, Enum, Field, Role, Visibility
from specloom.naming import identifiers
from specloom.resolve.enum_members import members_of
from specloom.resolve.field_types import scalar_type
from specloom.resolve.key_types import MAX_KEY_BYTES, is_key_type, key_bytes, shown
from specloom.resolve.literals import Misfit, literal
from specloom.resolve.scope import Member, Scope
from specloom.resolve.short_types import ShortType, is_known, parse_short_type
from specloom.types import Type, row

_OPTIONS = {name: info.alias or name for name, info in FieldSpec.model_fields.items()}
"""Every option of a field, by its attribute in `FieldSpec`."""
_VISIBILITIES = ("immutable", "read_only", "sensitive", "internal")
_MADE = {"datetime": "now", "date": "today", "uuid": "uuid"}
_NOT_YET = {"was": "S102"}
_COMMON = frozenset(
    (
        *("type", "nullable", "default", "unique", "index", "description", "example", "deprecated", "column"),
        *("filter", "sort", *_VISIBILITIES),
    )
)
_OF_ARRAYS = _COMMON | {"item", "min_items", "max_items", "unique_items"}
_OF_ITEMS = frozenset(_OPTIONS[name] for name in ItemSpec.model_fields)
_OF_SCALARS = _COMMON | _OF_ITEMS
"""This includes the options of all scalar types. `field_types` rejects those that the type does not take."""


def scalar_field(scope: Scope, member: Member, type_: ShortType) -> Field | None:
    """Return the field of a member that is no relation, or None after reporting a problem."""
    if type_.array and is_known(scope, type_):
        check_options(scope, member, f"`{type_.base}[]`", _OF_ARRAYS, items=True)
    elif is_known(scope, type_):
        allowed = _OF_SCALARS | {"schema"} if type_.base == "json" else _OF_SCALARS
        check_options(scope, member, f"`{type_.base}`", allowed)
    settled = scalar_type(scope, member, type_)
    visibility = visibility_of(scope, member)
    if settled is not None and settled.kind == "password":
        visibility = _of_password(scope, member, visibility)
    if settled is None:
        return None
    spec = member.spec
    check_hidden(scope, member, visibility)
    nullable = is_nullable(scope, member, type_)
    field = Field(
        name=member.name,
        attribute=identifiers.attribute(member.name),
        column=column_of(scope, member, member.name),
        type=settled,
        nullable=nullable,
        default=_default(scope, member, settled, nullable=nullable),
        unique=spec.unique,
        index=spec.index and not spec.unique,
        visibility=visibility,
        description=spec.description,
        example=_example(scope, member, settled),
        deprecated=spec.deprecated,
        filterable=visibility.in_response and spec.filter and bool(row(settled).filters),
        sortable=visibility.in_response and spec.sort and row(settled).sortable,
    )
    check_settable(scope, member, field)
    _check_key_type(scope, member, settled)
    return field


def check_options(
    scope: Scope, member: Member, kind: str, allowed: frozenset[str], *, items: bool = False
) -> None:
    """Report options that this kind of field does not take, and options that are not supported yet."""
    for name, option in _OPTIONS.items():
        if not member.given(name) or option in allowed:
            continue
        place = member.key_place(option)
        if option in _NOT_YET:
            scope.report(_NOT_YET[option], f"`{member.label}`: `{option}` is not supported yet", place)
            continue
        help = f"write options of the items as `item: {{{option}: ...}}`"
        of_items = items and option in _OF_ITEMS
        scope.report(
            "T002", f"`{member.label}`: {kind} takes no `{option}`", place, help if of_items else None
        )


def visibility_of(scope: Scope, member: Member) -> Visibility:
    """Return the visibility of a member. Report a second one."""
    given = [name for name in _VISIBILITIES if getattr(member.spec, name)]
    if len(given) > 1:
        message = f"`{member.label}` can have one visibility, not both `{given[0]}` and `{given[1]}`"
        scope.report("V001", message, member.key_place(given[1]))
    return Visibility(given[-1]) if given else Visibility.NORMAL


def is_nullable(scope: Scope, member: Member, type_: ShortType) -> bool:
    """Return whether a member is nullable, by its `?` or its option."""
    if type_.nullable and member.given("nullable") and not member.spec.nullable:
        message = f"`{member.label}`: the type is nullable because of its `?`, but the option says `false`"
        scope.report("T002", message, member.place("nullable"))
    return type_.nullable or member.spec.nullable


def column_of(scope: Scope, member: Member, default: str) -> str:
    """Return the column of a member."""
    name = member.spec.column
    if name is None:
        return identifiers.shortened(default)
    check_identifier(scope, member, "column", name)
    return name


def check_identifier(
    scope: Scope, member: Member, option: str, name: str, longest: int = identifiers.MAX_IDENTIFIER_LENGTH
) -> None:
    """Report a name that is not valid in both databases."""
    kind = "table" if option == "table" else "column"
    problem = identifiers.identifier_problem(name, kind, longest)
    if problem is not None:
        scope.report(
            "N005", f"`{member.label}`: `{name}` cannot name a {kind}", member.place(option), problem
        )


def check_hidden(scope: Scope, member: Member, visibility: Visibility) -> None:
    """Report options that would show a hidden field."""
    if visibility.in_response:
        return
    spec = member.spec
    shown = [name for name in ("default", "example") if member.given(name)]
    shown += [name for name in ("index", "filter", "sort") if member.given(name) and getattr(spec, name)]
    for name in shown:
        message = f"`{member.label}` is {visibility.value} and takes no `{name}`, which would show it"
        scope.report("V004", message, member.key_place(name))


def check_settable(scope: Scope, member: Member, field: Field) -> None:
    """Report a required field that nothing can set."""
    if field.visibility.in_create or field.nullable or field.default is not None:
        return
    if member.flawed or member.given("default"):
        return
    message = (
        f"`{member.label}` is {field.visibility.value}: no request can set it, so it must have a default"
        " or be nullable"
    )
    help = (
        "make it nullable" if field.hidden or field.reference else "make it nullable or give it a `default`"
    )
    scope.report("V002", message, member.key_place(), help)


def enums_of(member: Member, type_: Type) -> Enum | None:
    """Return the enum that a field declares inline, or None."""
    inner, short = type_.item or type_, parse_short_type(member.spec.type)
    if inner.kind != "enum" or short is None or short.base != "enum":
        return None
    assert inner.enum is not None
    spec = member.spec if member.spec.values is not None else member.spec.item
    names = (spec and spec.members) or {}
    return Enum(inner.enum, members_of(inner.values, names), member.spec.description)


def _of_password(scope: Scope, member: Member, visibility: Visibility) -> Visibility:
    if member.spec.unique:
        scope.report("V003", f"`{member.label}`: a password cannot be unique", member.key_place("unique"))
    if visibility in (Visibility.IMMUTABLE, Visibility.READ_ONLY):
        message = f"`{member.label}`: clients write a password and never read it, so it cannot be {visibility.value}"
        scope.report("V005", message, member.key_place(visibility.value))
    return Visibility.INTERNAL if visibility is Visibility.INTERNAL else Visibility.SENSITIVE


def _default(scope: Scope, member: Member, type_: Type, *, nullable: bool) -> Default | None:
    if not member.given("default"):
        return None
    raw = member.spec.default
    if raw is None:
        if not nullable:
            message = f"`{member.label}`: the default is null, but the field is not nullable"
            scope.report("T006", message, member.place("default"))
        return None
    made = _MADE.get(type_.kind)
    if made is not None and raw == made:
        if type_.minimum is not None or type_.maximum is not None:
            message = f"`{member.label}`: the default `{raw}` can be outside its bounds"
            scope.report("T006", message, member.place("default"))
        return Default(made)  # type: ignore[arg-type] # _MADE maps to valid kinds
    try:
        return Default("value", literal(type_, raw))
    except Misfit as error:
        help = f"write `{made}` to generate one for each row" if made is not None else None
        scope.report(
            "T006", f"`{member.label}`: the default is not valid: {error}", member.place("default"), help
        )
        return None


def _example(scope: Scope, member: Member, type_: Type) -> object:
    raw: Any = member.spec.example
    if raw is None:
        return None
    if type_.kind == "password":
        return None
    try:
        return literal(type_, raw)
    except Misfit as error:
        scope.report("T007", f"`{member.label}`: the example is not valid: {error}", member.place("example"))
        return None


def _check_key_type(scope: Scope, member: Member, type_: Type) -> None:
    """Report `unique` or `index` on a type that cannot be indexed, or with values too long for an index."""
    for option in ("unique", "index"):
        if not getattr(member.spec, option) or (option == "unique" and type_.kind == "password"):
            continue
        if not is_key_type(type_):
            message = f"`{member.label}`: a field of type `{shown(type_)}` cannot be {_PARTICIPLES[option]}"
            help = "use `string` with a max_length" if type_.kind == "text" else None
            scope.report("T011", message, member.key_place(option), help)
        elif key_bytes(type_) > MAX_KEY_BYTES:
            message = f"`{member.label}` can have {key_bytes(type_)} bytes, too long for an index"
            help = f"give it a max_length of at most {MAX_KEY_BYTES // 4}"
            scope.report("T012", message, member.key_place(option), help)


_PARTICIPLES = {"unique": "unique", "index": "indexed"}


def id_field(type_: Type, column: str, description: str) -> Field:
    """Return the primary key. The server generates it, or clients choose it if it is a string."""
    visibility = Visibility.IMMUTABLE if type_.kind == "string" else Visibility.READ_ONLY
    return Field("id", "id", column, type_, Role.ID, visibility=visibility, description=description)


def extra_fields(*, timestamps: bool, versioned: bool, soft_delete: bool) -> list[Field]:
    """Return the columns that options of the entity add."""
    moment = Field(
        "created_at",
        "created_at",
        "created_at",
        Type("datetime"),
        Role.CREATED_AT,
        default=Default("now"),
        visibility=Visibility.READ_ONLY,
        description="When the resource was created.",
    )
    later = replace(
        moment,
        name="updated_at",
        attribute="updated_at",
        column="updated_at",
        role=Role.UPDATED_AT,
        description="When the resource was last changed.",
    )
    version = Field(
        "row_version",
        "row_version",
        "row_version",
        Type("bigint"),
        Role.VERSION,
        visibility=Visibility.INTERNAL,
        filterable=False,
        sortable=False,
    )
    deletion = replace(
        version,
        name="deleted_at",
        attribute="deleted_at",
        column="deleted_at",
        type=Type("datetime"),
        role=Role.DELETED_AT,
        nullable=True,
    )
    extra = ([moment, later] if timestamps else []) + ([version] if versioned else [])
    return [*extra, deletion] if soft_delete else extra
