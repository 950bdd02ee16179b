"""A timeline as a picture (matplotlib, from the extra `plots`): one panel a series, all on the same two scales."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import IO, Any

from stance.views.timeline import Point, Series, Timeline, next_period

_INK, _FAINT, _UP, _DOWN = "#1b1f24", "#8a939c", "#b42318", "#0b6b3a"
_COLUMNS, _WIDTH, _HEIGHT = 2, 5.4, 1.9


def save_plot(timeline: Timeline, series: Sequence[Series], file: IO[bytes], output_format: str) -> None:
    """Draw the series into a png or svg: a dot a period (its area by its tags), its interval, a line between neighbours."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    columns = min(_COLUMNS, max(1, len(series)))
    lines = max(1, -(-len(series) // columns))
    # No date and no random ids: the same timeline gives the same bytes.
    with mpl.rc_context(
        {"svg.hashsalt": "stance", "font.size": 9, "axes.edgecolor": _FAINT, "date.converter": "concise"}
    ):
        figure = Figure(figsize=(_WIDTH * columns, _HEIGHT * lines + 0.9), layout="constrained")
        panels = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
        most = max((p.tags for s in series for p in s.points), default=1)
        for panel, one in zip(panels.flat, series, strict=False):
            _draw(panel, one, timeline, most)
        for panel in list(panels.flat)[len(series) :]:
            panel.set_axis_off()
        if not series:
            panels.flat[0].text(0.5, 0.5, "no tag in dated articles", ha="center", transform=panels.flat[0].transAxes)
        figure.suptitle(f"Escalation index by {timeline.by}, with 95 % interval", x=0.01, ha="left", fontsize=11)
        figure.supylabel("concedes - escalates", fontsize=9)
        metadata = {"Date": None} if output_format == "svg" else {"Software": None}
        figure.savefig(file, format=output_format, dpi=150, metadata=metadata)


def _draw(panel: Any, series: Series, timeline: Timeline, most: int) -> None:
    points = [p for p in series.points if p.index is not None]
    panel.axhline(0, color=_FAINT, linewidth=0.8)
    for one, after in pairwise(points):
        if next_period(one.start, timeline.by) == after.start:
            panel.plot([_x(one), _x(after)], [one.index, after.index], color=_FAINT, linewidth=1, zorder=1)
    for p in points:
        if p.low is not None:
            panel.plot([_x(p), _x(p)], [p.low, p.high], color=_INK, linewidth=1.2, zorder=2)
    colors = [_UP if (p.index or 0) > 0 else _DOWN if (p.index or 0) < 0 else _FAINT for p in points]
    sizes = [12 + 90 * p.tags / most for p in points]
    panel.scatter([_x(p) for p in points], [p.index for p in points], s=sizes, c=colors, zorder=3, edgecolors="white")
    panel.set_title(f"{series.name} (tags: {series.tags})", loc="left", fontsize=9, parse_math=False)
    panel.set_ylim(-1.12, 1.12)
    panel.set_yticks([-1, -0.5, 0, 0.5, 1])
    panel.spines[["top", "right"]].set_visible(False)


def _x(point: Point) -> datetime:
    return datetime(point.start.year, point.start.month, point.start.day)
