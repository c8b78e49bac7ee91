"""The resolved model: what a spec means, with every reference and name settled.

Everything here is frozen and holds no strings of code, so an emitter can be read as a pure function of it. `resolve`
is the only maker of these objects; whoever receives a `Service` may rely on every rule of the language having been
checked.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from specloom.expressions.conditions import Condition
from specloom.types import Type

OnDelete = Literal["restrict", "cascade", "set_null"]
Operation = Literal["list", "create", "read", "update", "replace", "delete", "restore", "batch"]
JsonValue = None | bool | int | float | str | tuple["JsonValue", ...] | tuple[tuple[str, "JsonValue"], ...]

LinkOperation = Literal["list", "add", "remove"]
"""What can be done with a many-to-many relation at paths of its own: `/posts/{post_id}/tags` and below."""

OPERATIONS: tuple[Operation, ...] = (
    *("list", "create", "read", "update", "replace", "delete", "restore", "batch"),
)
"""In their order. A spec does not name `restore`: it comes with `delete` where deleted rows stay in the table."""
BATCHED: tuple[Operation, ...] = ("create", "update", "delete")
"""What a batch can do, of the operations that the entity has."""


class Visibility(StrEnum):
    """Who may write a field and whether it ever comes out."""

    NORMAL = "normal"
    IMMUTABLE = "immutable"
    READ_ONLY = "read_only"
    SENSITIVE = "sensitive"
    INTERNAL = "internal"

    @property
    def in_create(self) -> bool:
        """True if a create request may carry the field."""
        return self in (Visibility.NORMAL, Visibility.IMMUTABLE, Visibility.SENSITIVE)

    @property
    def in_update(self) -> bool:
        """True if update and replace requests may carry the field."""
        return self in (Visibility.NORMAL, Visibility.SENSITIVE)

    @property
    def in_response(self) -> bool:
        """True if the field comes out, and may be filtered and sorted by."""
        return self in (Visibility.NORMAL, Visibility.IMMUTABLE, Visibility.READ_ONLY)


class Role(StrEnum):
    """Why a column exists: because the spec names it, or because of an entity option."""

    ID = "id"
    FIELD = "field"
    REFERENCE = "reference"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    VERSION = "version"
    DELETED_AT = "deleted_at"


@dataclass(frozen=True, slots=True)
class Enum:
    """A set of string values. `members` pairs each Python member name with its value, in the spec's order."""

    name: str
    members: tuple[tuple[str, str], ...]
    description: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values as they appear in JSON and in the database."""
        return tuple(value for _, value in self.members)


@dataclass(frozen=True, slots=True)
class Default:
    """A column's default: a literal of the field's JSON form, or one that is made for each new row."""

    kind: Literal["value", "now", "today", "uuid"]
    value: object = None


@dataclass(frozen=True, slots=True)
class Reference:
    """The many-to-one (or, if unique, one-to-one) relation whose foreign key a column is."""

    relation: str
    """Name of the relation in the spec (`author`), whose column is `author_id`."""
    attribute: str
    """Python attribute of the relationship."""
    target: str
    """Name of the entity that is referred to."""
    on_delete: OnDelete
    inverse: str | None
    """Python attribute of the relationship on the target that leads back, if the spec names one."""
    cyclic: bool
    """True if the foreign key is part of a cycle of several tables, so that it must be added after both exist."""
    constraint: str
    """Name of the foreign key constraint."""
    parts: tuple[str, ...] = ()
    """Attributes of the fields that refer together, in the order of the target's key, if that is composite."""
    unique: bool = False
    """True if these are unique together."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an entity: a field of the spec, a foreign key, or one that an option adds."""

    name: str
    """In JSON: `author_id` for a reference."""
    attribute: str
    """In Python: `name`, with a trailing underscore where Python or a base class has the name already."""
    column: str
    """In the database."""
    type: Type
    role: Role = Role.FIELD
    nullable: bool = False
    default: Default | None = None
    unique: bool = False
    index: bool = False
    visibility: Visibility = Visibility.NORMAL
    reference: Reference | None = None
    description: str = ""
    example: object = None
    deprecated: bool = False
    filterable: bool = True
    """False for hidden fields, `filter: false`, and types that no filter makes sense for."""
    sortable: bool = True
    check: str | None = None
    """Name of the CHECK constraint that holds an enum's values."""

    @property
    def in_create(self) -> bool:
        """True if a create request may hold the field. Of the ids, clients choose only strings."""
        if self.role is Role.ID:
            return self.type.kind == "string"
        return self.role in (Role.FIELD, Role.REFERENCE) and self.visibility.in_create

    @property
    def in_update(self) -> bool:
        """True if an update or replace request may hold the field."""
        return self.role in (Role.FIELD, Role.REFERENCE) and self.visibility.in_update

    @property
    def hidden(self) -> bool:
        """True if no response may hold the field."""
        return not self.visibility.in_response

    @property
    def is_secret(self) -> bool:
        """True if the spec hides the field. A hidden column that the generator adds is no secret."""
        return self.hidden and self.role in (Role.FIELD, Role.REFERENCE)


@dataclass(frozen=True, slots=True)
class Link:
    """A many-to-many relation: `tags: Tag[]`, in JSON `tag_ids`."""

    relation: str
    name: str
    """In JSON: `tag_ids`."""
    attribute: str
    """Python attribute of the relationship."""
    ids_attribute: str
    """Python attribute of the list of ids in schemas and rows."""
    target: str
    table: str
    column: str
    """Column of the table that refers to the owner."""
    target_column: str
    constraint: str
    """Name of the foreign key to the owner."""
    target_constraint: str
    inverse: str | None
    max_items: int
    visibility: Visibility = Visibility.NORMAL
    description: str = ""
    through: str | None = None
    """Name of the entity whose rows the links are; without one the table is an association table of their own."""

    @property
    def one(self) -> str:
        """The relation's singular: `tag`."""
        return self.name.removesuffix("_ids")

    @property
    def path(self) -> str:
        """Path segment behind the owner's: `tags`."""
        return self.relation.replace("_", "-")


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """A unique constraint over several fields, or one."""

    name: str
    fields: tuple[str, ...]
    """Attributes of the fields."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index over several fields, or one."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What `?q=` looks in."""

    name: str
    """Of the index that the database searches."""
    fields: tuple[str, ...]
    """Attributes of the fields, none of them hidden."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that every row keeps. One for which it is null keeps it, as both databases have it."""

    name: str
    """Name of the CHECK constraint."""
    condition: Condition
    fields: tuple[str, ...]
    """Attributes of the fields that it looks at, in their order."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One resource: a table, its schemas, its service and its routes."""

    name: str
    """Class name: `Post`."""
    module: str
    """`post`: module in each folder, singular name in functions."""
    plural: str
    """`posts`: plural in function names."""
    table: str
    path: str
    """First path segment, without slashes: `posts`."""
    parameter: str
    """Path parameter: `post_id`."""
    source: str
    """The spec file that declares it, relative to the folder of the spec, with forward slashes."""
    description: str
    fields: tuple[Field, ...]
    """Every column in order: the id unless the key is composite, the spec's fields and references, then what the
    entity's options add.
    """
    links: tuple[Link, ...] = ()
    uniques: tuple[UniqueKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[Check, ...] = ()
    """In the order of their names, which is the one that PostgreSQL tests them in."""
    operations: tuple[Operation, ...] = OPERATIONS
    sort: tuple[tuple[str, bool], ...] = ()
    """Default order: attribute, and True for descending. The key always comes last; its parts need not be in it."""
    versioned: bool = True
    match_required: bool = False
    """True if no request may change a row without saying which version it means."""
    timestamps: bool = True
    search: Search | None = None
    soft_delete: bool = False
    """True if deleted rows stay in the table; unique keys then hold among the others."""
    parts: tuple[str, ...] = ()
    """Attributes of the fields that make up the primary key, in its order, if it is a composite one."""

    @property
    def id(self) -> Field:
        """The primary key, which must be of one field."""
        if self.parts:
            raise ValueError(f"the key of {self.name} is composite")
        return self.fields[0]

    @property
    def key(self) -> tuple[Field, ...]:
        """The fields of the primary key, in its order: one, or the parts of a composite one."""
        return tuple(self.field(name) for name in self.parts) if self.parts else self.fields[:1]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The path parameters of an item, one for each field of the key: `post_id`, or the names of the parts."""
        return tuple(each.name for each in self.key) if self.parts else (self.parameter,)

    @property
    def item_path(self) -> str:
        """The path of an item behind the collection's: `{post_id}`, or a segment for each part."""
        return "/".join(f"{{{name}}}" for name in self.parameters)

    @property
    def counts_ids(self) -> bool:
        """True if the database makes the ids by counting."""
        return not self.parts and self.id.type.kind in ("integer", "bigint")

    @property
    def associations(self) -> tuple[Link, ...]:
        """The links that are kept in association tables of their own."""
        return tuple(link for link in self.links if link.through is None)

    @property
    def references(self) -> tuple[Field, ...]:
        """The columns that are foreign keys."""
        return tuple(f for f in self.fields if f.reference is not None)

    @property
    def to_one(self) -> tuple[tuple[Reference, tuple[Field, ...]], ...]:
        """The relations to one row, each with the columns of its foreign key in the order of the target's key."""
        found: dict[str, tuple[Reference, tuple[Field, ...]]] = {}
        for each in self.references:
            assert each.reference is not None
            parts = each.reference.parts
            fields = tuple(self.field(name) for name in parts) if parts else (each,)
            found.setdefault(each.reference.relation, (each.reference, fields))
        return tuple(found.values())

    def referred(self, field: Field) -> Field:
        """Return the field of the key that a column which refers to a row of this entity holds."""
        parts = () if field.reference is None else field.reference.parts
        return self.key[parts.index(field.attribute)] if parts else self.key[0]

    @property
    def version(self) -> Field | None:
        """The column that counts changes, unless the entity is not versioned."""
        return next((f for f in self.fields if f.role is Role.VERSION), None)

    def parameter_of(self, link: Link) -> str:
        """Return the path parameter of a link's target: `tag_id`."""
        name = f"{link.one}_id"
        return name if name != self.parameter else f"target_{name}"

    def link_operation_name(self, link: Link, operation: LinkOperation) -> str:
        """Return the name of an operation on a link: `list_tags_of_post`, `add_tag_to_post`."""
        return {
            "list": f"list_{link.relation}_of_{self.module}",
            "add": f"add_{link.one}_to_{self.module}",
            "remove": f"remove_{link.one}_from_{self.module}",
        }[operation]

    def field(self, attribute: str) -> Field:
        """Return the field of that Python attribute. Raises KeyError if there is none."""
        for each in self.fields:
            if each.attribute == attribute:
                return each
        raise KeyError(attribute)


@dataclass(frozen=True, slots=True)
class Info:
    """What the OpenAPI document says of the service beside its title, each part as OpenAPI has it."""

    servers: tuple[tuple[str, str], ...] = ()
    """The URL of each server, and what it is for."""
    contact: tuple[tuple[str, str], ...] = ()
    """`name`, `url` and `email`, as far as they are given."""
    license: tuple[tuple[str, str], ...] = ()
    """`name`, and `identifier` or `url` if there is one."""
    security: tuple[tuple[str, str], ...] = ()
    """What security schemes are for, by their names."""


@dataclass(frozen=True, slots=True)
class Service:
    """The whole spec, resolved."""

    title: str
    version: str
    description: str
    entities: tuple[Entity, ...]
    """Sorted by name."""
    enums: tuple[Enum, ...]
    """Named and inline enums, sorted by name; an inline enum is named after its entity and field: `PostStatus`."""
    expand_depth: int = 2
    """How many relations `?expand=` may follow one after the other."""
    info: Info = Info()
    by_name: dict[str, Entity] = field(init=False, repr=False, compare=False)
    referring: dict[str, tuple[Entity, ...]] = field(init=False, repr=False, compare=False)
    """For each entity, those that have a relation to it, itself perhaps included, in their order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.entities})
        referring: dict[str, list[Entity]] = {each.name: [] for each in self.entities}
        for each in self.entities:
            targets = [other.reference.target for other in each.references if other.reference is not None]
            for target in dict.fromkeys([*targets, *(link.target for link in each.links)]):
                referring[target].append(each)
        object.__setattr__(self, "referring", {name: tuple(found) for name, found in referring.items()})

    def link_operations(self, entity: Entity) -> list[tuple[Link, LinkOperation]]:
        """Return what can be done with the links of an entity that responses show.

        They can be listed if the entity can be read and the target listed, and changed if updates may hold them.
        """
        found: list[tuple[Link, LinkOperation]] = []
        for link in entity.links:
            if not link.visibility.in_response:
                continue
            if "read" in entity.operations and "list" in self.entity(link.target).operations:
                found.append((link, "list"))
            if "update" in entity.operations and link.visibility.in_update:
                found += [(link, "add"), (link, "remove")]
        return found

    def ids_type(self, link: Link) -> Type:
        """Return the type of the ids of a many-to-many relation."""
        target = self.entity(link.target).id.type
        return Type("array", item=target, max_items=link.max_items, unique_items=True)

    def entity(self, name: str) -> Entity:
        """Return the entity of that name. Raises KeyError if there is none."""
        return self.by_name[name]

    def enum(self, name: str) -> Enum:
        """Return the enum of that name. Raises KeyError if there is none."""
        return next(each for each in self.enums if each.name == name)
