"""`stance timeline`: stances over time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stance.tagger import Tagger
    from stance.types import Article
    from stance.views.timeline import Timeline

NAMED = 20
"""Articles without a date that are named one by one; the others are counted."""


class Format(StrEnum):
    """Output formats."""

    table = "table"
    csv = "csv"
    parquet = "parquet"
    png = "png"
    svg = "svg"
    html = "html"


class By(StrEnum):
    """Lengths of a period."""

    day = "day"
    week = "week"
    month = "month"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: [bold]stance timeline tags.jsonl --by week --actor RUS --output rus.html[/bold]")(
        timeline
    )


def timeline(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...|-", help="Tagged articles (.jsonl of stance predict; - for stdin) or raw ones."
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", help="The model that tags raw articles: a name, a folder, hub:user/name."),
    ] = None,
    by: Annotated[By, typer.Option(help="The length of a period; weeks begin on Monday.")] = By.month,
    actor: Annotated[
        list[str] | None, typer.Option(help="Only this actor (id) and whom it acts on; may be repeated.")
    ] = None,
    pair: Annotated[
        list[str] | None, typer.Option(metavar="A:B", help="Only what A does to B; may be repeated.")
    ] = None,
    output_format: Annotated[
        Format | None, typer.Option("--format", "-f", help="By default a table, or what --output's suffix says.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of stdout; whole or not at all.")
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out tags below this confidence.")] = 0.0,
) -> None:
    """Show who escalated and who gave way, when, and towards whom.

    The escalation index is the confidence-weighted mean of escalation +1, deterrence +0.5, de-escalation -0.5, concession -1,
    with a bootstrap 95 % interval. Articles without a date are named on stderr.
    """
    from stance.errors import InputError
    from stance.views import timeline_writers
    from stance.views.tagged import tagged_articles
    from stance.views.timeline import timeline as gather

    pairs = [_pair(text) for text in pair or ()]
    chosen = output_format or _by_suffix(output)
    if output is None and chosen in (Format.png, Format.parquet):
        raise InputError(f"--format {chosen} is binary: name a file with --output")
    timeline_writers.check(chosen)
    problems: list[str] = []
    articles = tagged_articles(paths, _tagger(model), on_error=lambda error: problems.append(str(error)))
    found = gather(_counted(articles), by.value, actors=actor or (), pairs=pairs, min_confidence=min_confidence)
    remarks: Iterable[str] = ()
    if found.articles or not problems:
        drawn = timeline_writers.write_timeline(found, chosen, output)
        remarks = _remarks(found, drawn)
    for line in [*problems, *remarks]:
        print(f"stance: {line}", file=sys.stderr)
    if problems:
        raise typer.Exit(2)


def _remarks(found: Timeline, drawn: int) -> Iterator[str]:
    if found.undated:
        more = f" and {len(found.undated) - NAMED} more" if len(found.undated) > NAMED else ""
        names = ", ".join(" ".join(name.split()) for name in found.undated[:NAMED])
        yield (
            f"{len(found.undated)} of {found.articles} articles have no date (or none to the {found.by}) and are left out: "
            f"{names}{more}"
        )
    if found.unweighted:
        counts = ", ".join(f"{n} {label}" for label, n in found.unweighted.items())
        yield f"tags whose label has no weight are counted, but have no part in the index: {counts}"
    if drawn < len(found.series):
        yield f"drawn are the {drawn} of {len(found.series)} series with most tags; choose with --actor and --pair"
    if not found.series:
        yield f"no tag in {found.articles - len(found.undated)} dated articles"


def _tagger(model: str | None) -> Callable[[], Tagger]:
    """Return what loads the model once, and only if it is asked to: tagged articles need none."""
    from stance.tagger import load

    return cache(lambda: load(model))


def _pair(text: str) -> tuple[str, str]:
    from stance.errors import InputError

    actor, _, target = text.partition(":")
    if not actor or not target:
        raise InputError(f"--pair '{text}': write ACTOR:TARGET, for example RUS:NATO")
    return actor, target


def _counted(articles: Iterable[Article]) -> Iterator[Article]:
    """Pass articles on and count them, with a progress bar on stderr for long work."""
    from stance.cli.console import progress

    with progress() as bar:
        task = bar.add_task("reading", total=None)
        for number, article in enumerate(articles, start=1):
            bar.update(task, description=f"{number:,} articles")
            yield article


def _by_suffix(output: Path | None) -> Format:
    suffix = output.suffix.removeprefix(".") if output else ""
    return Format(suffix) if suffix in set(Format) else Format.table
