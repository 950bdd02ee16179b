"""Writes a timeline in each output format; a file appears under its name only when it is complete."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from stance.errors import InputError, StanceError
from stance.types import Stance
from stance.views.html import SIGNS
from stance.views.output import partial, text_output
from stance.views.table import COLORS
from stance.views.timeline import Point, Series, Timeline

if TYPE_CHECKING:
    from rich.text import Text

DRAWN = 6
"""Series of actors, and of dyads, that a picture or page draws; csv, parquet and the table hold all."""


def check(output_format: str) -> None:
    """Raise InputError where the format needs a library that is not installed."""
    if output_format in ("png", "svg"):
        try:
            import matplotlib  # noqa: F401
        except ImportError:
            raise InputError(f"--format {output_format} needs the extra 'plots': pip install 'stance[plots]'") from None


def write_timeline(timeline: Timeline, output_format: str, output: Path | None) -> int:
    """Write to `output` or stdout and return how many series were written.

    `output_format` is one of `table csv parquet png svg html`; pictures and pages hold at most `DRAWN` actors and `DRAWN`
    dyads, those with the most tags. Raises StanceError where the file can't be written, InputError where matplotlib is
    missing or a binary format has no file.
    """
    if output_format in ("parquet", "png"):
        if output is None:
            raise InputError(f"--format {output_format} is binary: name a file with --output")
        return _write_binary(timeline, output_format, output)
    drawn = _most_tags(timeline) if output_format in ("svg", "html") else timeline.series
    with text_output(output) as file:
        if output_format == "csv":
            _csv(timeline, file)
        elif output_format == "table":
            _table(timeline, file)
        elif output_format == "html":
            from stance.views.timeline_page import timeline_page

            file.write(timeline_page(timeline, drawn))
        else:
            import io

            from stance.views.timeline_plot import save_plot

            buffer = io.BytesIO()
            save_plot(timeline, drawn, buffer, "svg")
            file.write(buffer.getvalue().decode("utf-8"))
    return len(drawn)


def _write_binary(timeline: Timeline, output_format: str, output: Path) -> int:
    aside = partial(output)
    drawn = _most_tags(timeline) if output_format == "png" else timeline.series
    try:
        with aside.open("wb") as file:
            if output_format == "png":
                from stance.views.timeline_plot import save_plot

                save_plot(timeline, drawn, file, "png")
            else:
                _parquet(timeline, file)
        aside.replace(output)
    except OSError as error:
        raise StanceError(f"{output}: can't write: {error.strerror or error}") from None
    finally:
        aside.unlink(missing_ok=True)
    return len(drawn)


def _most_tags(timeline: Timeline) -> tuple[Series, ...]:
    actors = [s for s in timeline.series if s.target is None]
    dyads = [s for s in timeline.series if s.target is not None]
    return (*actors[:DRAWN], *dyads[:DRAWN])


def _csv(timeline: Timeline, file: IO[str]) -> None:
    writer = csv.DictWriter(file, timeline.columns, lineterminator="\n")
    writer.writeheader()
    for row in timeline.rows():
        writer.writerow({k: _clean(v) if isinstance(v, str) else v for k, v in row.items()})


def _parquet(timeline: Timeline, file: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {name: pa.int64() for name in ("articles", "sentences", "tags", *timeline.labels)}
    kinds |= {name: pa.float64() for name in ("index", "low", "high")} | {"start": pa.date32()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in timeline.columns])
    starts = [point.start for series in timeline.series for point in series.points]
    rows = [
        {k: _clean(v) if isinstance(v, str) else v for k, v in row.items()} | {"start": start}
        for row, start in zip(timeline.rows(), starts, strict=True)
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema), file)


def _table(timeline: Timeline, file: IO[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=file, highlight=False)
    table = Table(title=f"Escalation index by {timeline.by}", title_justify="left", pad_edge=False)
    table.add_column("actor → target", overflow="fold")
    table.add_column("period", no_wrap=True)
    for name in ("index", "95 %", "tags"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("of these")
    table.add_column("articles", justify="right")
    for series in timeline.series:
        for i, point in enumerate(series.points):
            table.add_row(
                Text(_clean(series.name) if i == 0 else ""),
                point.period,
                "" if point.index is None else f"{point.index:+.2f}",
                "" if point.low is None or point.high is None else f"{point.low:+.2f} to {point.high:+.2f}",
                str(point.tags),
                _counts(point, timeline.labels),
                str(point.articles),
                end_section=i == len(series.points) - 1,
            )
    console.print(table)
    console.print(", ".join(f"{sign} {stance.value}" for stance, sign in SIGNS.items()))


def _counts(point: Point, labels: Sequence[str]) -> Text:
    """Return the counts of a point: `▲2 ▼1` for the default labels, `2 verbal conflict` for others."""
    from rich.text import Text

    parts = []
    for label in labels:
        count = point.counts.get(label, 0)
        known = label in set(Stance)
        said = f"{SIGNS[Stance(label)]}{count}" if known else f"{count} {_clean(label)}"
        parts += [Text(said, style=COLORS[Stance(label)] if known else "")] if count else []
    return Text(" ").join(parts)


def _clean(text: str) -> str:
    """Replace what UTF-8 can't hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
