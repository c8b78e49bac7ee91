"""The filters of lists as parameters of the OpenAPI document; what several lists have alike is said once."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from specloom.emit.filters import Filter
from specloom.emit.list_patterns import MOST_VALUES, list_schema
from specloom.emit.openapi.examples import NO_EXAMPLE
from specloom.emit.openapi.filter_examples import filter_example
from specloom.types import JsonSchema, Operator, Type, row

JsonObject = dict[str, Any]


def share_filters(paths: JsonObject, taken: JsonObject) -> dict[str, JsonObject]:
    """Put the parameter that it means in place of each `Filter` in `paths`, or a reference if it is there twice.

    Returns what the references lead to, by name. None is one of the names that are `taken`.
    """
    places = [item["get"]["parameters"] for item in paths.values() if "parameters" in item.get("get", ())]
    uses = Counter(each for parameters in places for each in parameters if isinstance(each, Filter))
    settled = {each: _parameter(each) for each in uses}
    names = _names({each: settled[each] for each, count in uses.items() if count > 1}, taken)
    shared = {name: settled[each] for each, name in names.items()}
    settled |= {each: {"$ref": f"#/components/parameters/{name}"} for each, name in names.items()}
    for parameters in places:
        parameters[:] = [settled[each] if isinstance(each, Filter) else each for each in parameters]
    return shared


def _names(shared: dict[Filter, JsonObject], taken: Iterable[str]) -> dict[Filter, str]:
    """Return the name of each filter that several lists share: that of its parameter.

    Filters of different meaning that have the same parameter all get a digest of what they are. A number would give
    one the name of another when an entity is added in front of both.
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
    value = filter_example(filter_)
    return {**result, "schema": found if value is NO_EXAMPLE else {**found, "examples": [value]}}


def _description(filter_: Filter) -> str:
    """Return what a filter does."""
    if not filter_.linked:
        return _SAID[filter_.operator].format(filter_.name)
    if filter_.operator == "in":
        return f"Only what is linked to one of these. {_SEVERAL}"
    return f"Only what is linked to this {re.sub('_ids?$', '', filter_.name).replace('_', ' ')}."


_SEVERAL = f"At most {MOST_VALUES}, with commas between them; none can have a comma."
_SAID: dict[Operator, str] = {
    "eq": "Only where {} equals this value.",
    "ne": "Only where {} has another value, and is not null.",
    "gt": "Only where {} is greater.",
    "gte": "Only where {} is greater or equal.",
    "lt": "Only where {} is less.",
    "lte": "Only where {} is less or equal.",
    "in": f"Only where {{}} is one of these values. {_SEVERAL}",
    "contains": "Only where {} has this text in it, in the same case.",
    "startswith": "Only where {} begins with this text, in the same case.",
    "has": "Only where {} holds this item.",
    "isnull": "Only where {} is null, or only where it is not.",
}


@lru_cache(maxsize=4096)
def _schema(type_: Type, operator: Operator) -> JsonSchema:
    """Return the JSON Schema of the value of a filter."""
    if operator == "in":
        found = list_schema(type_)
        assert found is not None
        return found
    return row(type_).schema(type_)
