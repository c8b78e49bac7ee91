# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: addd2304fc71b40ee79c9bf091a35e03
"""The message for `sort`, `fields` or `expand` with an unknown name."""

import re
from functools import lru_cache

MAX_NAMES = 50
"""The maximum number of names in a message."""

_LISTED = re.compile(r"\^\(\?:(?P<name>.+)\)\(\?:,\(\?:(?P=name)\)\)(?:\*|\{0,(?P<more>[0-9]+)\})\$")
"""The form of the patterns that `NameList` makes: names separated by commas."""


@lru_cache(maxsize=256)
def name_list_message(pattern: str) -> str | None:
    """Return the message for a text that does not match a pattern of `NameList`, or None for any other pattern.

    The message depends only on the pattern, never on the value that the client sent.
    """
    match = _LISTED.fullmatch(pattern)
    if match is None:
        return None
    names, signed = match["name"], match["name"].startswith("-?")
    found = _first_names(names.removeprefix("-?(?:").removesuffix(")") if signed else names)
    most = "" if match["more"] is None else f"at most {int(match['more']) + 1} "
    sign = ", each with or without a minus before it" if signed else ""
    shown = ", ".join(found[:MAX_NAMES]) + (", and more" if len(found) > MAX_NAMES else "")
    below = (
        " Relations of theirs follow behind a dot, as far as the documentation of the API says."
        if r"\." in names
        else ""
    )
    return f"This must be {most}names from this list, separated by commas{sign}: {shown}.{below}"


def _first_names(alternatives: str) -> list[str]:
    """Return the first name of each alternative of a pattern. The names in groups follow after a dot."""
    found, depth = [""], 0
    for character in alternatives:
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == "|":
            found.append("")
        elif depth == 0 and (character.isalnum() or character == "_"):
            found[-1] += character
    return found
