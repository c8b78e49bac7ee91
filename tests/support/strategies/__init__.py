"""Hypothesis strategies over the whole spec language: `specs` draws valid ones, `broken_specs` breaks one in one place.

A spec is drawn as plain data, as YAML would give it, and `layout.written` makes the text of it.
"""

from tests.support.strategies.broken import broken_specs
from tests.support.strategies.layout import is_valid, written
from tests.support.strategies.spec import specs

__all__ = ["broken_specs", "is_valid", "specs", "written"]
