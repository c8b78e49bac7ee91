"""The entity-relationship diagram of a service: `schema.svg`.

Entities are arranged in columns, with referenced entities on the left. A line connects a foreign key with its target;
a dashed line connects the ends of a many-to-many relation. Hidden fields have a lock. Of a field, only the name and
type are shown. The layout depends only on the model, so the picture changes only with the spec.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from specloom.model import Entity, Field, Role, Service
from specloom.types import Type

CHARACTER, LINE, HEAD, PAD, LOCK = 7.25, 20, 28, 12, 18
COLUMN_GAP, ROW_GAP, MARGIN = 96, 28, 32
SWEEPS = 4
MAX_RANKS = 8
"""Above this number of ranks, ranks share columns, so that the picture is not too wide."""
SHAPE = 1.5
"""The ratio of width to height for a picture of many entities."""

_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" \
height="{height:.0f}" role="img" aria-labelledby="title">
  <title id="title">{title}: entities and relations</title>
  <style>
    text {{ font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328; }}
    .name {{ font-weight: 600; font-size: 13px; }} .type {{ fill: #59636e; }}
    .paper {{ fill: #ffffff; }}
    .box {{ fill: #f6f8fa; stroke: #8c959f; }} .head {{ fill: #dfe7f1; stroke: #8c959f; }}
    .edge {{ fill: none; stroke: #57606a; stroke-width: 1.3; }} .links {{ stroke-dasharray: 5 4; }}
    .lock {{ fill: none; stroke: #59636e; stroke-width: 1.4; }}
    @media (prefers-color-scheme: dark) {{
      text {{ fill: #e6edf3; }} .type {{ fill: #9198a1; }} .paper {{ fill: #0d1117; }}
      .box {{ fill: #161b22; stroke: #6e7681; }} .head {{ fill: #263449; stroke: #6e7681; }}
      .edge {{ stroke: #8b949e; }} .lock {{ stroke: #9198a1; }}
    }}
  </style>
  <defs>
    <marker id="many" {marker}><path class="edge" d="M0 6 L12 1 M0 6 L12 11"/></marker>
    <marker id="one" {marker}><path class="edge" d="M5 1 L5 11"/></marker>
    <path id="lock" class="lock" d="M2 5 h7 v6 h-7 z M3.5 5 v-2 a2 2 0 0 1 4 0 v2"/>
  </defs>
  <rect class="paper" width="100%" height="100%"/>
{body}
</svg>
"""

_MARKER = (
    'viewBox="0 0 12 12" refX="12" refY="6" markerWidth="12" markerHeight="12" '
    'markerUnits="userSpaceOnUse" orient="auto-start-reverse"'
)
_ILLEGAL = re.compile("[^\\t\\n -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(slots=True)
class _Box:
    """The box of an entity: its lines, its size and, after placement, its position."""

    entity: Entity
    rows: list[Field]
    lock: int
    width: float
    height: float
    column: int = 0
    x: float = 0
    y: float = 0

    def row_y(self, field: Field) -> float:
        """Return the vertical center of a field's line."""
        return self.y + HEAD + LINE * (self.rows.index(field) + 0.5)


_Boxes = dict[str, _Box]


def render(service: Service) -> dict[str, str]:
    """Return `{"schema.svg": text}`."""
    boxes = {each.name: _box(each) for each in service.entities}
    width, height = _place(_cut(_ranked(boxes)))
    lines = [line for draw in (_edges, _drawn) for box in boxes.values() for line in draw(box, boxes)]
    texts = {"title": _text(service.title), "marker": _MARKER, "body": "\n".join(lines)}
    return {"schema.svg": _FRAME.format(width=width, height=height, **texts)}


def _box(entity: Entity) -> _Box:
    rows = [each for each in entity.fields if each.role not in (Role.VERSION, Role.DELETED_AT)]
    longest = max([len(entity.name) + 2, *(len(each.name) + 3 + len(_type(entity, each)) for each in rows)])
    lock = LOCK if any(each.hidden for each in rows) else 0
    return _Box(entity, rows, lock, longest * CHARACTER + 2 * PAD + lock, HEAD + LINE * len(rows) + PAD / 2)


def _targets(box: _Box) -> list[str]:
    """Return the names of other entities that this one refers to."""
    names = [each.reference.target for each in box.rows if each.reference] + [
        each.target for each in box.entity.associations
    ]
    return [name for name in dict.fromkeys(names) if name != box.entity.name]


def _ranked(boxes: _Boxes) -> list[list[_Box]]:
    """Return the boxes by rank, ordered to avoid crossings. A box is right of its targets, except in cycles."""
    ranks: dict[str, int] = {}
    waiting = {name: set(_targets(box)) for name, box in boxes.items()}
    while waiting:
        ready = [name for name, targets in waiting.items() if targets <= ranks.keys()]
        for name in ready or [min(waiting, key=lambda each: (len(waiting[each] - ranks.keys()), each))]:
            ranks[name] = 1 + max((ranks[each] for each in waiting.pop(name) & ranks.keys()), default=-1)
    ranked: list[list[str]] = [[] for _ in range(1 + max(ranks.values(), default=-1))]
    for name in boxes:
        ranked[ranks[name]].append(name)
    near: dict[str, list[str]] = {name: _targets(box) for name, box in boxes.items()}
    for name, box in boxes.items():
        for target in _targets(box):
            near[target].append(name)
    spots = {name: (index + 0.5) / len(rank) for rank in ranked for index, name in enumerate(rank)}
    for sweep in range(SWEEPS):
        for rank in ranked if sweep % 2 == 0 else reversed(ranked):
            means = {name: sum(spots[each] for each in near[name]) / (len(near[name]) or 1) for name in rank}
            rank.sort(key=lambda name: (means[name], name))
            spots |= {name: (index + 0.5) / len(rank) for index, name in enumerate(rank)}
    return [[boxes[name] for name in rank] for rank in ranked]


def _cut(ranked: list[list[_Box]]) -> list[list[_Box]]:
    """Return the ranks as columns. A high rank is split; many small ones share a column."""
    boxes = [box for rank in ranked for box in rank]
    area = sum((box.width + COLUMN_GAP) * (box.height + ROW_GAP) for box in boxes)
    limit = max([math.sqrt(area / SHAPE), *(box.height for box in boxes)])
    columns: list[list[_Box]] = []
    height = math.inf
    for rank in ranked:
        if len(ranked) <= MAX_RANKS:
            height = math.inf
        for box in rank:
            if height + box.height > limit:
                columns.append([])
                height = 0
            columns[-1].append(box)
            height += box.height + ROW_GAP
    return columns


def _place(columns: list[list[_Box]]) -> tuple[float, float]:
    """Set the position of each box, and return the size of the picture."""
    heights = [sum(box.height + ROW_GAP for box in column) - ROW_GAP for column in columns]
    x: float = MARGIN
    for index, column in enumerate(columns):
        y = MARGIN + (max(heights) - heights[index]) / 2
        for box in column:
            box.column, box.x, box.y = index, x, y
            y += box.height + ROW_GAP
        x += max(box.width for box in column) + COLUMN_GAP
    return x + MARGIN - COLUMN_GAP / 2, max(heights, default=0) + 2 * MARGIN


def _edges(box: _Box, boxes: _Boxes) -> Iterable[str]:
    for each in box.rows:
        if each.reference and each.attribute == (each.reference.parts or (each.attribute,))[0]:
            target, ends = boxes[each.reference.target], ("one" if each.reference.unique else "many", "one")
            yield _edge("edge", box, box.row_y(each), target, target.y + 18, ends, each.reference.relation)
    for link in box.entity.associations:
        target = boxes[link.target]
        y = box.y + (20 if target is box else 8)
        yield _edge("edge links", box, y, target, target.y + 8, ("many", "many"), link.relation)


def _edge(
    style: str, box: _Box, y: float, target: _Box, end: float, markers: tuple[str, str], name: str
) -> str:
    """Return the line between two boxes at the given heights. In one column, it runs on the right."""
    x = box.x if target.column < box.column else box.x + box.width
    stop = target.x if target.column > box.column else target.x + target.width
    bend = (stop - x) / 2 if target.column != box.column else COLUMN_GAP / 2
    back = -bend if target.column != box.column else bend
    curve = f"M{x:.1f} {y:.1f} C{x + bend:.1f} {y:.1f} {stop + back:.1f} {end:.1f} {stop:.1f} {end:.1f}"
    marks = f'marker-start="url(#{markers[0]})" marker-end="url(#{markers[1]})"'
    title = f"<title>{_text(box.entity.name)}.{_text(name)}</title>"
    return f'  <path class="{style}" d="{curve}" {marks}>{title}</path>'


def _drawn(box: _Box, _: _Boxes) -> Iterable[str]:
    left, right, size = (
        box.x + PAD,
        box.x + box.width - PAD,
        f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}"',
    )
    yield "  <g>"
    if box.entity.description:
        yield f"    <title>{_text(box.entity.description)}</title>"
    yield f'    <rect class="box" {size} height="{box.height:.1f}" rx="5"/>'
    yield f'    <rect class="head" {size} height="{HEAD}" rx="5"/>'
    yield f'    <text class="name" x="{left:.1f}" y="{box.y + 18:.1f}">{_text(box.entity.name)}</text>'
    for each in box.rows:
        base = box.row_y(each) + 4
        yield f'    <text x="{left:.1f}" y="{base:.1f}">{_text(each.name)}</text>'
        place = f'x="{right - box.lock:.1f}" y="{base:.1f}" text-anchor="end"'
        yield f'    <text class="type" {place}>{_text(_type(box.entity, each))}</text>'
        if each.hidden:
            yield f'    <use href="#lock" x="{right - 11:.1f}" y="{base - 10:.1f}"/>'
    yield "  </g>"


def _type(entity: Entity, field: Field) -> str:
    """Return the type as in the spec, with a mark for keys."""
    name = field.reference.target if field.reference else _type_name(field.type)
    mark = " key" if field in entity.key else " unique" if field.unique else ""
    return f"{name}{'?' if field.nullable else ''}{mark}"


def _type_name(type_: Type) -> str:
    return f"{_type_name(type_.item)}[]" if type_.item is not None else type_.enum or type_.kind


def _text(text: str) -> str:
    """Return the text escaped for XML, with a space for each character that XML 1.0 does not allow."""
    return escape(_ILLEGAL.sub(" ", text), {'"': "&quot;"})
