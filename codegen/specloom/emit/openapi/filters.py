"""The filters of lists as parameters of the OpenAPI document; what several lists have alike is said once."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from specloom.emit.filters import Filter, description, schema
from specloom.emit.openapi.examples import NO_EXAMPLE
from specloom.emit.openapi.filter_examples import filter_example

JsonObject = dict[str, Any]


def settle(paths: JsonObject, taken: JsonObject) -> dict[str, JsonObject]:
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
    result: JsonObject = {"name": filter_.parameter, "in": "query", "description": description(filter_)}
    if filter_.deprecated:
        result["deprecated"] = True
    found = schema(filter_.type, filter_.operator)
    value = filter_example(filter_)
    return {**result, "schema": found if value is NO_EXAMPLE else {**found, "examples": [value]}}
