"""OpenAPI documents of several specs, and access to their parts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs

from specloom.emit.openapi.document import document
from tests.support.compiled_specs import service_of

ROOT = Path(__file__).parents[2]
SPECS = {
    "blog": ROOT / "spec/blog.yaml",
    "chinook": ROOT / "examples/chinook/spec/chinook.yaml",
    "every type": ROOT / "tests/cases/every-type/spec.yaml",
    "every relation": ROOT / "tests/cases/every-relation/spec.yaml",
}
METHODS = ("get", "post", "put", "patch", "delete")
Document = dict[str, Any]


def operations(made: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield the method, the path and the object of each operation."""
    for path, item in made["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def resolved(made: Document, node: Document) -> Document:
    """Return the target of a reference, or the node itself."""
    for part in node.get("$ref", "#").split("/")[1:]:
        node = made if node.get("$ref") else node
        node = node[part]
    return node


def parameters(made: Document, path: str, operation: Document) -> dict[str, Document]:
    """Return the parameters of an operation as `in.name`, including those of its path."""
    found = [resolved(made, each) for each in made["paths"][path].get("parameters", [])]
    found += [resolved(made, each) for each in operation.get("parameters", [])]
    return {f"{each['in']}.{each['name']}": each for each in found}


def body_of(made: Document, operation: Document) -> Document:
    """Return the schema of an operation's body."""
    return resolved(made, operation["requestBody"]["content"]["application/json"]["schema"])


def objects(node: Any) -> Iterator[Document]:
    """Yield every object in a document."""
    if isinstance(node, dict):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(each)


def validator(made: Document, schema: Document) -> jsonschema_rs.Validator:
    """Return a validator that resolves references into the document."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": made["components"]})


def statuses(text: str, operation_id: str) -> set[str]:
    """Return the statuses of one operation of a spec."""
    found = {
        operation["operationId"]: operation for _, _, operation in operations(document(service_of(text)))
    }
    return set(found[operation_id]["responses"])
