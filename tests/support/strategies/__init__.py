"""Hypothesis strategies for the whole spec language: `specs` draws valid specs, `broken_specs` specs with one mistake.

A spec is drawn as plain data, and `layout.written` makes its YAML text.
"""

from tests.support.strategies.broken import broken_specs
from tests.support.strategies.layout import is_valid, written
from tests.support.strategies.spec import specs

__all__ = ["broken_specs", "is_valid", "specs", "written"]
