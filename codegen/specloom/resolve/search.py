"""The full-text search of an entity."""

from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.model import Field, Search
from specloom.naming import identifiers
from specloom.resolve.field_lists import by_names, report_unknown
from specloom.resolve.key_types import shown
from specloom.resolve.scope import Scope

SEARCHABLE = ("string", "text", "email", "url", "slug")
"""Types that can be searched."""


def search_of(scope: Scope, entity: Declared[EntitySpec], table: str, fields: list[Field]) -> Search | None:
    """Return the search of an entity, or None."""
    by_name = by_names(fields)
    found: list[str] = []
    for index, name in enumerate(entity.spec.search):
        field = by_name.get(name)
        place = entity.place("search", index)
        if name == "id" and entity.spec.id.fields is None:
            scope.report("T014", f"`{entity.name}` cannot search `id`, which has a path of its own", place)
        elif field is None:
            report_unknown(scope, entity, name, (index,), "search", by_name)
        elif field.hidden:
            message = f"`{entity.name}` cannot search `{name}`, which is {field.visibility.value}"
            scope.report("V004", message, place)
        elif field.type.kind not in SEARCHABLE or field.reference is not None:
            what = f"of type `{shown(field.type)}`" if field.reference is None else "a relation"
            message = f"`{entity.name}` cannot search `{name}`, which is {what}"
            scope.report("T014", message, place, f"types that can be searched are {', '.join(SEARCHABLE)}")
        elif field.attribute in found:
            scope.report("S007", f"`{entity.name}` searches `{name}` twice", place)
        else:
            found.append(field.attribute)
    if "search" in entity.spec.model_fields_set and not entity.spec.search and not entity.is_flawed("search"):
        message = f"`{entity.name}` searches no field"
        scope.report("S008", message, entity.place("search"), "omit `search` to have none")
    return Search(identifiers.shortened(f"{table}_search"), tuple(found)) if found else None
