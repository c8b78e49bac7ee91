"""Draws the ratios of CPU time as bars, as SVG."""

from collections.abc import Iterator, Sequence
from html import escape

from benchmarks.measure import Measured
from benchmarks.requests import OPERATIONS
from benchmarks.side import BASELINE, LIMIT, SPECLOOM, Side

_BAR = 18
_HEAD = 34
_LABELS = 260
_WIDTH = 860
_OVER_LINE = 'paint-order="stroke" stroke="#ffffff" stroke-width="4"'
_COLOURS = {"ours": "#1f77b4", "limit": "#9aa0a6", "peer": "#d9822b", "baseline": "#2f3640"}


def plot(measured: Measured, sides: Sequence[Side]) -> str:
    """Return the bars of every operation, one panel under the other, each on a scale of its own."""
    panels: list[str] = []
    top = 56
    for operation, title in OPERATIONS.items():
        present = [side for side in sides if measured.has(side.name, operation)]
        if not measured.has(BASELINE, operation):
            continue
        speeds = {side: measured.speed(side.name, BASELINE, operation) for side in present}
        panels += _panel(title, speeds, top)
        top += _HEAD + _BAR * len(present) + 12
    size = f'width="{_WIDTH}" height="{top}"'
    look = 'font-family="sans-serif" font-size="12" fill="#202124"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" {size} {look}>',
            f'<rect {size} fill="#ffffff"/>',
            _text(12, 22, f"{measured.database}: requests for the same server CPU time", 'font-size="16"'),
            _text(12, 40, "async FastAPI by hand = 1.00; longer is faster", 'fill="#5f6368"'),
            *panels,
            "</svg>\n",
        )
    )


def _panel(title: str, speeds: dict[Side, float], top: int) -> Iterator[str]:
    """Yield the elements of an operation's bars."""
    unit = (_WIDTH - _LABELS - 60) / max(speeds.values())
    yield _text(12, top + 20, title, 'font-weight="bold"')
    end = top + _HEAD + len(speeds) * _BAR
    yield f'<path d="M{_LABELS + unit:.1f} {top + _HEAD - 4}V{end}" stroke="#2f3640" stroke-dasharray="3 3"/>'
    for place, (side, speed) in enumerate(sorted(speeds.items(), key=lambda item: -item[1])):
        y = top + _HEAD + place * _BAR
        yield _text(_LABELS - 8, y + 12, side.title, 'text-anchor="end"')
        size = f'width="{speed * unit:.1f}" height="{_BAR - 5}"'
        yield f'<rect x="{_LABELS}" y="{y + 1}" {size} fill="{_colour(side.name)}"/>'
        yield _text(_LABELS + speed * unit + 6, y + 12, f"{speed:.2f}", _OVER_LINE)


def _colour(name: str) -> str:
    if name in SPECLOOM:
        return _COLOURS["ours"]
    return _COLOURS[{LIMIT: "limit", BASELINE: "baseline"}.get(name, "peer")]


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y}" {style}>{escape(text)}</text>'
