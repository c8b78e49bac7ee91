"""Specs for tests: compiled from text, without a file."""

import json
from typing import Any

from specloom.diagnostics.diagnostic import Diagnostic
from specloom.model import Entity, Service
from specloom.resolve import Compiled, compile_documents
from specloom.source.yaml_parser import parse


def compile_text(text: str) -> Compiled:
    """Compile the text of a spec."""
    document, diagnostics = parse("spec.yaml", "spec.yaml", text)
    return compile_documents([document], diagnostics)


def compile_data(data: Any) -> Compiled:
    """Compile a spec that is given as the data that its YAML would hold."""
    return compile_text(json.dumps(data, ensure_ascii=False))


def entity_with(fields: str, more: str = "") -> str:
    """Return a spec of one entity with fields, given as a flow mapping, and more options of it."""
    return f"entities:\n  Post:\n    fields: {{{fields}}}\n{more}"


def service_of(text: str) -> Service:
    """Compile a spec that is right."""
    compiled = compile_text(text)
    assert compiled.service is not None, compiled.diagnostics
    return compiled.service


def entity_of(text: str, name: str = "Post") -> Entity:
    """Compile a spec that is right, and return one of its entities."""
    return service_of(text).entity(name)


def problems_of(text: str) -> tuple[Diagnostic, ...]:
    """Compile a spec that is wrong."""
    compiled = compile_text(text)
    assert compiled.service is None
    return compiled.diagnostics
