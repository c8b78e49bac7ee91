"""Primary keys: their type, which every reference to the entity shares."""

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

LONGEST_ID = 255
DEFAULT_LENGTH = 64
SAFE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-"
ALSO_SAFE = ".~"
"""Characters that need no escape in a URL, and that an id may have if its pattern says so."""
DOTS = (".", "..")
"""Segments that a URL never has: clients take them for the folder itself and the one above."""
_RESERVED = ("batch", "export")
"""Segments below an entity's path that are routes of their own and can be no id."""


def resolve_ids(scope: Scope) -> None:
    """Settle the type of every entity's primary key, but for composite ones."""
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
        if not 1 <= value <= LONGEST_ID:
            message = f"`{label}`: {option} must be between 1 and {LONGEST_ID}"
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
    """Return a spec's own pattern for ids in its portable form: it may let only through what a path can hold."""
    try:
        pattern = string_patterns.portable(text)
    except string_patterns.PatternError as error:
        scope.report("T008", f"`{label}`: pattern: {error.message} (character {error.offset + 1})", place)
        return None
    if not is_path_safe(text):
        message = f"`{label}`: the pattern lets characters through that a path cannot hold"
        scope.report("T013", message, place, SAFE_HELP)
        return None
    for word in (*_RESERVED, *DOTS):
        if re.fullmatch(pattern, word):
            message = f"`{label}`: the pattern lets `{word}` through, which is a path of its own"
            scope.report("T013", message, place, f"choose a form of ids that `{word}` does not have")
            return None
    return pattern


def is_path_safe(text: str) -> bool:
    """Tell whether a spec's pattern lets only through what a segment of a path holds without an escape."""
    alternatives = regex.parse(text)
    safe = charsets.union((ord(each), ord(each)) for each in SAFE + ALSO_SAFE)
    unsafe = charsets.complement(safe)
    return all(each.starts and each.ends for each in alternatives) and not any(
        charsets.overlap(found, unsafe) for each in alternatives for found in _sets(each.body)
    )


SAFE_HELP = "anchor it with ^ and $, and use letters, digits and `-`, `_`, `.`, `~`"


def _sets(node: regex.Node) -> Iterator[charsets.Ranges]:
    """Yield every set of characters in an expression."""
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
    """Return the pattern of all texts of safe characters but the reserved ones of these lengths.

    It is plain where no reserved word has such a length, since software that makes up values from a document combines
    only plain patterns with lengths.
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
