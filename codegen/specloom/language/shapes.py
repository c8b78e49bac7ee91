"""Validation of the structure of one file: known keys, and values of the right kind.

A wrong key or value is reported and left out, so that one mistake does not hide others. Its path is recorded as
flawed, so that it causes no second diagnostic.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile
from typing import Any

from pydantic import BaseModel, ValidationError

from specloom.diagnostics.diagnostic import Diagnostic, ordered
from specloom.language.declarations import MAX_SUGGESTIONS, Declared, Path, child, closest
from specloom.language.field_spec import EnumSpec, FieldSpec, ItemSpec
from specloom.language.keys_of_other_tools import (
    NAMES_A_RELATION,
    NAMES_A_TYPE,
    of_entity,
    of_field,
    of_file,
    words,
)
from specloom.language.service import ContactSpec, LicenseSpec, ServerSpec, ServiceSpec
from specloom.language.spec import EntitySpec, IdSpec, MixinSpec, Spec
from specloom.language.types_of_other_tools import NATIVE, of_relation
from specloom.language.wrong_kinds import UNDER_FIELDS, described, wanted
from specloom.source.nodes import Document, FlawedNode, MappingNode, Node, ScalarNode, SequenceNode

FREE_KEYS = ("default", "example", "schema")
"""Options of a field that accept any value, including null."""
LIST_OF_KEYS = "the valid keys are "
"""Start of the help that lists all keys of a mapping."""
_FLAWED = object()
"""Represents the value of a node that has been reported."""
MAX_ROUNDS = 8
"""Maximum number of validations of a document, each without the mistakes of the one before."""


def check_shape(document: Document, root: MappingNode) -> tuple[Spec, frozenset[Path], list[Diagnostic]]:
    """Return the model of a document without its flawed parts, the paths of these, and the diagnostics."""
    diagnostics: list[Diagnostic] = []
    flawed: set[Path] = set()
    data = _plain(document, root, (), flawed, diagnostics)
    whole: Declared[Any] = Declared("", None, document, root.mark, root)
    for _ in range(MAX_ROUNDS):
        try:
            return Spec.model_validate(data), frozenset(flawed), diagnostics
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
        gone: set[Path] = set()  # values below these paths have been left out already
        unknown: dict[Path, list[str]] = {}
        for detail in details:
            if detail["type"] == "extra_forbidden":
                unknown.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
        for detail in sorted(details, key=lambda each: _order(each["loc"]), reverse=True):
            kind, path = detail["type"], detail["loc"]
            known = kind == "missing" and (path in flawed or _is_misspelt(path, unknown.get(path[:-1], [])))
            if not known:
                suggest = len(diagnostics) < MAX_SUGGESTIONS
                diagnostics.append(_shape(whole, kind, path, detail.get("ctx", {}), suggest=suggest))
            dropped = path[:-1] if kind == "missing" else tuple(takewhile(_is_key, path))
            flawed.add(dropped)
            if gone.isdisjoint(dropped[:end] for end in range(len(dropped) + 1)):
                _drop(data, dropped)
                gone.add(dropped)
    return Spec(), frozenset(flawed), diagnostics


def _plain(
    document: Document, node: Node, path: Path, flawed: set[Path], diagnostics: list[Diagnostic]
) -> Any:
    """Return the data of a node without empty values, which are reported.

    A list with a flawed item is flawed as a whole, since its other items would move.
    """
    if isinstance(node, ScalarNode):
        return node.value
    free = len(path) > 4 and path[4] in FREE_KEYS
    if isinstance(node, SequenceNode):
        items = [
            _plain(document, item, (*path, index), flawed, diagnostics)
            for index, item in enumerate(node.items)
        ]
        return _FLAWED if _FLAWED in items else items
    if isinstance(node, FlawedNode):
        return _FLAWED
    result = {}
    for key, item in node.items.items():
        below = (*path, key)
        if is_empty(item) and not free and not (len(path) == 4 and key in FREE_KEYS):
            flawed.add(below)
            help = "write `{}` for a mapping without keys" if len(path) == 1 else None
            place = document.place(node.keys[key])
            diagnostics.append(Diagnostic("S002", f"`{key}` has no value", place, help))
            continue
        value = _plain(document, item, below, flawed, diagnostics)
        if value is _FLAWED:
            flawed.add(below)
        else:
            result[key] = value
    return result


def _is_misspelt(path: Path, unknown: list[str]) -> bool:
    """Return whether a missing key is present under another name, which is reported instead."""
    if path[-1] == "type" and not NAMES_A_TYPE.isdisjoint(map(words, unknown)):
        return True
    wanted = closest(str(path[-1]), [str(path[-1])])
    return any(closest(each, _keys_at(path[:-1])) == wanted for each in unknown[:MAX_SUGGESTIONS])


def is_empty(node: Node) -> bool:
    """Return whether a node is null."""
    return isinstance(node, ScalarNode) and node.value is None


def _is_key(part: str | int) -> bool:
    return isinstance(part, str)


def _order(path: Path) -> list[tuple[int, str]]:
    return [(part, "") if isinstance(part, int) else (-1, part) for part in path]


def _drop(data: Any, path: Path) -> None:
    """Remove the value at a path from the data, if present."""
    steps: list[tuple[Any, str | int]] = []
    for part in path:
        if isinstance(data, dict) and part in data:
            steps.append((data, part))
            data = data[part]
    if steps:
        parent, key = steps[-1]
        del parent[key]


def _shape(
    whole: Declared[Any], kind: str, path: Path, context: dict[str, Any], *, suggest: bool
) -> Diagnostic:
    """Return the diagnostic of a wrong value at a path."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    label = f"an item of `{name}`" if path and isinstance(path[-1], int) else f"`{name}`"
    node = _node(whole.node, path)
    place = whole.place(*path)
    if kind == "extra_forbidden":
        names = _keys_at(path[:-1])
        help = _other_name(path, whole.node) or (closest(name, names) if suggest else None)
        if help is None and suggest:
            help = LIST_OF_KEYS + ", ".join(f"`{each}`" for each in names)
        return Diagnostic("S001", f"unknown key `{name}`", whole.key_place(*path), help)
    if kind == "missing":
        owner = next((part for part in reversed(path[:-1]) if isinstance(part, str)), "")
        return Diagnostic("S003", f"`{owner}` needs `{name}`", whole.key_place(*path[:-1]))
    if kind == "literal_error":
        choices = re.findall("'([^']*)'", context["expected"])
        help = closest(node.text, choices) if isinstance(node, ScalarNode) and suggest else None
        expected = context["expected"].replace("'", "`")
        return Diagnostic("S004", f"{label} must be {expected}, not {described(node)}", place, help)
    if kind == "string_too_long":
        message = f"`{name}` is longer than {context['max_length']} characters"
        return Diagnostic("S008", message, place)
    if kind == "line_type":
        return Diagnostic("S008", f"`{name}` must be one line, without tabs", place)
    if kind == "license_type":
        return Diagnostic("S008", "`license` has `identifier` or `url`, not both", whole.key_place(*path))
    right, help = wanted(kind, node, path)
    return Diagnostic("S002", f"{label} must be {right}, not {described(node)}", place, help)


def _other_name(path: Path, root: Node) -> str | None:
    """Return the help for a key that other tools use, or that belongs elsewhere."""
    key = str(path[-1])
    match path:
        case (_,):
            return of_file(key)
        case ("entities", _, _) if _is_field(_node(root, path)):
            return UNDER_FIELDS
        case ("mixins", _, _) if _is_field(_node(root, path)):
            return UNDER_FIELDS
        case ("entities", _, _):
            return of_entity(key)
        case (_, _, "fields", _, _) | (_, _, "fields", _, "item", _):
            owner = _node(root, path[:-1])
            if words(key) in NAMES_A_RELATION and isinstance(owner, MappingNode):
                texts = owner.items.items()
                return of_relation(
                    {
                        name: each.text
                        for name, each in texts
                        if words(name) in NAMES_A_RELATION and isinstance(each, ScalarNode)
                    }
                )
            return of_field(key)
    return None


def _is_field(node: Node | None) -> bool:
    """Return whether a value looks like a field: a mapping with a type, or the name of a type."""
    if isinstance(node, MappingNode):
        return "type" in node.items
    return isinstance(node, ScalarNode) and node.text.removesuffix("?").removesuffix("[]") in NATIVE


def without_duplicates(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the sorted diagnostics. Only the first of several unknown keys has the list of valid keys as its help."""
    listed: set[str] = set()
    result = []
    for each in ordered(diagnostics):
        repeated = each.help in listed
        if each.help is not None and each.help.startswith(LIST_OF_KEYS):
            listed.add(each.help)
        result.append(replace(each, help=None) if repeated else each)
    return result


def _node(node: Node, path: Path) -> Node | None:
    for part in path:
        found = child(node, part)
        if found is None:
            return node if isinstance(node, ScalarNode) else None
        node = found[1]
    return node


def _keys_at(path: Path) -> list[str]:
    """Return the valid keys of a mapping at a path."""
    model: type[BaseModel] = Spec
    match path:
        case ("service",):
            model = ServiceSpec
        case ("service", "servers", _):
            model = ServerSpec
        case ("service", "contact"):
            model = ContactSpec
        case ("service", "license"):
            model = LicenseSpec
        case ("enums", _):
            model = EnumSpec
        case ("mixins", _):
            model = MixinSpec
        case ("entities", _):
            model = EntitySpec
        case ("entities", _, "id"):
            model = IdSpec
        case (_, _, "fields", _):
            model = FieldSpec
        case (_, _, "fields", _, "item"):
            model = ItemSpec
    return sorted(each.alias or name for name, each in model.model_fields.items())
