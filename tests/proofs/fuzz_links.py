"""References and relations between resources, read from the links of an OpenAPI document."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ID = "$response.body#/id"


@dataclass(frozen=True, slots=True)
class Reference:
    """A member of a resource's bodies that refers to another resource."""

    resource: str
    name: str
    target: str
    required: bool
    nullable: bool
    parts: tuple[str, ...] = ()
    """All members that refer together, the name the first of them, if the key of the target is composite."""

    def id_in(self, body: Mapping[str, Any]) -> Any:
        """Return what a body refers to; a list for a list of ids, None for nothing."""
        if not self.parts:
            return body.get(self.name)
        key = tuple(body.get(name) for name in self.parts)
        return None if None in key else key


@dataclass(frozen=True, slots=True)
class Relation:
    """A many-to-many relation at a path of its own, such as `/posts/{post_id}/tags`."""

    path: str
    resource: str
    owner: str
    """The path parameter of the owner's id."""
    target: str
    """The resource that it leads to."""
    parameter: str
    """The path parameter of the target's id."""

    @property
    def item(self) -> str:
        """The path of one link."""
        return f"{self.path}/{{{self.parameter}}}"

    @property
    def members(self) -> tuple[str, str]:
        """The names of which one is that of the ids in the owner."""
        return f"{self.parameter}s", f"{self.parameter.removeprefix('target_')}s"


def parts_of(document: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the names of what makes up the key, by resource, for those whose items have paths of several segments."""
    items = (re.fullmatch(r"(/[^/]+)((?:/\{\w+\}){2,})", path) for path in document["paths"])
    return {found[1]: tuple(re.findall(r"\w+", found[2])) for found in items if found is not None}


def references_of(document: dict[str, Any]) -> Iterator[Reference]:
    """Yield what the links from a create to another say: which member of the other's body refers to its row."""
    creates = {
        item["post"]["operationId"]: path for path, item in document["paths"].items() if "post" in item
    }
    keys = parts_of(document)
    for target in creates.values():
        created = document["paths"][target]["post"]["responses"].get("201", {})
        for link in created.get("links", {}).values():
            members = link.get("requestBody", {})
            for name, value in members.items():
                parts = _parts_in(members, name, keys.get(resource_of(target), ()))
                if value in (ID, [ID]) or parts:
                    resource = creates[link["operationId"]]
                    content = document["paths"][resource]["post"]["requestBody"]["content"]
                    schema = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
                    body = document["components"]["schemas"][schema]
                    required = name in body.get("required", ())
                    nullable = "null" in json.dumps(body["properties"][name])
                    yield Reference(
                        resource_of(resource), name, resource_of(target), required, nullable, parts
                    )


def _parts_in(members: Mapping[str, Any], name: str, key: tuple[str, ...]) -> tuple[str, ...]:
    """Return the members of a body that together refer to a row of a composite key, if a name is the first of them."""
    relation = name.removesuffix(f"_{key[0]}") if key else name
    parts = tuple(f"{relation}_{part}" for part in key)
    pointers = [members.get(part) for part in parts]
    is_whole = pointers == [f"$response.body#/{part}" for part in key]
    return parts if key and name == parts[0] and is_whole else ()


def relations_of(document: dict[str, Any]) -> Iterator[Relation]:
    """Yield what the links from a create to the link of two rows say: a path of two ids, and whose the last one is."""
    items = {
        item["put"]["operationId"]: path
        for path, item in document["paths"].items()
        if "put" in item and re.fullmatch(r"/[^/]+/\{\w+\}/[^/{]+/\{\w+\}", path)
    }
    for source, item in document["paths"].items():
        links = item.get("post", {}).get("responses", {}).get("201", {}).get("links", {})
        for link in links.values():
            path = items.get(link["operationId"])
            if path is not None:
                owner, parameter = re.findall(r"\{(\w+)\}", path)
                if f"path.{parameter}" in link["parameters"]:
                    yield Relation(
                        path.rpartition("/")[0], resource_of(path), owner, resource_of(source), parameter
                    )


def resource_of(path: str) -> str:
    """Return the path of the collection that a path belongs to, which stands for the resource."""
    return f"/{path.split('/')[1]}"
