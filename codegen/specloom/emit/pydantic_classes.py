"""Pydantic classes, composed of field lines that datamodel-code-generator writes.

A field's line depends on a few booleans, such as whether it is nullable or optional. So the library generates one
line for each combination, with placeholders for names, types and defaults. All classes are composed of these lines.
The library never sees a text of the spec, so no text can become code, and its cost does not grow with the spec.
"""

import ast
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from specloom.emit.render_cache import RenderCache, cache_key

JsonSchema = dict[str, Any]

_MARK = re.compile(r"'@default@'|'name_\d+'|\b(?:attribute|name)_\d+\b|\bMark\b")


class ClassError(Exception):
    """datamodel-code-generator returned unexpected code: an internal error, not a problem of the spec."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One field of a class."""

    name: str
    """Name in JSON."""
    attribute: str
    """Name in Python."""
    annotation: str
    """Python annotation of the value, without None and MISSING."""
    nullable: bool = False
    required: bool = True
    default: str | None = None
    """Python expression of the default of an optional field. None means MISSING."""
    shown: bool = True
    """False if `repr` must hide the value."""
    docstring: str | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A Pydantic class to generate."""

    name: str
    base: str
    docstring: str
    attributes: tuple[Attribute, ...]


class Form(NamedTuple):
    """The properties that determine the line of a field, besides its names, type and default."""

    nullable: bool
    absent: str
    """The value of an absent field: `default`, `None` or `MISSING`; empty if the field is required."""
    shown: bool
    renamed: bool
    """True if the name in Python differs from the name in JSON."""


Lines = dict[Form, str]
"""The line of each form, with placeholders."""

_YES_OR_NO = (False, True)
_FORMS = tuple(
    Form(*each) for each in product(_YES_OR_NO, ("", "default", "None", "MISSING"), _YES_OR_NO, _YES_OR_NO)
)


def class_source(class_: Class, lines: Lines) -> str:
    """Return the source of a class, given the line of each form."""
    parts = [f"class {class_.name}({class_.base}):", f"    {class_.docstring}", ""]
    for each in class_.attributes:
        parts.append(f"    {_MARK.sub(_exchange(each), lines[_form(each)])}")
        if each.docstring is not None:
            parts.append(f"    {each.docstring}")
    return "\n".join(parts) + "\n"


def field_lines(cache: RenderCache) -> Lines:
    """Return the line of each form. Raises ClassError if the library returns anything but one field for each form."""
    key = cache_key("lines of fields")
    text = cache.get(key)
    if text is None:
        text = json.dumps(_made())
        cache.put(key, text)
    return dict(zip(_FORMS, json.loads(text), strict=True))


def _form(attribute: Attribute) -> Form:
    absent = ""
    if not attribute.required:
        absent = {None: "MISSING", "None": "None"}.get(attribute.default, "default")
    return Form(attribute.nullable, absent, attribute.shown, attribute.name != attribute.attribute)


def _exchange(attribute: Attribute) -> Callable[[re.Match[str]], str]:
    """Return a function that replaces the placeholders by a field's names, type and default."""

    def exchanged(mark: re.Match[str]) -> str:
        match mark[0][:2]:
            case "'@":
                return attribute.default or ""
            case "'n":
                return repr(attribute.name)
            case "at" | "na":
                return attribute.attribute
        return attribute.annotation

    return exchanged


@cache
def _made() -> tuple[str, ...]:
    """Return the lines of all forms in their order."""
    source = _generate({f"name_{index}": _property(form) for index, form in enumerate(_FORMS)})
    found = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    fields = [each for node in found for each in node.body if isinstance(each, ast.AnnAssign)]
    names = [each.target.id for each in fields if isinstance(each.target, ast.Name)]
    if len(found) != 1 or names != [_attribute(index) for index in range(len(_FORMS))]:
        raise ClassError(f"expected a class with one field for each form, not {source}")
    lines = source.splitlines()
    texts = [" ".join(map(str.strip, lines[each.lineno - 1 : each.end_lineno])) for each in fields]
    return tuple(each.replace(" | None | MISSING", " | MISSING | None") for each in texts)  # ruff's RUF036


def _attribute(index: int) -> str:
    return f"attribute_{index}" if _FORMS[index].renamed else f"name_{index}"


def _property(form: Form) -> JsonSchema:
    schema: JsonSchema = {"$ref": "#/$defs/marks.Mark"}
    if form.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if form.absent in ("default", "None"):
        schema["default"] = None if form.absent == "None" else "@default@"
    if not form.shown:
        schema["repr"] = False
    return schema


def _generate(properties: dict[str, JsonSchema]) -> str:
    """Return the module that datamodel-code-generator generates for a class with these properties."""
    # Imported here because the import takes a second, which is not needed if the lines are cached.
    from datamodel_code_generator import InputFileType, PythonVersion, generate
    from datamodel_code_generator.enums import DataModelType, TargetPydanticVersion

    required = [f"name_{index}" for index, form in enumerate(_FORMS) if not form.absent]
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {
            "Fields": {"type": "object", "properties": properties, "required": required},
            "marks.Mark": {"x-python-import": {"module": "marks", "name": "Mark"}},
        },
    }
    source = generate(
        json.dumps(document),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion("2.14"),
        aliases={
            f"Fields.name_{index}": _attribute(index) for index, form in enumerate(_FORMS) if form.renamed
        },
        class_name="RootModel",  # the class of the document, which is skipped
        field_extra_keys={"repr"},
        allow_remote_refs=False,
        disable_future_imports=True,
        disable_timestamp=True,
        field_constraints=True,
        formatters=[],
        keep_model_order=True,
        skip_root_model=True,
        strict_nullable=True,
        strict_refs=True,
        use_annotated=True,
        use_exact_imports=True,
        use_missing_sentinel=True,
        use_standard_collections=True,
        use_union_operator=True,
    )
    if not isinstance(source, str):
        raise ClassError(f"expected one module, not {type(source).__name__}")
    return source
