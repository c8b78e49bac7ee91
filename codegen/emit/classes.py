"""Pydantic classes from JSON Schemas, through datamodel-code-generator.

No text of a spec passes through it: types, defaults and descriptions are marks, which are exchanged for Python
afterwards, so that none of them can become code or change a name.
"""

import ast
import json
import re
from dataclasses import dataclass, field
from typing import Any

JsonSchema = dict[str, Any]

_MODULE = "marks"
_MARK = re.compile(r"'@(\d+)@'|\bMark_(\d+)\b")
"""A default's or a type's mark; no name of a spec's class has an underscore."""


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


@dataclass(slots=True)
class _Marks:
    """Python texts that stand behind marks while the generator works."""

    texts: list[str] = field(default_factory=list)
    types: dict[str, int] = field(default_factory=dict)

    def default(self, text: str) -> str:
        self.texts.append(text)
        return f"@{len(self.texts) - 1}@"

    def type(self, text: str) -> JsonSchema:
        if text not in self.types:
            self.types[text] = len(self.texts)
            self.texts.append(text)
        return {"$ref": f"#/$defs/{_MODULE}.Mark_{self.types[text]}"}

    def definitions(self) -> dict[str, JsonSchema]:
        names = [f"Mark_{index}" for index in self.types.values()]
        return {f"{_MODULE}.{name}": {"x-python-import": {"module": _MODULE, "name": name}} for name in names}

    def exchanged(self, line: str) -> str:
        line = line.replace(" | None | MISSING", " | MISSING | None")  # where ruff's RUF036 wants None
        return _MARK.sub(lambda found: self.texts[int(found[1] or found[2])], line)


def class_sources(classes: list[Class]) -> dict[str, str]:
    """Return the source of each class by name.

    Raises ClassError if the names of classes or fields that came out are not those asked for.
    """
    if not classes:
        return {}
    marks = _Marks()
    definitions = {each.name: _definition(each, marks) for each in classes}
    aliases = {
        f"{each.name}.{attribute.name}": attribute.attribute
        for each in classes
        for attribute in each.attributes
        if attribute.name != attribute.attribute
    }
    bases: dict[str, str | list[str]] = {each.name: f"bases.{each.base}" for each in classes}
    source = _generate(definitions | marks.definitions(), bases, aliases)
    return _sliced(source, classes, marks)


def _definition(class_: Class, marks: _Marks) -> JsonSchema:
    properties = {each.name: _property(each, marks) for each in class_.attributes}
    required = [each.name for each in class_.attributes if each.required]
    return {"type": "object", "properties": properties, "required": required}


def _property(attribute: Attribute, marks: _Marks) -> JsonSchema:
    schema = marks.type(attribute.annotation)
    if attribute.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if not attribute.required and attribute.default is not None:
        schema["default"] = None if attribute.default == "None" else marks.default(attribute.default)
    if not attribute.shown:
        schema["repr"] = False
    return schema


def _generate(
    definitions: dict[str, JsonSchema], bases: dict[str, str | list[str]], aliases: dict[str, str]
) -> str:
    """Return the module that datamodel-code-generator makes of the definitions."""
    # Imported here because it takes a second, which a run that renders nothing new need not spend.
    from datamodel_code_generator import InputFileType, PythonVersion, generate
    from datamodel_code_generator.enums import DataModelType, TargetPydanticVersion

    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": dict(sorted(definitions.items())),
    }
    source = generate(
        json.dumps(document),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion("2.14"),
        aliases=aliases,
        base_class_map=bases,
        class_name="RootModel",  # of the document, which is skipped; its usual name, `Model`, may be an entity
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


def _sliced(source: str, classes: list[Class], marks: _Marks) -> dict[str, str]:
    """Cut the module into its classes, with their docstrings and without marks."""
    lines = source.splitlines()
    found = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    wanted = {each.name for each in classes}
    if found.keys() != wanted:
        raise ClassError(f"asked for the classes {sorted(wanted)}, got {sorted(found)}")
    return {each.name: _source(each, found[each.name], lines, marks) for each in classes}


def _source(class_: Class, node: ast.ClassDef, lines: list[str], marks: _Marks) -> str:
    """Return the source of one class. Raises ClassError if its fields or its base are others than asked for."""
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    names = [each.target.id for each in fields if isinstance(each.target, ast.Name)]
    rest = [each for each in node.body if not isinstance(each, ast.AnnAssign | ast.Pass)]
    if names != [each.attribute for each in class_.attributes] or rest:
        raise ClassError(f"asked for other fields of {class_.name}, got {names}")
    if [ast.unparse(each) for each in node.bases] != [class_.base]:
        raise ClassError(f"asked for the base {class_.base} of {class_.name}")
    parts = [f"class {class_.name}({class_.base}):", f"    {class_.docstring}", ""]
    for attribute, each in zip(class_.attributes, fields, strict=True):
        assert each.end_lineno is not None
        parts += [marks.exchanged(line) for line in lines[each.lineno - 1 : each.end_lineno]]
        if attribute.docstring is not None:
            parts.append(f"    {attribute.docstring}")
    return "\n".join(parts) + "\n"
