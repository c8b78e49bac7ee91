"""Mutants of the generator, each of which leaks a hidden value in one way. The proof must find each leak.

A mutant is the committed generator with a few texts replaced. Each text must occur exactly once. So when the generator
changes, a mutant cannot become harmless without a failure.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.support.serving import ROOT

SMALL = ROOT / "tests" / "proofs" / "canaries" / "small"
"""The spec that mutants generate."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is changed, and what the proof must say about it."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    """File below `specloom`, text, and what takes its place."""
    found: str
    """Regular expression of a line of the report."""
    part: str = "sound"
    """The part of the proof that finds it."""
    hand_written: bool = False
    """True if services and guards must be written by hand for it to leak."""


def apply(mutant: Mutant, folder: Path) -> None:
    """Write the mutant's `specloom` into a folder. Raises ValueError if a text is not there exactly once."""
    shutil.copytree(
        ROOT / "codegen/specloom", folder / "specloom", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name, text, replacement in mutant.edits:
        file = folder / "specloom" / name
        source = file.read_text(encoding="utf-8")
        if source.count(text) != 1:
            raise ValueError(f"{mutant.name}: {name} holds this {source.count(text)} times: {text}")
        file.write_text(source.replace(text, replacement), encoding="utf-8")


def _shown(condition: str) -> tuple[tuple[str, str, str], ...]:
    """Return the edits that let hidden fields that meet a condition into rows and responses."""
    return (
        (
            "emit/services.py",
            "if not field.hidden or field.role is Role.VERSION]",
            f"if not field.hidden or field.role is Role.VERSION or {condition}]",
        ),
        (
            "emit/schemas.py",
            "        if not field.hidden:\n",
            f"        if not field.hidden or {condition}:\n",
        ),
        (
            "emit/openapi/component_schemas.py",
            "    fields = [each for each in entity.fields if not each.hidden]\n",
            f"    fields = [field for field in entity.fields if not field.hidden or {condition}]\n",
        ),
    )


_COMPARED = ("runtime/types/text_columns.py", "    comparator_factory: Any = _PasswordComparator  #", "    #")
"""The edit that lets passwords be compared in SQL, as columns of responses are."""

MUTANTS = (
    Mutant(
        "selects sensitive columns",
        (*_shown("field.visibility == 'sensitive'"), _COMPARED),
        r"HIT User\.tax_number .* in body of GET",
    ),
    Mutant(
        "answers with the hash",
        (*_shown("field.type.kind == 'password'"), _COMPARED),
        r"HIT User\.password \(hash\) .* in body of POST",
    ),
    Mutant(
        "selects columns that no response holds",
        (_shown("field.visibility == 'sensitive'")[0], _COMPARED),
        r"FAULT User\.tax_number is selected",
    ),
    Mutant(
        "echoes what was wrong",
        (
            (
                "runtime/errors/validation_messages.py",
                'pointer(error["loc"]), code, message)',
                'pointer(error["loc"]), code, f"{error[\'input\']!s}")',
            ),
        ),
        r"HIT User\.password .* in body of POST",
    ),
    Mutant(
        "logs bodies",
        (
            (
                "runtime/http/routing.py",
                "            self._content = body\n",
                "            self._content = body\n            print(body)\n",
            ),
            (
                "runtime/http/request_parsing.py",
                "    try:\n        return model.from_json",
                "    print(body)\n    try:\n        return model.from_json",
            ),
        ),
        r"HIT User\.password .* in log line",
    ),
    Mutant(
        "filters by hidden fields",
        (
            ("resolve/fields.py", "filterable=visibility.in_response and ", "filterable="),
            ("emit/filters.py", "if each.filterable and not each.hidden]", "if each.filterable]"),
            (
                "runtime/queries/filter_conditions.py",
                "column = resource.columns[attribute]",
                "column = resource.all_columns[attribute]",
            ),
        ),
        r"FAULT User\.\w+: .* was answered otherwise than for an absent name",
    ),
    Mutant(
        "suggests hidden fields",
        (
            (
                "runtime/http/error_handlers.py",
                "with_suggestions(items, query.parameters())",
                'with_suggestions(items, [*query.parameters(), "tax_number"])',
            ),
        ),
        r"FAULT User\.tax_number: .* was answered otherwise than for an absent name",
    ),
    Mutant(
        "searches hidden fields",
        (
            (
                "resolve/search.py",
                "tuple(found)) if",
                "(*found, *(each.attribute for each in fields if each.hidden))) if",
            ),
        ),
        r"FAULT User\.tax_number is found by `q`",
    ),
    Mutant(
        "documents examples of hidden fields",
        (
            ("resolve/fields.py", '("default", "example") if member.given', '("default",) if member.given'),
            (
                "emit/openapi/component_schemas.py",
                "    if field.hidden:\n",
                "    if field.hidden and field.example is None:\n",
            ),
        ),
        r"HIT the example of User\.tax_number .* in generated file of generated/openapi.json",
        "examples",
    ),
    Mutant(
        "shows models",
        (
            (
                "runtime/types/columns.py",
                "    def __repr__(self) -> str:\n",
                "    def __repr__(self) -> str:\n        return str(vars(self))\n\n    def _key(self) -> str:\n",
            ),
        ),
        r"HIT User\.api_token .* in repr of a stored User",
    ),
    Mutant(
        "shows requests",
        (
            (
                "emit/schemas.py",
                "field.nullable, required, shown=not field.hidden",
                "field.nullable, required, shown=True",
            ),
        ),
        r"HIT User\.tax_number .* in repr of UserUpdate",
    ),
    Mutant(
        "answers with the text of exceptions",
        (
            (
                "runtime/http/unhandled_errors.py",
                "problem_response(500, _WRONG)",
                "problem_response(500, str(error))",
            ),
        ),
        r"HIT User\.password .* in body of \w+ \S+ \(500\)",
        "broken",
    ),
    Mutant(
        "logs exceptions",
        (
            (
                "runtime/errors/error_log.py",
                "    clean = redaction_of(_current(scope))\n",
                "    clean = str\n",
            ),
        ),
        r"HIT User\.password .* in log line of faulty.log",
        "broken",
    ),
    Mutant(
        "logs what is stored",
        (("runtime/types/hidden_values.py", "            values.append(each)\n", ""),),
        r"HIT User\.api_token .* in log line of faulty.log",
        "broken",
    ),
    Mutant(
        "sends local variables",
        (
            (
                "runtime/errors/error_copies.py",
                "copy.__traceback__ = _without_variables(error.__traceback__)",
                "copy.__traceback__ = error.__traceback__",
            ),
        ),
        r"HIT User\.\w+ .* in log line of sentry.log",
        "broken",
    ),
    Mutant(
        "tells whether a guess is right",
        (
            ("runtime/services/writes.py", " and values.keys() <= resource.columns.keys()", ""),
            (
                "runtime/statements/statements.py",
                "if values.keys() <= set(resource.columns.values()):",
                "if values:",
            ),
        ),
        r"FAULT User\.tax_number: a guess that is right is answered otherwise",
    ),
    Mutant(
        "tells in a batch whether a guess is right",
        (
            (
                "runtime/endpoints/batch_statements.py",
                "if not always and resource.columns.keys() >= set(names):",
                "if not always and names:",
            ),
        ),
        r"FAULT User\.tax_number: a guess in a batch that is right is answered otherwise",
    ),
    Mutant(
        "stores passwords of hand-written code as they are",
        (("runtime/types/text_columns.py", "str(stored_password(value))", "str(value)"),),
        r"FAULT User\.password is not stored as a hash of what was sent",
    ),
    Mutant(
        "repeats what is stored for one caller to all others",
        (
            (
                "runtime/endpoints/caller_identity.py",
                "return [text for name, texts in given for text in (name, str(len(texts)), *texts)]",
                "return [] if given else []",
            ),
        ),
        r"FAULT create of User: another caller got a stored answer",
        hand_written=True,
    ),
    Mutant(
        "expands hidden references",
        (("emit/relations.py", "if not fields[0].hidden and _shows_rows(", "if _shows_rows("),),
        r"FAULT User\.handler_id: .*expand.* was answered otherwise than for an absent name",
    ),
    Mutant(
        "expands by what rows hold",
        (
            (
                "runtime/queries/expanded_rows.py",
                "class RelatedRows:\n",
                "TOLD = ['']\n\n\nclass RelatedRows:\n",
            ),
            (
                "runtime/queries/expanded_rows.py",
                "dumps(without_links(self._resource, row))",
                "dumps({**without_links(self._resource, row), 'told': TOLD[-1]})",
            ),
            (
                "runtime/endpoints/views.py",
                "import EncodedObject, ExpandedRows, RelatedRows, fetch_related",
                "import TOLD, EncodedObject, ExpandedRows, RelatedRows, fetch_related",
            ),
            (
                "runtime/endpoints/views.py",
                "chosen = resource.select.add_columns(",
                "chosen = select(*resource.all_columns.values()).add_columns(",
            ),
            (
                "runtime/endpoints/views.py",
                "resource.make(row[:-count])",
                "TOLD.append(str(row)) or resource.make(row[: len(resource.selected)])",
            ),
        ),
        r"HIT User\.\w+ .* in body of GET",
    ),
)
