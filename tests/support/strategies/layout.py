"""Writes the data of a spec as YAML text, with the place of every key and value, and says whether it is valid."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.support.compiled_specs import compile_text

Path = tuple[str | int, ...]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\[\])?\??")
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NOT_TEXT = ("true", "false", "null")
_WIDEST = 100
"""Characters up to which a mapping is written in one line."""


class Raw(str):
    """A text that stands in the YAML as it is, whatever YAML makes of it."""

    __slots__ = ()


@dataclass(slots=True)
class Written:
    """The text of a spec, and where each key and value stands: (line, column), both from 1."""

    text: str = ""
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Of the items of a list: where the item stands."""
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def here(self) -> tuple[int, int]:
        """Return where the next character will stand."""
        return self.text.count("\n") + 1, len(self.text) - (self.text.rfind("\n") + 1) + 1


def written(spec: dict[str, Any]) -> Written:
    """Write a spec as YAML: blocks, and short mappings and lists in one line, so that both forms are read."""
    result = Written()
    _block(result, spec, (), 0)
    return result


def is_valid(spec: dict[str, Any]) -> bool:
    """Tell whether the resolver takes a spec."""
    return compile_text(written(spec).text).service is not None


def _block(out: Written, value: Any, path: Path, indent: int) -> None:
    """Write a mapping or list that is not empty, one line for each entry."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in entries:
        below = (*path, key)
        out.text += " " * indent
        out.keys[below] = out.here()
        out.text += f"{_scalar(key, flow=False)}:" if isinstance(value, dict) else "-"
        if _is_short(each, below):
            out.text += " "
            _flow(out, each, below)
            out.text += "\n"
        else:
            out.text += "\n"
            out.values[below] = (out.here()[0], indent + 3)
            _block(out, each, below, indent + 2)


def _is_short(value: Any, path: Path) -> bool:
    if not isinstance(value, dict | list) or not value:
        return True
    if len(path) < 3 or any(isinstance(each, Raw) for each in _leaves(value)):
        return len(path) >= 3 and isinstance(value, list)
    return len(json.dumps(value, default=str)) <= _WIDEST


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)] + list(value)
    return [leaf for each in value for leaf in _leaves(each)] if isinstance(value, list) else [value]


def _flow(out: Written, value: Any, path: Path) -> None:
    """Write a value in one line."""
    out.values[path] = out.here()
    if not isinstance(value, dict | list):
        out.text += _scalar(value, flow=_is_inside_flow(out))
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    out.text += opening
    for index, key in enumerate(value):
        out.text += ", " if index else ""
        below = (*path, key if isinstance(value, dict) else index)
        out.keys[below] = out.here()
        if isinstance(value, dict):
            out.text += f"{_scalar(key, flow=True)}: "
        _flow(out, value[key] if isinstance(value, dict) else key, below)
    out.text += closing


def _is_inside_flow(out: Written) -> bool:
    line = out.text.rpartition("\n")[2]
    return re.match(r"""\s*(?:-|(?:"(?:[^"\\]|\\.)*"|[^\s"]+):) [{\[]""", line) is not None


def _scalar(value: Any, *, flow: bool) -> str:
    if isinstance(value, Raw):
        return str(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | Decimal):
        return str(value)
    plain = _PLAIN_IN_FLOW if flow else _PLAIN
    if plain.fullmatch(value) and value not in _NOT_TEXT:
        return str(value)
    return json.dumps(value, ensure_ascii=False)
