"""`stance predict`: tag articles."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stance.types import Article


class Format(StrEnum):
    """Output formats."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    html = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: [bold]stance predict news/ --format csv --output tags.csv[/bold]")(predict)


def predict(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH...|-]", help="Articles, folders of them, or - for stdin.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="A name in models/, a folder or hub:user/name.")
    ] = None,
    output_format: Annotated[
        Format | None, typer.Option("--format", "-f", help="By default a table, or what --output's suffix says.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of stdout; whole or not at all.")
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out tags below this confidence.")] = 0.0,
    actors: Annotated[
        list[Path] | None, typer.Option(help="A gazetteer file of your own (YAML); may be repeated.")
    ] = None,
    text_field: Annotated[
        str | None, typer.Option(help="The field of .jsonl, .csv, .parquet that holds the text.")
    ] = None,
    device: Annotated[str, typer.Option(help="cpu, cuda or auto; other than cpu needs the extra 'train'.")] = "cpu",
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first article that can't be read.")] = False,
) -> None:
    """Find in each sentence the political actors and the stance each takes.

    Reads .txt, .md, .html, .jsonl, .csv, .parquet, folders and stdin.
    """
    import sys

    from stance.errors import InputError
    from stance.tagger import load
    from stance.text import read_articles
    from stance.views.writers import write_articles

    if not paths and sys.stdin.isatty():
        raise InputError("no article given: name files or folders, or - to read stdin")
    chosen = output_format or _by_suffix(output)
    if chosen is Format.parquet and output is None:
        raise InputError("--format parquet is binary: name a file with --output")
    tagger = load(model, actors=actors or (), device=device)
    problems: list[str] = []
    articles = read_articles(
        paths or ["-"], text_field=text_field, on_error=None if strict else lambda error: problems.append(str(error))
    )
    read = _Counted(tagger.tag_many(articles))
    write_articles(read, chosen.value, output, min_confidence)
    for problem in problems:
        print(f"stance: {problem}", file=sys.stderr)
    if problems:
        raise typer.Exit(2)
    if chosen is Format.table and output is None:
        print(f"{read.articles} articles, {read.sentences:,} sentences tagged by {tagger.name}", file=sys.stderr)


class _Counted:
    """Passes tagged articles on and counts them, with a progress bar on stderr for long work."""

    def __init__(self, articles: Iterator[Article]) -> None:
        self._source = articles
        self.articles = self.sentences = 0

    def __iter__(self) -> Iterator[Article]:
        from stance.cli.console import progress

        with progress() as bar:
            task = bar.add_task("tagging", total=None)
            for article in self._source:
                self.articles += 1
                self.sentences += len(article.sentences)
                bar.update(task, description=f"{self.articles:,} articles, {self.sentences:,} sentences")
                yield article


def _by_suffix(output: Path | None) -> Format:
    suffix = output.suffix.removeprefix(".") if output else ""
    return Format(suffix) if suffix in set(Format) else Format.table
