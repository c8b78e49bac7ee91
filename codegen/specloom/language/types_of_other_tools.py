"""Types from SQL, SQLAlchemy, Django, Odoo, Prisma and TypeScript, and their equivalents here."""

import re
from collections.abc import Mapping

REFERENCE = "the type of a relation is an entity: write `author: {type: User, on_delete: cascade}`"
LINKS = 'a many-to-many relation has the type "Tag[]"'
_BACK = (
    "write a one-to-many relation at the other entity, with `inverse` for its name here:"
    " `author: {type: User, inverse: posts}`"
)
_RELATIONS: Mapping[str, str] = {
    **dict.fromkeys(
        ("foreignkey", "fk", "reference", "references", "ref", "relation", "relationship", "onetoone"),
        REFERENCE,
    ),
    **dict.fromkeys(("many2one", "manytoone", "belongsto", "hasone", "one2one", "link", "lookup"), REFERENCE),
    **dict.fromkeys(
        ("many2many", "manytomany", "m2m", "hasandbelongstomany", "belongstomany", "nm", "nton"), LINKS
    ),
    **dict.fromkeys(("one2many", "onetomany", "hasmany"), _BACK),
}
"""The help for each kind of relation, by its name in lower case without separators."""

NATIVE = frozenset(
    (
        *("string", "text", "integer", "bigint", "float", "decimal", "boolean", "date", "time", "datetime"),
        *("duration", "uuid", "email", "url", "slug", "ip", "enum", "json", "bytes", "password"),
    )
)
"""The types that a field may name."""
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        ("str", "varchar", "char", "character", "nvarchar", "unicode", "file", "image"), "string"
    ),
    **dict.fromkeys(("unicodetext", "longtext", "mediumtext", "clob"), "text"),
    **dict.fromkeys(("int", "int32", "smallint", "smallinteger", "tinyint", "positiveinteger"), "integer"),
    **dict.fromkeys(("int64", "long", "biginteger", "positivebiginteger"), "bigint"),
    **dict.fromkeys(("double", "real"), "float"),
    **dict.fromkeys(("numeric", "money", "currency", "monetary"), "decimal"),
    **dict.fromkeys(("timestamp", "timestamptz"), "datetime"),
    **dict.fromkeys(("binary", "blob", "largebinary", "bytea"), "bytes"),
    **dict.fromkeys(("object", "jsonb", "dict"), "json"),
    **dict.fromkeys(("list", "array"), "string[]"),
    **dict.fromkeys(("inet", "ipaddress", "genericipaddress"), "ip"),
    "number": "float` or `decimal",
    "bool": "boolean",
    "interval": "duration",
    "uri": "url",
    "guid": "uuid",
}
"""The type of this language for each type of another tool, in lower case and without the suffix `Field`."""

_WITH_OPTIONS = (
    (
        re.compile(r"(?:decimal|numeric|number)\((\d+), ?(\d+)\)", re.IGNORECASE),
        "max_digits: {}, decimal_places: {}",
        "decimal",
    ),
    (
        re.compile(r"(?:string|str|varchar|char|text|character varying)\((\d+)\)", re.IGNORECASE),
        "max_length: {}",
        "string",
    ),
    (re.compile(r"enum\(([\w, ]+)\)", re.IGNORECASE), "values: [{}]", "enum"),
)
_LIST = re.compile(r"(?:list|array|set|sequence|many)[<\[(](\w+)[>\])]", re.IGNORECASE)

_OPTIONAL = re.compile(r"(?:optional|maybe|nullable)[<\[(](\w+)[>\])]", re.IGNORECASE)
_OF_RELATION = re.compile(r"(\w+)[<\[(]['\"]?(\w+)['\"]?[>\])]")


def of_type(text: str) -> str | None:
    """Return the help for a type of another tool, with options or an item type in brackets, or None."""
    found = _LIST.fullmatch(text)
    if found is not None:
        return f'write `"{found[1]}[]"`'
    found = _OPTIONAL.fullmatch(text)
    if found is not None:
        return f'write `"{_TYPES.get(found[1].lower(), found[1])}?"`'
    found = _OF_RELATION.fullmatch(text)
    if found is not None and found[1].lower().removesuffix("field") in _RELATIONS:
        return of_relation({"relation": found[1].removesuffix("Field"), "target": found[2]})
    for pattern, options, type_ in _WITH_OPTIONS:
        found = pattern.fullmatch(text)
        if found is not None:
            return f"write `{{type: {type_}, {options.format(*found.groups())}}}`"
    return of_name(text.replace("-", "_")) if re.fullmatch(r"[\w-]+", text) else None


def of_name(name: str) -> str | None:
    """Return the help for the name of a type or of a kind of relation, or None."""
    plain = name.lower().replace("_", "")
    plain = plain.removesuffix("field") or plain
    if plain in _RELATIONS:
        return _RELATIONS[plain]
    known = plain if plain in NATIVE else _TYPES.get(plain)
    return None if known is None else f"did you mean `{known}`?"


def of_relation(given: Mapping[str, str]) -> str:
    """Return the help for a relation with keys of another tool: `{relation: manyToMany, target: Doctor}`."""
    kinds = [_RELATIONS[plain] for text in given.values() if (plain := _joined(text)) in _RELATIONS]
    target = next((text for text in given.values() if _joined(text) not in _RELATIONS), None)
    kind = kinds[0] if kinds else REFERENCE
    if target is None or not re.fullmatch(r"[A-Z][A-Za-z0-9]*", target) or kind == _BACK:
        return kind
    type_ = f'"{target}[]"' if kind == LINKS else target
    return f"the type of a relation is an entity: write `type: {type_}`"


def _joined(text: str) -> str:
    return re.sub(r"[\s_:-]", "", text.lower())
