"""Draws lines over a logarithmic axis, as SVG."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH, _HEIGHT = 760, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 200, 50, 40
_LOOK = 'font-family="sans-serif" font-size="12" fill="#202124"'
_COLOURS = ("#1f77b4", "#d9822b", "#2f3640", "#2ca02c", "#9467bd", "#d62728")


class Line(NamedTuple):
    """A name and its points, from the smallest x on."""

    name: str
    points: list[tuple[float, float]]


def plot(title: str, unit: str, lines: Sequence[Line]) -> str:
    """Return lines from zero up, with x on a logarithmic axis."""
    xs = sorted({x for line in lines for x, _ in line.points})
    most = max(y for line in lines for _, y in line.points) * 1.1
    span = math.log(xs[-1] / xs[0]) or 1.0

    def place(x: float, y: float) -> tuple[float, float]:
        across = math.log(x / xs[0]) / span * (_WIDTH - _LEFT - _RIGHT)
        return _LEFT + across, _HEIGHT - _BOTTOM - y / most * (_HEIGHT - _TOP - _BOTTOM)

    size = f'width="{_WIDTH}" height="{_HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {size} {_LOOK}>',
        f'<rect {size} fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="16">{escape(title)}</text>',
    ]
    for x in xs:
        left, bottom = place(x, 0)
        parts.append(f'<text x="{left:.0f}" y="{bottom + 18:.0f}" text-anchor="middle">{x:,.0f}</text>')
    for step in range(5):
        left, height = place(xs[0], most * step / 4)
        parts.append(f'<path d="M{_LEFT} {height:.1f}H{_WIDTH - _RIGHT}" stroke="#e0e0e0"/>')
        value = f"{most * step / 4:.0f} {unit}"
        parts.append(f'<text x="{left - 8:.0f}" y="{height + 4:.0f}" text-anchor="end">{value}</text>')
    for number, line in enumerate(lines):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [place(*point) for point in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        height = _TOP + 20 * number
        label = f'x="{_WIDTH - _RIGHT + 16}" y="{height}" fill="{colour}"'
        parts.append(f"<text {label}>{escape(line.name)}</text>")
    return "\n".join([*parts, "</svg>\n"])
