"""The filters of lists as parameters of the OpenAPI document; what several lists have alike is said once."""

from collections import Counter
from typing import Any

from codegen.emit.filters import Filter, description, schema

JsonObject = dict[str, Any]


def settle(paths: JsonObject, taken: JsonObject) -> dict[str, JsonObject]:
    """Put the parameter that it means in place of each `Filter` in `paths`, or a reference if it is there twice.

    Returns what the references lead to, by name. None is one of the names that are `taken`.
    """
    places = [item["get"]["parameters"] for item in paths.values() if "parameters" in item.get("get", ())]
    uses = Counter(each for parameters in places for each in parameters if isinstance(each, Filter))
    named = Counter(taken)
    shared: dict[str, JsonObject] = {}
    settled: dict[Filter, JsonObject] = {}
    for each, count in uses.items():
        settled[each] = _parameter(each)
        if count > 1:
            named[each.parameter] += 1
            number = named[each.parameter]
            name = each.parameter if number == 1 else f"{each.parameter}.{number}"
            shared[name] = settled[each]
            settled[each] = {"$ref": f"#/components/parameters/{name}"}
    for parameters in places:
        parameters[:] = [settled[each] if isinstance(each, Filter) else each for each in parameters]
    return shared


def _parameter(filter_: Filter) -> JsonObject:
    result: JsonObject = {"name": filter_.parameter, "in": "query", "description": description(filter_)}
    if filter_.deprecated:
        result["deprecated"] = True
    return {**result, "schema": schema(filter_.type, filter_.operator)}
