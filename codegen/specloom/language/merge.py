"""Merging of documents into one set of declarations."""

from collections.abc import Iterable

from specloom.diagnostics.diagnostic import Diagnostic, Place, Related
from specloom.language.declarations import Declarations, Declared, Path
from specloom.language.shapes import check_shape, is_empty, without_duplicates
from specloom.language.spec import Spec
from specloom.language.wrong_kinds import described
from specloom.source.nodes import Document, MappingNode, Mark


def declare(documents: Iterable[Document]) -> tuple[Declarations, list[Diagnostic]]:
    """Check the structure of the documents, and merge their declarations."""
    result = Declarations()
    diagnostics: list[Diagnostic] = []
    places: dict[tuple[str, str], Place] = {}
    for document in documents:
        if not isinstance(document.root, MappingNode):
            if document.root is not None and not is_empty(document.root):
                keys = "`service`, `enums`, `mixins` and `entities`"
                message = f"a spec must be a mapping of {keys}, not {described(document.root)}"
                diagnostics.append(Diagnostic("S002", message, document.place(document.root.mark)))
            continue
        spec, flawed, found = check_shape(document, document.root)
        diagnostics += found
        _merge(result, document, document.root, spec, flawed, places, diagnostics)
    return result, without_duplicates(diagnostics)


def _merge(
    result: Declarations,
    document: Document,
    root: MappingNode,
    spec: Spec,
    flawed: frozenset[Path],
    places: dict[tuple[str, str], Place],
    diagnostics: list[Diagnostic],
) -> None:
    def first(kind: str, name: str, mark: Mark, label: str) -> bool:
        place = document.place(mark)
        earlier = places.setdefault((kind, name), place)
        if earlier is not place:
            related = Related(earlier, "it is first declared here")
            diagnostics.append(Diagnostic("S006", f"{label} is declared twice", place, related=related))
        return earlier is place

    below: dict[Path, set[Path]] = {}
    for path in flawed:
        below.setdefault(path[:2], set()).update(path[2:end] for end in range(2, len(path) + 1))
    if "service" in root.keys and first("service", "", root.keys["service"], "`service`"):
        result.service = spec.service
    for section, kind, into in (
        ("enums", "type", result.enums),
        ("mixins", "mixin", result.mixins),
        ("entities", "type", result.entities),
    ):
        node = root.items.get(section)
        if not isinstance(node, MappingNode):
            continue
        parts = getattr(spec, section)
        for name, mark in node.keys.items():
            if not first(kind, name, mark, f"`{name}`"):
                continue
            if name not in parts:
                result.unusable.add(name)
                continue
            flaws = frozenset(below.get((section, name), ()))
            into[name] = Declared(name, parts[name], document, mark, node.items[name], flaws)
