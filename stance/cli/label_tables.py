"""The tables of `stance labels stats` and `stance labels agreement`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

PIPE_WIDTH = 200
"""Characters a line where no terminal says how wide it is."""


def print_stats(data: dict[str, Any]) -> None:
    """Print what `corpus_statistics` counted, and the grid if `data` has it."""
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    stances = list(data["total"]["stances"])
    numbers = ("sentences", "documents", "disputes", "tags", "none_sentences")
    rows = []
    for name, counts in [*data["sets"].items(), ("all", data["total"])]:
        shares = [f"{counts[key]:.1%}" for key in ("none_share", "several_share")]
        figures = [f"{counts[key]:,}" for key in numbers]
        rows.append([name, *figures, *shares, *(f"{counts['stances'].get(stance, 0):,}" for stance in stances)])
    heads = ["set", "sentences", "documents", "disputes", "tags", "none", "none share", "two or more", *stances]
    console.print(_table("Sentences and tags", heads, rows))
    per_sentence = data["tags_per_sentence"]
    console.print(_table("Tags a sentence", list(per_sentence), [[f"{count:,}" for count in per_sentence.values()]]))
    for field in ("styles", "regions"):
        if data[field]:
            rows = [[name, f"{c['sentences']:,}", f"{c['tags']:,}"] for name, c in data[field].items()]
            console.print(_table(field.capitalize(), [field[:-1], "sentences", "tags"], rows))
    _print_most(console, data)
    if data.get("grid"):
        console.print(_grid(data["grid"]))


def print_agreement(data: dict[str, Any]) -> None:
    """Print what `agreement` found."""
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    f1 = data["f1"]
    rows = [
        ["Cohen's kappa on stance", f"{data['kappa']:.3f}"],
        ["Krippendorff's alpha on stance", f"{data['alpha']:.3f}"],
        ["observed agreement", f"{data['observed']:.3f}"],
        ["F1 on (actor, stance)", f"{f1['actor_stance']:.3f}"],
        ["F1 on actors", f"{f1['actors']:.3f}"],
        ["F1 on mention spans", f"{f1['mentions']:.3f}"],
        ["F1 on stances of a sentence", f"{f1['stances']:.3f}"],
    ]
    title = f"{data['sentences']:,} sentences, {data['units']:,} actors named by either"
    console.print(_table(title, ["measure", "value"], rows))
    stances = [[name, f"{s['f1']:.3f}", f"{s['a']:,}", f"{s['b']:,}"] for name, s in data["by_stance"].items()]
    console.print(_table("F1 on actors by stance", ["stance", "F1", "tags of A", "tags of B"], stances))
    labels = data["confusion"]["labels"]
    confusion = [
        [label, *(f"{n:,}" for n in row)] for label, row in zip(labels, data["confusion"]["a_by_b"], strict=True)
    ]
    console.print(_table("Confusion: A (rows) by B (columns)", ["A \\ B", *labels], confusion))


def _print_most(console: Console, data: dict[str, Any], most: int = 15) -> None:
    total = data["total"]
    actors = [[a, f"{n:,}", f"{n / total['tags']:.1%}"] for a, n in list(data["actors"].items())[:most]]
    console.print(_table(f"Actors: {len(data['actors']):,}", ["actor", "tags", "share"], actors))
    disputes = [
        [name, f"{c['sentences']:,}", f"{c['sentences'] / total['sentences']:.1%}"]
        for name, c in list(data["disputes"].items())[:most]
    ]
    if disputes:
        console.print(_table(f"Disputes: {len(data['disputes']):,}", ["dispute", "sentences", "share"], disputes))


def _grid(grid: dict[str, dict[str, Any]]) -> Table:
    kinds = list(next(iter(grid.values()))["by_actor_kind"]) if grid else []
    rows = [
        [
            kind,
            f"{row['sentences']:,}",
            f"{row['actors']:,}",
            *(f"{n:,}" if n else "hole" for n in row["by_actor_kind"].values()),
        ]
        for kind, row in grid.items()
    ]
    counts = [n for row in grid.values() for kind, n in row["by_actor_kind"].items() if kind != "other"]
    holes, cells = counts.count(0), len(counts)
    title = f"Tags by event kind and actor kind: {holes} holes in {cells} cells ('other' not counted)"
    return _table(title, ["event kind", "sentences", "actors", *kinds], rows)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
