"""Primary keys: their type, which is also the type of all references to the entity."""

import re
from collections.abc import Iterator
from functools import cache

from specloom.diagnostics.diagnostic import Place
from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.model import Field
from specloom.naming import identifiers
from specloom.patterns import charsets, regex, string_patterns
from specloom.patterns.match_counts import max_match_count
from specloom.resolve.fields import id_field
from specloom.resolve.scope import Scope
from specloom.types import Type

MAX_ID_LENGTH = 255
DEFAULT_LENGTH = 64
SAFE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-"
ALSO_SAFE = ".~"
"""Characters that a URL contains without escapes. The pattern of an id may only allow these."""
DOTS = (".", "..")
"""Segments that a URL cannot contain: clients resolve them to the current and the parent folder."""
_RESERVED = ("batch", "export")
"""Segments below an entity's path that are routes of their own, so no id may have them."""


def resolve_ids(scope: Scope) -> None:
    """Resolve the type of every primary key that is not composite."""
    for name, entity in scope.entities.items():
        if entity.spec.id.fields is not None:
            continue
        type_ = _type(scope, entity)
        if type_ is not None:
            scope.ids[name] = type_


def primary_key(scope: Scope, entity: Declared[EntitySpec]) -> Field | None:
    """Return the primary key of an entity."""
    type_ = scope.ids.get(entity.name)
    if type_ is None:
        return None
    column = "id" if entity.spec.id.column is None else entity.spec.id.column
    problem = identifiers.identifier_problem(column, "column")
    if problem is not None:
        message = f"`{entity.name}.id`: `{column}` cannot name a column"
        scope.report("N005", message, entity.place("id", "column"), problem)
    return id_field(type_, column, entity.spec.id.description)


def _type(scope: Scope, entity: Declared[EntitySpec]) -> Type | None:
    spec = entity.spec.id
    label = f"{entity.name}.id"
    kind = spec.type or "uuid"
    if kind != "string":
        for option in ("min_length", "max_length", "pattern"):
            if option in spec.model_fields_set:
                message = f"`{label}`: an id of type `{kind}` takes no `{option}`"
                scope.report("T002", message, entity.key_place("id", option))
        if spec.as_ is not None and kind != "bigint":
            message = f"`{label}`: an id of type `{kind}` takes no `as`"
            scope.report("T002", message, entity.key_place("id", "as"), "only a `bigint` does")
        return Type(kind, as_text=spec.as_ is not None and kind == "bigint")
    if spec.as_ is not None:
        scope.report("T002", f"`{label}`: an id of type `string` takes no `as`", entity.key_place("id", "as"))
    return _string(scope, entity, label)


def _string(scope: Scope, entity: Declared[EntitySpec], label: str) -> Type | None:
    spec = entity.spec.id
    low = 1 if spec.min_length is None else spec.min_length
    high = max(DEFAULT_LENGTH, low) if spec.max_length is None else spec.max_length
    for option, value in (("min_length", low), ("max_length", high)):
        if not 1 <= value <= MAX_ID_LENGTH:
            message = f"`{label}`: {option} must be between 1 and {MAX_ID_LENGTH}"
            scope.report("S008", message, entity.place("id", option))
            return None
    if low > high:
        message = f"`{label}`: min_length is {low}, but max_length is {high}"
        scope.report("T004", message, entity.place("id", "min_length"))
        return None
    if spec.pattern is None:
        return Type("string", min_length=low, max_length=high, pattern=_default_pattern(low, high))
    place = entity.place("id", "pattern")
    pattern = _pattern(scope, label, spec.pattern, place)
    if pattern is not None and max_match_count(spec.pattern, low, high) == 0:
        scope.report("T013", f"`{label}`: the pattern matches no text of {low} to {high} characters", place)
        return None
    return None if pattern is None else Type("string", min_length=low, max_length=high, pattern=pattern)


def _pattern(scope: Scope, label: str, text: str, place: Place) -> str | None:
    """Return the pattern of a string id in its portable form. Report characters that a path cannot contain."""
    try:
        pattern = string_patterns.portable(text)
    except string_patterns.PatternError as error:
        scope.report("T008", f"`{label}`: pattern: {error.message} (character {error.offset + 1})", place)
        return None
    if not is_path_safe(text):
        message = f"`{label}`: the pattern allows characters that a path cannot contain"
        scope.report("T013", message, place, SAFE_HELP)
        return None
    for word in (*_RESERVED, *DOTS):
        if re.fullmatch(pattern, word):
            message = f"`{label}`: the pattern allows `{word}`, which is a path of its own"
            scope.report("T013", message, place, f"choose a pattern that does not match `{word}`")
            return None
    return pattern


def is_path_safe(text: str) -> bool:
    """Return whether a spec's pattern allows only characters that a path segment contains without escapes."""
    alternatives = regex.parse(text)
    safe = charsets.union((ord(each), ord(each)) for each in SAFE + ALSO_SAFE)
    unsafe = charsets.complement(safe)
    return all(each.starts and each.ends for each in alternatives) and not any(
        charsets.overlap(found, unsafe) for each in alternatives for found in _sets(each.body)
    )


SAFE_HELP = "anchor it with ^ and $, and use letters, digits and `-`, `_`, `.`, `~`"


def _sets(node: regex.Node) -> Iterator[charsets.Ranges]:
    """Yield every character set of an expression."""
    match node:
        case regex.Chars(ranges):
            yield ranges
        case regex.Sequence(nodes) | regex.Choice(nodes):
            for each in nodes:
                yield from _sets(each)
        case regex.Repeat(part):
            yield from _sets(part)


@cache
def _default_pattern(low: int, high: int) -> str:
    """Return the pattern of all texts of safe characters, except reserved words, within these lengths.

    The pattern is plain if no reserved word has such a length: tools that generate values from a document combine
    lengths only with plain patterns.
    """
    reserved = [word for word in _RESERVED if low <= len(word) <= high]
    if not reserved:
        safe = charsets.write(charsets.union((ord(each), ord(each)) for each in SAFE))
        return string_patterns.portable(f"^{safe}+$")

    def rest(prefix: str) -> str:
        words = [word for word in reserved if word.startswith(prefix) and word != prefix]
        letters = sorted({word[len(prefix)] for word in words})
        others = charsets.union((ord(each), ord(each)) for each in SAFE if each not in letters)
        options = [f"{charsets.write(others)}{anything}", *(each + rest(prefix + each) for each in letters)]
        optional = "" if not prefix or prefix in reserved else "?"
        return f"(?:{'|'.join(options)}){optional}"

    anything = charsets.write(charsets.union((ord(each), ord(each)) for each in SAFE)) + "*"
    return string_patterns.portable(f"^{rest('')}$")
