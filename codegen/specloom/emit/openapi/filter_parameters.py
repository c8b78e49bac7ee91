"""The filters of lists as OpenAPI parameters. Filters that several lists share become components."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from specloom.emit.filters import Filter
from specloom.emit.list_patterns import MAX_VALUES, list_schema
from specloom.emit.openapi.examples import NO_EXAMPLE, example, examples
from specloom.emit.openapi.value_schemas import json_form
from specloom.resolve.literals import Misfit, literal
from specloom.types import JsonSchema, Operator, Type, row

JsonObject = dict[str, Any]

_TEXTS = frozenset("string text email url slug ip".split())
_FEW = 4
"""Number of examples from which two are chosen for a list."""


def share_filters(paths: JsonObject, taken: JsonObject) -> dict[str, JsonObject]:
    """Replace each `Filter` in `paths` by its parameter, or by a reference if several lists have it.

    Return the shared parameters by name. Their names are not in `taken`.
    """
    places = [item["get"]["parameters"] for item in paths.values() if "parameters" in item.get("get", ())]
    uses = Counter(each for parameters in places for each in parameters if isinstance(each, Filter))
    made = {each: _parameter(each) for each in uses}
    names = _names({each: made[each] for each, count in uses.items() if count > 1}, taken)
    shared = {name: made[each] for each, name in names.items()}
    made |= {each: {"$ref": f"#/components/parameters/{name}"} for each, name in names.items()}
    for parameters in places:
        parameters[:] = [made[each] if isinstance(each, Filter) else each for each in parameters]
    return shared


def _names(shared: dict[Filter, JsonObject], taken: Iterable[str]) -> dict[Filter, str]:
    """Return the component name of each shared filter: that of its parameter.

    Different filters with the same parameter get a digest in their names. With numbers instead, a new entity could
    change the names of others.
    """
    count = Counter([*taken, *(each.parameter for each in shared)])
    return {
        each: each.parameter if count[each.parameter] == 1 else f"{each.parameter}.{_digest(parameter)}"
        for each, parameter in shared.items()
    }


def _digest(parameter: JsonObject) -> str:
    return hashlib.sha256(json.dumps(parameter, sort_keys=True).encode()).hexdigest()[:8]


def _parameter(filter_: Filter) -> JsonObject:
    result: JsonObject = {"name": filter_.parameter, "in": "query", "description": _description(filter_)}
    if filter_.deprecated:
        result["deprecated"] = True
    found = _schema(filter_.type, filter_.operator)
    value = _example(filter_)
    return {**result, "schema": found if value is NO_EXAMPLE else {**found, "examples": [value]}}


def _description(filter_: Filter) -> str:
    """Return the description of a filter."""
    if not filter_.linked:
        return _DESCRIPTIONS[filter_.operator].format(filter_.name)
    if filter_.operator == "in":
        return f"Only items that are linked to one of these. {_SEVERAL}"
    return f"Only items that are linked to this {re.sub('_ids?$', '', filter_.name).replace('_', ' ')}."


_SEVERAL = f"At most {MAX_VALUES} values, separated by commas. A value cannot contain a comma."
_DESCRIPTIONS: dict[Operator, str] = {
    "eq": "Only items whose {} equals this value.",
    "ne": "Only items whose {} has another value and is not null.",
    "gt": "Only items whose {} is greater.",
    "gte": "Only items whose {} is greater or equal.",
    "lt": "Only items whose {} is less.",
    "lte": "Only items whose {} is less or equal.",
    "in": f"Only items whose {{}} is one of these values. {_SEVERAL}",
    "contains": "Only items whose {} contains this text. Case matters.",
    "startswith": "Only items whose {} starts with this text. Case matters.",
    "has": "Only items whose {} contains this value.",
    "isnull": "`true`: only items whose {0} is null. `false`: only items whose {0} is not null.",
}


@lru_cache(maxsize=4096)
def _schema(type_: Type, operator: Operator) -> JsonSchema:
    """Return the JSON Schema of the value of a filter."""
    if operator == "in":
        found = list_schema(type_)
        assert found is not None
        return found
    return row(type_).schema(type_)


@lru_cache(maxsize=4096)
def _example(filter_: Filter) -> Any:
    """Return an example for a filter, or NO_EXAMPLE."""
    name = "id" if filter_.linked or filter_.name.endswith("_id") else filter_.name
    match filter_.operator:
        case "isnull":
            return True
        case "in":
            return _listed(filter_, name)
        case "contains" | "startswith":
            return _part(filter_, name)
    if filter_.example is not None and _fits(filter_.type, filter_.example):
        return json_form(filter_.type, filter_.example)
    return example(filter_.type, name)


def _listed(filter_: Filter, name: str) -> Any:
    given = () if filter_.example is None else (filter_.example,)
    schema = list_schema(filter_.type)
    assert schema is not None
    values = [*map(_url_text, (*given, *examples(filter_.type, name, _FEW)))]
    usable = [each for each in dict.fromkeys(values) if each and re.fullmatch(schema["pattern"], each)]
    shown = 1 if filter_.type.kind in _TEXTS else 2
    return ",".join(usable[:shown]) if usable else NO_EXAMPLE


def _url_text(value: Any) -> str:
    """Return a value as text in a URL."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _part(filter_: Filter, name: str) -> Any:
    """Return the first word of the field's example."""
    whole = filter_.example if isinstance(filter_.example, str) else example(filter_.type, name)
    found = re.match(r"\w+", whole) if isinstance(whole, str) else None
    return whole if found is None else found[0]


def _fits(type_: Type, value: object) -> bool:
    try:
        literal(type_, value)
    except Misfit:
        return False
    return True
