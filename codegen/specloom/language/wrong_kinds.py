"""Descriptions of values of the wrong kind, and of the expected kinds."""

from specloom.language.declarations import Path
from specloom.source.nodes import MappingNode, Node, ScalarNode, SequenceNode


def wanted(kind: str, node: Node | None, path: Path) -> tuple[str, str | None]:
    """Return the description of the expected value, and the help for the usual mistake."""
    scalar = node if isinstance(node, ScalarNode) else None
    if (
        kind == "string_type"
        and path[0] == "entities"
        and isinstance(node, MappingNode)
        and "type" in node.items
    ):
        return "a text", UNDER_FIELDS
    if kind == "string_type":
        quotes = scalar is not None and scalar.value is not None and not isinstance(scalar.value, str)
        return "a text", f'write "{scalar.text}"' if scalar is not None and quotes else None
    if kind in ("bool_type", "bool_parsing"):
        lowered = scalar.text.lower() if scalar is not None else ""
        right = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
        return "`true` or `false`", f"write `{right[lowered]}`" if lowered in right else None
    if kind.startswith("int_"):
        quoted = scalar is not None and isinstance(scalar.value, str) and scalar.text.isdigit()
        return (
            "a whole number",
            f"write {scalar.text} without quotes" if scalar is not None and quoted else None,
        )
    if kind == "server_type" and scalar is not None and "{" in scalar.text:
        return _OTHERS[kind], "variables are not supported: list one server for each value"
    if kind == "list_type" and path == ("service", "servers"):
        return "a list", _EXAMPLES["servers"]
    if kind == "list_type":
        return "a list", f"write [{scalar.text}]" if scalar is not None and scalar.text else None
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return _mapping(path)
    return _OTHERS.get(kind, "another kind of value"), None


def _mapping(path: Path) -> tuple[str, str | None]:
    """Return the description of a mapping at a path, with an example if that helps."""
    match path:
        case ("enums", _):
            return "a list of values", None
        case (_, _, "fields", _):
            return "a type, or a mapping of options", None
        case ("entities", _) | ("entities" | "mixins", _, "fields"):
            return "a mapping", UNDER_FIELDS
        case ("service", *_):
            return "a mapping", _EXAMPLES.get(path[1] if len(path) > 1 else "service")
    return "a mapping", None


UNDER_FIELDS = "put a field under `fields`: write `fields: {title: {type: string}}`"
_EXAMPLES: dict[str | int, str] = {
    "service": 'write `service: {title: Clinic, version: "1.0"}`',
    "contact": "write `contact: {name: The team, email: team@example.com}`",
    "license": "write `license: {name: MIT, identifier: MIT}`",
    "servers": "write `servers: [{url: https://api.example.com}]`",
    "security": "write `security: {HTTPBearer: A token}`",
}
"""The help for wrong values of keys of `service`."""
_OTHERS = {
    "number_type": "a number",
    "url_type": "a URL of http or https",
    "server_type": "a URL of http or https, or a path, without a slash at its end",
    "email_type": "an email address",
}


def described(node: Node | None) -> str:
    """Describe a value."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    if not isinstance(node, ScalarNode) or node.value is None:
        return "nothing"
    shown = node.text if len(node.text) <= 40 else f"{node.text[:37]}..."
    if isinstance(node.value, bool):
        return f"`{shown}`"
    return f"the text `{shown}`" if isinstance(node.value, str) else f"the number {shown}"
