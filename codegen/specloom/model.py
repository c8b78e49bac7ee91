"""The resolved model: the meaning of a spec, with every reference and name resolved.

All objects are frozen and contain no generated code, so each emitter is a pure function of them. Only `resolve`
creates them: a `Service` satisfies every rule of the language.

The file has more than 300 lines because the classes refer to each other and readers look them up together.
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
"""The operations of a many-to-many relation at its own paths: `/posts/{post_id}/tags` and below."""

OPERATIONS: tuple[Operation, ...] = (
    *("list", "create", "read", "update", "replace", "delete", "restore", "batch"),
)
"""All operations, in order. A spec does not name `restore`: an entity with `soft_delete` and `delete` has it."""
BATCHED: tuple[Operation, ...] = ("create", "update", "delete")
"""The operations that a batch can contain."""


class Visibility(StrEnum):
    """Which requests may set a field, and whether responses show it."""

    NORMAL = "normal"
    IMMUTABLE = "immutable"
    READ_ONLY = "read_only"
    SENSITIVE = "sensitive"
    INTERNAL = "internal"

    @property
    def in_create(self) -> bool:
        """True if a create request may contain the field."""
        return self in (Visibility.NORMAL, Visibility.IMMUTABLE, Visibility.SENSITIVE)

    @property
    def in_update(self) -> bool:
        """True if update and replace requests may contain the field."""
        return self in (Visibility.NORMAL, Visibility.SENSITIVE)

    @property
    def in_response(self) -> bool:
        """True if responses contain the field. Only then can lists be filtered and sorted by it."""
        return self in (Visibility.NORMAL, Visibility.IMMUTABLE, Visibility.READ_ONLY)


class Role(StrEnum):
    """Why a column exists: the spec names it, or an option of the entity adds it."""

    ID = "id"
    FIELD = "field"
    REFERENCE = "reference"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    VERSION = "version"
    DELETED_AT = "deleted_at"


@dataclass(frozen=True, slots=True)
class Enum:
    """A set of string values. `members` pairs each Python member name with its value, in the order of the spec."""

    name: str
    members: tuple[tuple[str, str], ...]
    description: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values as they appear in JSON and in the database."""
        return tuple(value for _, value in self.members)


@dataclass(frozen=True, slots=True)
class Default:
    """The default of a column: a value in the JSON form of the field, or a function that is called for each new row."""

    kind: Literal["value", "now", "today", "uuid"]
    value: object = None


@dataclass(frozen=True, slots=True)
class Reference:
    """The many-to-one relation of a foreign key column. It is one-to-one if the column is unique."""

    relation: str
    """Name of the relation in the spec, such as `author`. The column is `author_id`."""
    attribute: str
    """Python attribute of the relationship."""
    target: str
    """Name of the entity that the relation refers to."""
    on_delete: OnDelete
    inverse: str | None
    """Python attribute of the inverse relationship on the target, if the spec names one."""
    cyclic: bool
    """True if the foreign key is part of a cycle of several tables. It is then added after all of them exist."""
    constraint: str
    """Name of the foreign key constraint."""
    parts: tuple[str, ...] = ()
    """Attributes of all fields of the foreign key, in the order of the target's key, if that key is composite."""
    unique: bool = False
    """True if these fields are unique together."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an entity: a field of the spec, a foreign key, or a column that an option adds."""

    name: str
    """Name in JSON: `author_id` for a reference."""
    attribute: str
    """Name in Python: `name`, with a trailing underscore if Python or a base class uses the name."""
    column: str
    """Name in the database."""
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
    """False for hidden fields, for `filter: false`, and for types without filters."""
    sortable: bool = True
    check: str | None = None
    """Name of the CHECK constraint for the values of an enum."""

    @property
    def in_create(self) -> bool:
        """True if a create request may contain the field. Clients choose an id only if it is a string."""
        if self.role is Role.ID:
            return self.type.kind == "string"
        return self.role in (Role.FIELD, Role.REFERENCE) and self.visibility.in_create

    @property
    def in_update(self) -> bool:
        """True if an update or replace request may contain the field."""
        return self.role in (Role.FIELD, Role.REFERENCE) and self.visibility.in_update

    @property
    def hidden(self) -> bool:
        """True if no response may contain the field."""
        return not self.visibility.in_response

    @property
    def is_secret(self) -> bool:
        """True if the spec hides the field. Hidden columns that the generator adds are not secret."""
        return self.hidden and self.role in (Role.FIELD, Role.REFERENCE)


@dataclass(frozen=True, slots=True)
class Link:
    """A many-to-many relation: `tags: Tag[]`, in JSON `tag_ids`."""

    relation: str
    name: str
    """Name in JSON: `tag_ids`."""
    attribute: str
    """Python attribute of the relationship."""
    ids_attribute: str
    """Python attribute of the list of ids, in schemas and rows."""
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
    """Name of the entity whose rows are the links. Without one, the links are stored in an association table."""

    @property
    def one(self) -> str:
        """The relation's singular: `tag`."""
        return self.name.removesuffix("_ids")

    @property
    def path(self) -> str:
        """Path segment of the relation: `tags`."""
        return self.relation.replace("_", "-")


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """A unique constraint over one or more fields."""

    name: str
    fields: tuple[str, ...]
    """Attributes of the fields."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index over one or more fields."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The full-text search of an entity, by `?q=`."""

    name: str
    """Name of the search index."""
    fields: tuple[str, ...]
    """Attributes of the searched fields. None of them is hidden."""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that every row must meet. A null result meets it, as in both databases."""

    name: str
    """Name of the CHECK constraint."""
    condition: Condition
    fields: tuple[str, ...]
    """Attributes of the fields in the condition, in order."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One resource: a table with its schemas, its service and its routes."""

    name: str
    """Class name: `Post`."""
    module: str
    """`post`: module name in each folder, and singular name in functions."""
    plural: str
    """`posts`: plural name in functions."""
    table: str
    path: str
    """First path segment, without slashes: `posts`."""
    parameter: str
    """Path parameter: `post_id`."""
    source: str
    """The spec file that declares the entity, relative to the folder of the spec, with forward slashes."""
    description: str
    fields: tuple[Field, ...]
    """All columns in order: the id (unless the key is composite), the fields and references of the spec, then the
    columns that options add.
    """
    links: tuple[Link, ...] = ()
    uniques: tuple[UniqueKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[Check, ...] = ()
    """Sorted by name: PostgreSQL tests them in this order."""
    operations: tuple[Operation, ...] = OPERATIONS
    sort: tuple[tuple[str, bool], ...] = ()
    """Default order: attribute, and True for descending. Lists are finally ordered by the key, which need not be
    here.
    """
    versioned: bool = True
    match_required: bool = False
    """True if every change requires the version of the row."""
    timestamps: bool = True
    search: Search | None = None
    soft_delete: bool = False
    """True if deleted rows stay in the table. Unique keys then apply only to the rows that are not deleted."""
    parts: tuple[str, ...] = ()
    """Attributes of the fields of a composite primary key, in order; empty otherwise."""

    @property
    def id(self) -> Field:
        """The primary key. Raises ValueError if the key is composite."""
        if self.parts:
            raise ValueError(f"the key of {self.name} is composite")
        return self.fields[0]

    @property
    def key(self) -> tuple[Field, ...]:
        """The fields of the primary key, in order."""
        return tuple(self.field(name) for name in self.parts) if self.parts else self.fields[:1]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The path parameters of an item, one for each field of the key: `post_id`, or the names of the parts."""
        return tuple(each.name for each in self.key) if self.parts else (self.parameter,)

    @property
    def item_path(self) -> str:
        """The path of an item relative to its collection: `{post_id}`, or one segment for each part of the key."""
        return "/".join(f"{{{name}}}" for name in self.parameters)

    @property
    def counts_ids(self) -> bool:
        """True if the database generates integer ids."""
        return not self.parts and self.id.type.kind in ("integer", "bigint")

    @property
    def associations(self) -> tuple[Link, ...]:
        """The links that have an association table of their own."""
        return tuple(link for link in self.links if link.through is None)

    @property
    def references(self) -> tuple[Field, ...]:
        """The columns that are foreign keys."""
        return tuple(f for f in self.fields if f.reference is not None)

    @property
    def to_one(self) -> tuple[tuple[Reference, tuple[Field, ...]], ...]:
        """The to-one relations, each with the columns of its foreign key in the order of the target's key."""
        found: dict[str, tuple[Reference, tuple[Field, ...]]] = {}
        for each in self.references:
            assert each.reference is not None
            parts = each.reference.parts
            fields = tuple(self.field(name) for name in parts) if parts else (each,)
            found.setdefault(each.reference.relation, (each.reference, fields))
        return tuple(found.values())

    def referred(self, field: Field) -> Field:
        """Return the field of this entity's key to which a foreign key column refers."""
        parts = () if field.reference is None else field.reference.parts
        return self.key[parts.index(field.attribute)] if parts else self.key[0]

    @property
    def version(self) -> Field | None:
        """The column that counts changes, or None if the entity is not versioned."""
        return next((f for f in self.fields if f.role is Role.VERSION), None)

    def parameter_of(self, link: Link) -> str:
        """Return the path parameter of a link's target: `tag_id`."""
        name = f"{link.one}_id"
        return name if name != self.parameter else f"target_{name}"

    def link_operation_name(self, link: Link, operation: LinkOperation) -> str:
        """Return the name of an operation on a link, such as `list_tags_of_post` or `add_tag_to_post`."""
        return {
            "list": f"list_{link.relation}_of_{self.module}",
            "add": f"add_{link.one}_to_{self.module}",
            "remove": f"remove_{link.one}_from_{self.module}",
        }[operation]

    def field(self, attribute: str) -> Field:
        """Return the field with that Python attribute. Raises KeyError if there is none."""
        for each in self.fields:
            if each.attribute == attribute:
                return each
        raise KeyError(attribute)


@dataclass(frozen=True, slots=True)
class Info:
    """The details of the service in the OpenAPI document, in OpenAPI's own terms."""

    servers: tuple[tuple[str, str], ...] = ()
    """The URL and the description of each server."""
    contact: tuple[tuple[str, str], ...] = ()
    """`name`, `url` and `email`, if given."""
    license: tuple[tuple[str, str], ...] = ()
    """`name`, and `identifier` or `url` if given."""
    security: tuple[tuple[str, str], ...] = ()
    """The description of each security scheme, by name."""


@dataclass(frozen=True, slots=True)
class Service:
    """The whole spec, resolved."""

    title: str
    version: str
    description: str
    entities: tuple[Entity, ...]
    """Sorted by name."""
    enums: tuple[Enum, ...]
    """Named and inline enums, sorted by name. An inline enum is named after its entity and field: `PostStatus`."""
    expand_depth: int = 2
    """How many relations one path of `?expand=` may follow."""
    info: Info = Info()
    by_name: dict[str, Entity] = field(init=False, repr=False, compare=False)
    referring: dict[str, tuple[Entity, ...]] = field(init=False, repr=False, compare=False)
    """For each entity, the entities that have a relation to it, in order. An entity may refer to itself."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.entities})
        referring: dict[str, list[Entity]] = {each.name: [] for each in self.entities}
        for each in self.entities:
            targets = [other.reference.target for other in each.references if other.reference is not None]
            for target in dict.fromkeys([*targets, *(link.target for link in each.links)]):
                referring[target].append(each)
        object.__setattr__(self, "referring", {name: tuple(found) for name, found in referring.items()})

    def link_operations(self, entity: Entity) -> list[tuple[Link, LinkOperation]]:
        """Return the operations on the links of an entity that responses show.

        `list` needs `read` on the entity and `list` on the target. `add` and `remove` need `update`, and links that
        updates may set.
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
        """Return the entity with that name. Raises KeyError if there is none."""
        return self.by_name[name]

    def enum(self, name: str) -> Enum:
        """Return the enum with that name. Raises KeyError if there is none."""
        return next(each for each in self.enums if each.name == name)
