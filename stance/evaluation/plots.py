"""The report's plots as inline SVG: no script, no font, no picture from elsewhere. Colours come from the page's style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

SERIES = 6
"""Models with a colour of their own; beyond them colours come round again."""

_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 4")
_SIZE, _LEFT, _BOTTOM, _TOP, _RIGHT = 300.0, 48.0, 40.0, 10.0, 12.0


def reliability_plot(name: str, bins: Sequence[Mapping[str, Any]]) -> str:
    """Return accuracy over confidence: a dot a bin, its area by its examples; on the diagonal confidence is honest."""
    most = max((b["examples"] for b in bins), default=1)
    x, y = _across(0, 1), _up(0, 1)
    parts = [_frame("confidence", "share that is right")]
    parts.append(f'<line class="diagonal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>')
    for b in bins:
        parts.append(
            f'<line class="gap" x1="{x(b["confidence"])}" y1="{y(b["confidence"])}" '
            f'x2="{x(b["confidence"])}" y2="{y(b["accuracy"])}"/>'
        )
    for b in bins:
        radius = 2.5 + 6.5 * (b["examples"] / most) ** 0.5
        title = f"confidence {b['confidence']:.2f}, right {b['accuracy']:.2f}, {b['examples']:,} mentions"
        parts.append(
            f'<circle class="dot" cx="{x(b["confidence"])}" cy="{y(b["accuracy"])}" r="{radius:.1f}">'
            f"<title>{title}</title></circle>"
        )
    return _svg(f"Reliability diagram of {name}", "".join(parts))


def risk_coverage_plot(curves: Mapping[str, Sequence[Mapping[str, Any]]], target: float) -> str:
    """Return precision over the share of tags kept, a line a model, and the wanted precision as a level."""
    lowest = min((p["precision"] for curve in curves.values() for p in curve), default=0.0)
    floor = int(min(lowest, target, 0.8) * 5) / 5
    x, y = _across(0, 1), _up(floor, 1)
    parts = [_frame("share of tags kept", "precision", floor)]
    parts.append(f'<line class="target" x1="{x(0)}" y1="{y(target)}" x2="{x(1)}" y2="{y(target)}"/>')
    parts.append(f'<text class="tick" x="{x(1)}" y="{_num(float(y(target)) - 4)}" text-anchor="end">{target:g}</text>')
    for i, curve in enumerate(curves.values()):
        points = " ".join(f"{x(p['kept'])},{y(p['precision'])}" for p in curve)
        parts.append(
            f'<polyline class="line s{i % SERIES}" stroke-dasharray="{_DASHES[i % SERIES]}" points="{points}"/>'
        )
    return _svg("Risk-coverage curve: precision over the share of tags kept", "".join(parts))


def legend(names: Sequence[str]) -> str:
    """Return the legend of `risk_coverage_plot` as HTML."""
    items = []
    for i, name in enumerate(names):
        line = (
            f'<line class="line s{i % SERIES}" stroke-dasharray="{_DASHES[i % SERIES]}" x1="0" y1="5" x2="30" y2="5"/>'
        )
        items.append(
            f'<li><svg viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">{line}</svg> {escape(name)}</li>'
        )
    return f'<ul class="legend">{"".join(items)}</ul>'


def interval_plot(title: str, rows: Sequence[tuple[str, float, Sequence[float] | None]]) -> str:
    """Return scores and their intervals, a row a model, on a scale from 0 to 1."""
    width, left, step = 460.0, 150.0, 30.0
    bottom = step * len(rows) + 8

    def x(value: float) -> str:
        return _num(left + max(0.0, min(1.0, value)) * (width - left - 60))

    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<line class="grid" x1="{x(tick)}" y1="4" x2="{x(tick)}" y2="{_num(bottom)}"/>')
        parts.append(f'<text class="tick" x="{x(tick)}" y="{_num(bottom + 15)}" text-anchor="middle">{tick:g}</text>')
    for i, (name, value, bounds) in enumerate(rows):
        y = _num(step * i + 20)
        parts.append(f'<text x="{left - 10:g}" y="{y}" dy="4" text-anchor="end">{escape(_short(name))}</text>')
        if bounds:
            parts.append(f'<line class="whisker" x1="{x(bounds[0])}" y1="{y}" x2="{x(bounds[1])}" y2="{y}"/>')
        parts.append(f'<circle class="dot solid" cx="{x(value)}" cy="{y}" r="5"/>')
        parts.append(f'<text x="{width - 48:g}" y="{y}" dy="4">{value:.3f}</text>')
    return _svg(title, "".join(parts), width, bottom + 22)


def bar(value: float, bounds: Sequence[float] | None) -> str:
    """Return a small bar for a table cell, with its interval as a whisker."""
    whisker = ""
    if bounds:
        whisker = f'<line class="whisker" x1="{bounds[0] * 100:.1f}" y1="6" x2="{bounds[1] * 100:.1f}" y2="6"/>'
    return (
        '<svg class="bar" viewBox="0 0 100 12" width="100" height="12" aria-hidden="true"><rect class="track" width="100" '
        f'height="12"/><rect class="fill" width="{value * 100:.1f}" height="12"/>{whisker}</svg>'
    )


def _frame(across: str, up: str, floor: float = 0.0) -> str:
    x, y = _across(0, 1), _up(floor, 1)
    parts = []
    steps = round((1 - floor) / (0.1 if floor >= 0.5 else 0.2))
    for i in range(6):
        right = i / 5
        parts.append(
            f'<text class="tick" x="{x(right)}" y="{_SIZE - _BOTTOM + 16:g}" text-anchor="middle">{right:g}</text>'
        )
    for i in range(steps + 1):
        high = floor + (1 - floor) * i / steps
        parts.append(f'<line class="grid" x1="{x(0)}" y1="{y(high)}" x2="{x(1)}" y2="{y(high)}"/>')
        parts.append(
            f'<text class="tick" x="{_LEFT - 6:g}" y="{y(high)}" dy="4" text-anchor="end">{round(high, 2):g}</text>'
        )
    middle = (_LEFT + _SIZE - _RIGHT) / 2
    half = (_TOP + _SIZE - _BOTTOM) / 2
    parts.append(f'<text x="{middle:g}" y="{_SIZE - 6:g}" text-anchor="middle">{across}</text>')
    parts.append(f'<text transform="translate(11 {half:g}) rotate(-90)" text-anchor="middle">{up}</text>')
    return "".join(parts)


def _across(low: float, high: float) -> Any:
    return lambda value: _num(_LEFT + (value - low) / (high - low) * (_SIZE - _LEFT - _RIGHT))


def _up(low: float, high: float) -> Any:
    return lambda value: _num(_SIZE - _BOTTOM - (value - low) / (high - low) * (_SIZE - _BOTTOM - _TOP))


def _num(value: float) -> str:
    return f"{value:.1f}"


def _short(name: str, most: int = 20) -> str:
    return name if len(name) <= most else "..." + name[3 - most :]


def _svg(title: str, body: str, width: float = _SIZE, height: float = _SIZE) -> str:
    label = escape(title, quote=True)
    return (
        f'<svg class="plot" role="img" aria-label="{label}" viewBox="0 0 {width:g} {height:g}" '
        f'style="max-width:{width * 1.15:.0f}px">{body}</svg>'
    )
