"""Keys from SQL, SQLAlchemy, Django, Prisma and JSON Schema, and their equivalents here."""

import re
from collections.abc import Mapping

from specloom.language.types_of_other_tools import LINKS, REFERENCE

_NULLABLE = "a field is required unless it is nullable: write `nullable: true`, or `?` after the type"
_ENUM = "write `type: enum` and `values: [a, b]`, or use the name of an enum under `enums:` as the type"
_KEY = "the primary key is an option of the entity: write `id: integer`, or `id: [order, line]` for a composite key"
_HIDDEN = (
    "write `sensitive: true` for a value that clients write and never read, or `internal: true` for a"
    " value that only hand-written code uses"
)
_DEFAULT = "write `default:`; the values `now`, `today` and `uuid` are generated for each row"
_TIMESTAMPS = "`timestamps: true`, which is the default, gives an entity `created_at` and `updated_at`"
_CHECKS = "write a condition under `checks:` of the entity"
_INVERSE = "write `inverse:` with the name of the inverse relation"

OF_FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("required", "optional", "null", "blank", "allow_null", "not_null"), _NULLABLE),
    **dict.fromkeys(("enum", "choices", "allowed"), _ENUM),
    **dict.fromkeys(
        ("references", "foreign_key", "ref", "fk", "to", "target", "entity", "relation", "model"), REFERENCE
    ),
    **dict.fromkeys(("many", "many_to_many", "m2m", "secondary"), LINKS),
    **dict.fromkeys(("primary_key", "primary", "pk", "autoincrement", "auto_increment", "identity"), _KEY),
    **dict.fromkeys(("hidden", "private", "secret", "write_only", "exclude"), _HIDDEN),
    **dict.fromkeys(("default_factory", "server_default", "default_value"), _DEFAULT),
    **dict.fromkeys(("auto_now", "auto_now_add", "on_update", "onupdate"), _TIMESTAMPS),
    **dict.fromkeys(("check", "constraint", "constraints", "validate", "validators"), _CHECKS),
    **dict.fromkeys(("related_name", "backref", "back_populates", "back_ref"), _INVERSE),
    **dict.fromkeys(("length", "size", "maxlen", "max_len"), "write `max_length`"),
    **dict.fromkeys(("precision", "digits", "total_digits"), "write `max_digits`"),
    **dict.fromkeys(("scale", "places", "fraction_digits"), "write `decimal_places`"),
    **dict.fromkeys(
        ("regex", "regexp", "match", "format"), "write `pattern`, or a type such as `email` or `url`"
    ),
    **dict.fromkeys(("minimum", "ge", "gte", "exclusive_minimum"), "write `min`"),
    **dict.fromkeys(("maximum", "le", "lte", "exclusive_maximum"), "write `max`"),
    **dict.fromkeys(
        ("items", "item_type", "element"), 'the type of a list ends in `[]`: write `type: "string[]"`'
    ),
    **dict.fromkeys(
        ("comment", "help_text", "doc", "docs", "title", "label", "verbose_name"), "write `description`"
    ),
    **dict.fromkeys(("db_column", "column_name", "name"), "write `column`"),
    **dict.fromkeys(("auto", "generated", "readonly"), "write `read_only: true`"),
    **dict.fromkeys(("frozen", "const", "write_once"), "write `immutable: true`"),
}
"""The help for each key of a field."""

OF_ENTITIES: Mapping[str, str] = {
    **dict.fromkeys(("primary_key", "primary", "pk", "key", "keys"), "write `id`"),
    **dict.fromkeys(("columns", "attributes", "properties"), "write `fields`"),
    **dict.fromkeys(
        ("relations", "relationships", "references", "foreign_keys", "edges"), f"{REFERENCE} under `fields`"
    ),
    **dict.fromkeys(
        ("unique_together", "uniques", "unique_constraints"), "write `unique: [[author, title]]`"
    ),
    **dict.fromkeys(
        ("constraints", "check", "check_constraints"), "write `checks`, or `unique: [[author, title]]`"
    ),
    **dict.fromkeys(("order_by", "ordering", "order", "default_sort"), "write `sort: [-created_at]`"),
    **dict.fromkeys(("tablename", "table_name", "db_table", "__tablename__"), "write `table`"),
    **dict.fromkeys(("plural_name", "verbose_name_plural", "collection"), "write `plural`"),
    **dict.fromkeys(("route", "endpoint", "url", "prefix"), "write `path`"),
    **dict.fromkeys(("extends", "inherits", "mixin", "base", "bases"), "write `mixins`"),
    **dict.fromkeys(("soft_deletes", "paranoid", "soft_deletion"), "write `soft_delete: true`"),
    **dict.fromkeys(("version", "optimistic_lock", "versioning"), "write `versioned`"),
    **dict.fromkeys(("methods", "actions", "crud", "only", "except"), "write `operations: [list, read]`"),
    **dict.fromkeys(("full_text", "fulltext", "searchable"), "write `search: [title, body]`"),
    **dict.fromkeys(("permissions", "policies", "auth"), "write guards in `app/`, as FastAPI dependencies"),
    **dict.fromkeys(("comment", "verbose_name", "title", "label", "doc", "docs"), "write `description`"),
}
"""The help for each key of an entity."""

OF_FILES: Mapping[str, str] = {
    **dict.fromkeys(
        ("models", "tables", "resources", "schemas", "classes", "definitions"), "write `entities`"
    ),
    **dict.fromkeys(("types", "enum"), "write `enums`"),
    **dict.fromkeys(("traits", "abstract", "bases", "templates"), "write `mixins`"),
    **dict.fromkeys(("info", "api", "app", "project"), "write `service`"),
}
"""The help for each key of a file."""

_ANCHORS = "put the anchor at the first use of the value, or share fields between entities with `mixins`"


def of_file(key: str) -> str | None:
    """Return the help for a key of a file that other tools use, or None."""
    return _ANCHORS if key.startswith(("x-", "x_", ".")) else OF_FILES.get(key)


def of_field(key: str) -> str | None:
    """Return the help for a key of a field, in any spelling, or None."""
    return OF_FIELDS.get(words(key))


def of_entity(key: str) -> str | None:
    """Return the help for a key of an entity, in any spelling, or None."""
    return OF_ENTITIES.get(words(key))


def words(key: str) -> str:
    """Return a key in snake case: `read_only` for `readOnly` and `read-only`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower().replace("-", "_")


NAMES_A_RELATION = frozenset(name for name, help in OF_FIELDS.items() if help in (REFERENCE, LINKS))
"""Keys that other tools use for the target of a relation."""
NAMES_A_TYPE = NAMES_A_RELATION | {name for name, help in OF_FIELDS.items() if help == _ENUM}
"""Keys that other tools use for the type of a field. The type is then not reported as missing."""
