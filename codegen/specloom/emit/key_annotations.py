"""Python annotations of the primary key in requests."""

from specloom.emit.annotations import incoming
from specloom.model import Entity
from specloom.types import Type, row


def key_type(entity: Entity) -> str:
    """Return the Python type of a key: of the id, or a tuple of the parts."""
    parts = [row(each.type).annotation(each.type) for each in entity.key]
    return f"tuple[{', '.join(parts)}]" if entity.parts else parts[0]


def key_annotations(entity: Entity) -> list[str]:
    """Return the annotation of each path parameter of an item."""
    parameters = zip(entity.parameters, entity.key, strict=True)
    return [path_annotation(field.type.as_key(), name) for name, field in parameters]


def path_annotation(type_: Type, parameter: str) -> str:
    """Return the annotation of one path parameter."""
    if type_.kind == "enum":
        return f"Annotated[enums.{type_.enum}, Path(alias={parameter!r})]"
    if type_.kind != "string":
        return f"Annotated[{incoming(type_)}, Path(alias={parameter!r})]"
    shortest = f"min_length={type_.min_length}, " if type_.min_length else ""
    rules = f"{shortest}max_length={type_.max_length}, pattern={type_.pattern!r},"
    return f"Annotated[str, Path(alias={parameter!r}, {rules})]"
