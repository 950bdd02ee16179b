"""A timeline as one self-contained page: charts whose points lead to the sentences behind them. No script, nothing loaded.

Article text, titles, ids and labels are untrusted: everything is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from itertools import pairwise

from stance.types import Stance
from stance.views.html import SIGNS, marked
from stance.views.timeline import Evidence, Point, Series, Timeline, next_period

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 460.0, 190.0, 34.0, 14.0, 14.0, 30.0
_DATES = 4

_STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --back: #fff; --faint: #59636e; --line: #d8dee4; --main: #0b5c8a;
  --escalation: #b42318; --deterrence: #8a5a00; --de-escalation: #0b6b3a; --concession: #0b5c8a; --other: #5b3aa0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --back: #14171b; --faint: #9aa4af; --line: #333b44;
  --main: #7cc8f5; --escalation: #ff8a80; --deterrence: #f3c04b; --de-escalation: #6fdc9a; --concession: #7cc8f5;
  --other: #c3a6ff; } }
* { box-sizing: border-box; }
body { font: 1rem/1.55 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 66rem;
  margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 3rem; } h3 { font-size: 1.05rem; margin: 2.5rem 0 .5rem; }
h4 { font-size: .95rem; margin: 1.5rem 0 .3rem; } a { color: var(--main); }
.note, .meta, figcaption small, footer { color: var(--faint); font-size: .875rem; font-weight: 400; }
.note { max-width: 46rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.5rem 2rem; }
figure { margin: 0; min-width: 0; } figcaption { font-weight: 600; } svg { display: block; width: 100%; height: auto; }
svg text { font-size: 11px; fill: var(--faint); } .grid { stroke: var(--line); } .zero { stroke: var(--faint); }
.between { stroke: var(--faint); } .whisker { stroke: var(--text); stroke-width: 1.5; }
circle { stroke: var(--back); stroke-width: 1.5; } .up { fill: var(--escalation); } .down { fill: var(--de-escalation); }
.even { fill: var(--faint); } svg a:hover circle, svg a:focus-visible circle { stroke: var(--text); stroke-width: 2.5; }
.sentences { padding-left: 1.1rem; } .sentences li { margin: .6rem 0; } h4:target { outline: 2px solid var(--main); outline-offset: .3rem; }
mark { color: inherit; background: none; border-bottom: 2px solid var(--c); padding: 0 .05em; }
mark b { color: var(--c); font-size: .75rem; font-weight: 600; margin-left: .3em; }
.escalation { --c: var(--escalation); } .deterrence { --c: var(--deterrence); }
.de-escalation { --c: var(--de-escalation); } .concession { --c: var(--concession); } .other { --c: var(--other); }
"""


def timeline_page(timeline: Timeline, series: Sequence[Series]) -> str:
    """Return the page: a chart a series, then the sentences of each point."""
    points = [p for s in series for p in s.points]
    first = min((p.start for p in points), default=date(2000, 1, 1))
    last = max((p.start for p in points), default=first)
    charts = "\n".join(
        f'<figure id="s{i}">\n<figcaption>{_safe(s.name)} <small>{_count(s.tags, "tag")}</small></figcaption>\n'
        f"{_chart(i, s, timeline, first, last)}\n</figure>"
        for i, s in enumerate(series)
    )
    sentences = "\n".join(_sentences(i, s, timeline) for i, s in enumerate(series))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Stances over time</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Stances over time, by {timeline.by}</h1>\n{_notes(timeline, len(series))}"
        f'<div class="charts">\n{charts or "<p>No tag in dated articles.</p>"}\n</div>\n'
        f"<h2>The sentences behind the points</h2>\n{sentences}\n</main>\n"
        "<footer>Tags are a model's and may be wrong: read the sentences.</footer>\n</body>\n</html>\n"
    )


def _notes(timeline: Timeline, drawn: int) -> str:
    signs = ", ".join(f"{SIGNS[s]} {s.value}" for s in Stance)
    lines = [
        "A point is the escalation index of one period: +1 all escalation, -1 all concession. Its size goes by the number of "
        "tags, its bar is the 95 % interval; neighbouring periods are joined. Choose a point to read its sentences.",
        f"Signs in the sentences: {signs}.",
    ]
    if timeline.undated:
        lines.append(f"Left out, without a date: {', '.join(timeline.undated)}.")
    if drawn < len(timeline.series):
        lines.append(f"Drawn are the {drawn} of {len(timeline.series)} series with most tags.")
    return "".join(f'<p class="note">{_safe(line)}</p>\n' for line in lines)


def _chart(number: int, series: Series, timeline: Timeline, first: date, last: date) -> str:
    days = max(1, (last - first).days)

    def x(day: date) -> float:
        return _LEFT + 10 + (day - first).days / days * (_WIDTH - _LEFT - _RIGHT - 20)

    def y(value: float) -> float:
        return _TOP + (1 - value) / 2 * (_HEIGHT - _TOP - _BOTTOM)

    parts = []
    for tick in (-1, -0.5, 0, 0.5, 1):
        css = "grid" if tick else "zero"
        parts.append(_line(css, _LEFT, y(tick), _WIDTH - _RIGHT, y(tick)))
        parts.append(
            f'<text x="{_LEFT - 6:g}" y="{y(tick):.1f}" dy="4" text-anchor="end">{f"{tick:+g}" if tick else "0"}</text>'
        )
    dates: dict[str, date] = {}
    for i in range(_DATES):
        day = first + timedelta(days=round((last - first).days * i / (_DATES - 1)))
        dates.setdefault(day.isoformat()[:7] if timeline.by == "month" else day.isoformat(), day)
    for i, (label, day) in enumerate(dates.items()):
        anchor = "start" if i == 0 else "end" if i == _DATES - 1 else "middle"
        parts.append(f'<text x="{x(day):.1f}" y="{_HEIGHT - 8:g}" text-anchor="{anchor}">{label}</text>')
    points = [(p, p.index) for p in series.points if p.index is not None]
    for (one, from_index), (after, to_index) in pairwise(points):
        if next_period(one.start, timeline.by) == after.start:
            parts.append(_line("between", x(one.start), y(from_index), x(after.start), y(to_index)))
    for p, _ in points:
        if p.low is not None and p.high is not None:
            parts.append(_line("whisker", x(p.start), y(p.low), x(p.start), y(p.high)))
    most = max((p.tags for p in series.points), default=1)
    for p, index in points:
        side = "up" if index > 0 else "down" if index < 0 else "even"
        said = escape(f"{series.name}, {_said(p)}", quote=True)
        parts.append(
            f'<a href="#{_anchor(number, p)}" aria-label="{said}"><title>{said}</title><circle class="{side}" '
            f'cx="{x(p.start):.1f}" cy="{y(index):.1f}" r="{4.5 + 5 * (p.tags / most) ** 0.5:.1f}"/></a>'
        )
    label = escape(f"Escalation index of {series.name} over time", quote=True)
    return f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="group" aria-label="{label}">{"".join(parts)}</svg>'


def _sentences(number: int, series: Series, timeline: Timeline) -> str:
    parts = [f'<h3>{_safe(series.name)} <a class="note" href="#s{number}">to its chart</a></h3>\n']
    for point in series.points:
        counts = ", ".join(f"{point.counts[name]} {name}" for name in timeline.labels if point.counts.get(name))
        parts.append(
            f'<h4 id="{_anchor(number, point)}" tabindex="-1">{_safe(f"{series.name}, {_said(point)}")}</h4>\n'
            f'<p class="meta">{_safe(counts)}</p>\n<ul class="sentences">\n{_items(point)}</ul>\n'
        )
    return "".join(parts)


def _items(point: Point) -> str:
    """Return the sentences of a point, each once, with the tags that belong to the point."""
    by_sentence: dict[tuple[int, int], list[Evidence]] = {}
    for e in sorted(point.evidence, key=lambda e: (e.date, e.article, e.sentence.start)):
        by_sentence.setdefault((e.article, e.sentence.start), []).append(e)
    items = []
    for same in by_sentence.values():
        e = same[0]
        meta = " · ".join([e.date, e.title or e.article_id, *(_tag(other) for other in same)])
        text = marked(replace(e.sentence, tags=tuple(other.tag for other in same)))
        items.append(f'<li>{text}<br><span class="meta">{_safe(meta)}</span></li>\n')
    return "".join(items)


def _tag(evidence: Evidence) -> str:
    tag = evidence.tag
    towards = f" towards {tag.target}" if tag.target else ""
    return f"{tag.stance}{towards}, confidence {tag.confidence:.2f}"


def _said(point: Point) -> str:
    index = "no index" if point.index is None else f"index {point.index:+.2f}"
    bounds = "" if point.low is None or point.high is None else f" ({point.low:+.2f} to {point.high:+.2f})"
    return f"{point.period}: {index}{bounds}, {_count(point.tags, 'tag')} in {_count(point.articles, 'article')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _anchor(number: int, point: Point) -> str:
    return f"s{number}-{point.period}"


def _line(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _safe(text: str) -> str:
    """Escape for HTML; NUL and lone surrogates, which no page can hold, become the replacement character."""
    return escape(text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd"))
