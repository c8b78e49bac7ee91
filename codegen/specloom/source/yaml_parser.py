"""Parsing of YAML text into a document of nodes, with repairs of missing quotes.

PyYAML supplies the events, from libyaml if available. Nothing here recurses, so deep nesting cannot exhaust the
stack. Tags are rejected and aliases are limited, so a short text cannot expand without limit.
"""

import re

import yaml

from specloom.diagnostics.diagnostic import Diagnostic, Place
from specloom.source.nodes import (
    Document,
    FlawedNode,
)
from specloom.source.yaml_composer import CONTROL, Composer
from specloom.source.yaml_errors import forbidden, repaired, syntax_error

MAX_REPAIRS = 100
"""Missing quotes that are reported in a file before parsing stops."""
REPAIR_BUDGET = 8_000_000
"""Total number of characters that may be parsed again after repairs."""

_FORBIDDEN_IN_FILE = re.compile(f"[{CONTROL}\ue000-\ue002]")


def parse(path: str, name: str, text: str) -> tuple[Document, list[Diagnostic]]:
    """Parse the text of one file. Never raises, whatever the text is."""
    document = Document(path, name, text)
    control = _FORBIDDEN_IN_FILE.search(text)
    if control is not None:
        document.broken = True
        return document, [forbidden(document, control)]
    diagnostics: list[Diagnostic] = []
    patched = text
    for _ in range(max(1, min(MAX_REPAIRS, REPAIR_BUDGET // (len(text) + 1)))):
        composer = Composer(document)
        try:
            document.root = composer.compose(patched)
        except yaml.MarkedYAMLError as error:
            mended = repaired(document, patched, error)
            if mended is None:
                diagnostics += [*composer.diagnostics, syntax_error(document, error)]
                document.broken = True
                break
            patched, diagnostic = mended
            diagnostics.append(diagnostic)
        except yaml.YAMLError as error:
            reason = str(error).split("\n", 1)[0]
            diagnostics.append(Diagnostic("Y001", f"not valid YAML: {reason}", Place(path, 1, 1)))
            document.broken = True
            break
        else:
            diagnostics += composer.diagnostics
            document.broken = composer.stopped or isinstance(document.root, FlawedNode)
            break
    else:
        document.broken = True
    return document, diagnostics
