"""The report as one self-contained page: no script, nothing loaded. Whatever comes from files is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from stance.evaluation.plots import bar, interval_plot, legend, reliability_plot, risk_coverage_plot
from stance.evaluation.tables import (
    LABELLERS,
    Cell,
    Score,
    Table,
    confusion_table,
    contrast_table,
    end_to_end_table,
    file_line,
    given_table,
    label_table,
    slice_table,
    summary,
    threshold_table,
)

_STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --back: #fff; --faint: #59636e; --line: #d8dee4; --soft: #f3f5f7;
  --main: #0b5c8a; --warn: #b42318; --good: #0b6b3a; --cell: 11 92 138;
  --s0: #0b5c8a; --s1: #b42318; --s2: #0b6b3a; --s3: #8a5a00; --s4: #5b3aa0; --s5: #59636e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --back: #14171b; --faint: #9aa4af; --line: #333b44;
  --soft: #1d2228; --main: #7cc8f5; --warn: #ff8a80; --good: #6fdc9a; --cell: 124 200 245;
  --s0: #7cc8f5; --s1: #ff8a80; --s2: #6fdc9a; --s3: #f3c04b; --s4: #c3a6ff; --s5: #9aa4af; } }
* { box-sizing: border-box; }
body { font: 1rem/1.55 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 72rem;
  margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; } h3 { font-size: 1.05rem; margin: 2.2rem 0 .5rem; }
h2 { font-size: 1.35rem; margin: 3rem 0 .3rem; padding-top: 1rem; border-top: 2px solid var(--text); }
h2 + p, .note, footer { color: var(--faint); font-size: .875rem; } .note { max-width: 46rem; margin: .4rem 0 0; }
.said { max-width: 52rem; padding-left: 1.2rem; } .said li { margin: .35rem 0; }
nav a { margin-right: 1rem; } a { color: var(--main); }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .9rem .35rem 0; text-align: right; vertical-align: top; border-top: 1px solid var(--line); }
th { font-weight: 600; color: var(--faint); border-top: 0; vertical-align: bottom; } td small { display: block; color: var(--faint);
  white-space: nowrap; } .text { text-align: left; } td.text { min-width: 6rem; } tr.people td { font-style: italic; }
.confusion { font-size: .8rem; } .confusion td, .confusion th { padding: .35rem .4rem; }
.matrices { grid-template-columns: repeat(auto-fit, minmax(min(32rem, 100%), 1fr)); } .confusion td.n { background: rgb(var(--cell) / var(--share)); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1.5rem 2rem; }
figure { margin: 0; min-width: 0; } figcaption { font-size: .875rem; font-weight: 600; margin-bottom: .3rem; }
.plot { display: block; width: 100%; height: auto; } .plot text { font-size: 12px; fill: var(--text); }
.plot .tick { font-size: 10.5px; fill: var(--faint); } .grid { stroke: var(--line); }
.diagonal, .target { stroke: var(--faint); stroke-dasharray: 4 3; } .gap { stroke: var(--warn); stroke-width: 1.5; }
.dot { fill: var(--main); fill-opacity: .55; stroke: var(--main); } .solid { fill-opacity: 1; }
.whisker { stroke: var(--text); stroke-width: 2; } .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); } .s3 { stroke: var(--s3); }
.s4 { stroke: var(--s4); } .s5 { stroke: var(--s5); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; font-size: .875rem; }
.bar { vertical-align: -1px; margin-left: .5rem; } .track { fill: var(--soft); } .fill { fill: var(--main); fill-opacity: .45; }
.bar .whisker { stroke-width: 1.5; } .mistake { border-left: 3px solid var(--warn); padding: .1rem 0 .1rem .8rem; margin: 1rem 0;
  max-width: 52rem; break-inside: avoid; } .mistake p { margin: .2rem 0; } .mistake .why, .mistake .where { color: var(--faint);
  font-size: .875rem; } mark { background: none; color: inherit; border-bottom: 2px solid var(--main); }
.gold { color: var(--good); } .wrong { color: var(--warn); } code { background: var(--soft); padding: 0 .25em; }
details { margin-top: .6rem; } summary { cursor: pointer; color: var(--main); }
@media (max-width: 40rem) { table { font-size: .8rem; } th, td { padding-right: .6rem; } .confusion { font-size: .72rem; }
  .confusion td, .confusion th { padding: .3rem .2rem; } td.text { min-width: 0; } .said { padding-left: 1rem; }
  td:first-child, th:first-child { position: sticky; left: 0; background: var(--back); } }
@media print { body { max-width: none; padding: 0; } nav { display: none; } tr, figure { break-inside: avoid; }
  h2 { break-before: page; } h2.first { break-before: auto; } .wide { overflow: visible; } table { font-size: .72rem; }
  .matrices { display: block; } .matrices figure { margin-bottom: 1rem; } h3 { break-after: avoid; }
  .confusion td.n, .bar, .plot { print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
WORST = 15


def page(files: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page: a section a label file."""
    links = "".join(f'<a href="#file-{i}">{_safe(name)}</a>' for i, name in enumerate(files))
    sections = "".join(_section(i, name, file) for i, (name, file) in enumerate(files.items()))
    models = ", ".join(dict.fromkeys(name for file in files.values() for name in file["models"]))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
        f"<title>Evaluation of {_safe(models)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Evaluation of {_safe(models)}</h1>\n<nav>{links}</nav>\n{sections}</main>\n"
        "<footer><p>Written by stance evaluate. Intervals are 95 % bootstrap intervals over articles.</p></footer>\n"
        "</body>\n</html>\n"
    )


def _section(number: int, name: str, file: Mapping[str, Any]) -> str:
    said = "".join(f"<li>{_safe(sentence)}</li>" for sentence in summary(file))
    warning = ""
    if file["standoff"]:
        warning = (
            '<p class="note">This page quotes text that may not be redistributed: keep it to yourself.</p>'
            if file["quoted"]
            else '<p class="note">The text of this file may not be redistributed: its sentences are named, not quoted.</p>'
        )
    first = ' class="first"' if number == 0 else ""
    pairs = _table(contrast_table(file), bars=True) if file["contrast"] else ""
    tables = [given_table(file), end_to_end_table(file), label_table(file)]
    return (
        f'<section id="file-{number}">\n<h2{first}>{_safe(name)}</h2>\n<p>{file_line(file)}</p>\n{warning}'
        f'<ul class="said">{said}</ul>\n{_intervals(file)}{pairs}{"".join(_table(t) for t in tables if t.rows)}'
        f"{_confusions(file)}{_calibration(file)}{_selection(file)}{_weak(file)}{_mistakes(file)}</section>\n"
    )


def _intervals(file: Mapping[str, Any]) -> str:
    people = {LABELLERS: file["labellers"]} if file["labellers"] else {}
    rows = {**file["models"], **people}
    given = [
        (name, s["given_mentions"]["macro_f1"], s["given_mentions"]["intervals"]["macro_f1"])
        for name, s in rows.items()
        if s["given_mentions"]["examples"]
    ]
    whole = [
        (n, s["end_to_end"]["actor_stance"]["f1"], s["end_to_end"]["intervals"]["actor_stance"])
        for n, s in rows.items()
    ]
    plots = (("Macro-F1 for given mentions", given), ("F1 on (actor, stance) from raw text", whole))
    return _plots([(title, interval_plot(title, found)) for title, found in plots if found])


def _confusions(file: Mapping[str, Any]) -> str:
    found = []
    for name, scores in file["models"].items():
        if scores["given_mentions"]["examples"]:
            found.append((name, _confusion(confusion_table(name, scores))))
    return f"<h3>Confusion: gold in rows, predicted in columns</h3>\n{_plots(found, 'plots matrices')}" if found else ""


def _confusion(table: Table) -> str:
    rows = []
    for label, *cells in table.rows:
        counts = [c for c in cells if isinstance(c, int)]
        of = max(1, sum(counts))
        shaded = "".join(f'<td class="n" style="--share:{0.65 * c / of:.2f}">{c:,}</td>' for c in counts)
        rows.append(f'<tr><td class="text">{_safe(str(label))}</td>{shaded}</tr>')
    head = "".join(f'<th{_class(i == 0)} scope="col">{_safe(name)}</th>' for i, name in enumerate(table.head))
    return f'<div class="wide"><table class="confusion"><tr>{head}</tr>{"".join(rows)}</table></div>'


def _calibration(file: Mapping[str, Any]) -> str:
    found = []
    for name, scores in file["models"].items():
        given = scores["given_mentions"]
        if scores["reliability"]:
            title = f"{name}: ECE {given['ece']:.3f}, Brier {given['brier']:.3f}"
            found.append((title, reliability_plot(name, scores["reliability"])))
    note = (
        "A dot is a bin of mentions, its area their number. On the diagonal a confidence of 0.8 is right 8 times in 10."
    )
    return f'<h3>Calibration</h3>\n{_plots(found)}<p class="note">{note}</p>\n' if found else ""


def _selection(file: Mapping[str, Any]) -> str:
    curves = {name: s["selection"]["curve"] for name, s in file["models"].items() if s["selection"]["curve"]}
    target = next(iter(file["models"].values()))["selection"]["target_precision"]
    plot = risk_coverage_plot(curves, target)
    return (
        '<h3>Precision against coverage</h3>\n<div class="plots"><figure><figcaption>Tags found in raw text</figcaption>'
        f"{plot}{legend(list(curves))}</figure><div>{_table(threshold_table(file))}</div></div>\n"
    )


def _weak(file: Mapping[str, Any]) -> str:
    table = slice_table(file)
    if file["contrast"] or not table.rows:
        return ""
    worst = Table(table.title, table.head, table.rows[:WORST], table.note, table.texts)
    rest = Table("", table.head, table.rows[WORST:], "", table.texts)
    more = (
        f"<details><summary>{len(rest.rows)} more slices</summary>{_table(rest, bars=True)}</details>\n"
        if rest.rows
        else ""
    )
    return _table(worst, bars=True) + more


def _mistakes(file: Mapping[str, Any]) -> str:
    parts = []
    for name, scores in file["models"].items():
        if scores["mistakes"]:
            cards = "".join(_mistake(row) for row in scores["mistakes"])
            parts.append(f"<h3>The most confident mistakes of {_safe(name)}</h3>\n{cards}")
    return "".join(parts)


def _mistake(row: Mapping[str, Any]) -> str:
    verdict = (
        f'<p>gold <b class="gold">{_safe(row["gold"])}</b>, predicted <b class="wrong">{_safe(row["predicted"])}</b> '
        f"with confidence {row['confidence']:.2f}</p>"
    )
    quote, why = "", ""
    if "sentence" in row:
        text, start, end = row["sentence"], row["start"], row["end"]
        quote = f"<p>{_safe(text[:start])}<mark>{_safe(text[start:end])}</mark>{_safe(text[end:])}</p>"
    if row.get("features"):
        parts = ", ".join(
            f"<code>{_safe(f'{view}: {term}')}</code> {amount:+.2f}" for view, term, amount in row["features"]
        )
        why = f'<p class="why">for {_safe(row["predicted"])}: {parts}</p>'
    place = f"{row['doc']}, sentence {row['index']}, characters {row['start']} to {row['end']}, {row['actor']}"
    return f'<div class="mistake">{quote}{verdict}{why}<p class="where">{_safe(place)}</p></div>\n'


def _plots(found: Sequence[tuple[str, str]], style: str = "plots") -> str:
    figures = "".join(f"<figure><figcaption>{_safe(title)}</figcaption>{svg}</figure>" for title, svg in found)
    return f'<div class="{style}">{figures}</div>\n'


def _table(table: Table, *, bars: bool = False) -> str:
    head = "".join(f'<th{_class(i < table.texts)} scope="col">{_safe(name)}</th>' for i, name in enumerate(table.head))
    body = "".join(_row(table, row, bars) for row in table.rows)
    title = f"<h3>{_safe(table.title)}</h3>\n" if table.title else ""
    note = f'<p class="note">{_safe(table.note)}</p>\n' if table.note else ""
    return f'{title}<div class="wide"><table><tr>{head}</tr>{body}</table></div>\n{note}'


def _row(table: Table, row: Sequence[Cell], bars: bool) -> str:
    people = ' class="people"' if LABELLERS in row else ""
    cells = "".join(f"<td{_class(i < table.texts)}>{_cell(cell, bars)}</td>" for i, cell in enumerate(row))
    return f"<tr{people}>{cells}</tr>"


def _cell(cell: Cell, bars: bool) -> str:
    if isinstance(cell, Score):
        shown = f"{cell.value:.3f}{bar(cell.value, cell.interval) if bars else ''}"
        return shown + (f"<small>{cell.interval[0]:.2f} to {cell.interval[1]:.2f}</small>" if cell.interval else "")
    return f"{cell:,}" if isinstance(cell, int) else _safe(cell)


def _class(text: bool) -> str:
    return ' class="text"' if text else ""


def _safe(text: str) -> str:
    return escape(text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�"))
