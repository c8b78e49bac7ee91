"""Pydantic classes, from the lines that datamodel-code-generator writes for fields.

How it writes a field depends on a few yes and no: may it be null, may it be absent, and so on. So it is asked once,
with marks for names, types and defaults, for a line of each form that a field can have, and the classes of all
entities are made of these lines. No text of a spec passes through it: none can become code or change a name, and a
thousand entities cost it no more than one.
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
    """The generator of classes made something else than was asked for: a fault of ours, never of a spec."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One field of a class."""

    name: str
    """In JSON."""
    attribute: str
    """In Python."""
    annotation: str
    """Python annotation of the value, without None and MISSING."""
    nullable: bool = False
    required: bool = True
    default: str | None = None
    """Python expression, for a field that is not required; MISSING where there is none."""
    shown: bool = True
    """False if `repr` must not show the value."""
    docstring: str | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """One Pydantic class to be made."""

    name: str
    base: str
    docstring: str
    attributes: tuple[Attribute, ...]


class Form(NamedTuple):
    """What decides how a field is written, beside its names, its type and its default."""

    nullable: bool
    absent: str
    """What it becomes if it is absent: `default`, `None`, `MISSING`; empty if it is required."""
    shown: bool
    renamed: bool
    """True if Python has another name for it than JSON."""


Lines = dict[Form, str]
"""A line for each form, with marks."""

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


def field_lines(memory: RenderCache) -> Lines:
    """Return the line of each form. Raises ClassError if something else comes out than one field for each."""
    key = cache_key("lines of fields")
    text = memory.get(key)
    if text is None:
        text = json.dumps(_made())
        memory.keep(key, text)
    return dict(zip(_FORMS, json.loads(text), strict=True))


def _form(attribute: Attribute) -> Form:
    absent = ""
    if not attribute.required:
        absent = {None: "MISSING", "None": "None"}.get(attribute.default, "default")
    return Form(attribute.nullable, absent, attribute.shown, attribute.name != attribute.attribute)


def _exchange(attribute: Attribute) -> Callable[[re.Match[str]], str]:
    """Return what puts a field's own names, type and default in place of the marks."""

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
        raise ClassError(f"asked for a class with a field of each form, got {source}")
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
    """Return the module that datamodel-code-generator makes of a class with these properties."""
    # Imported here because it takes a second, which a run that has the lines need not spend.
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
        class_name="RootModel",  # of the document, which is skipped
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
