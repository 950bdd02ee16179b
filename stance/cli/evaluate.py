"""`stance evaluate`: how far to trust a model, on held-out labels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stance.evaluation import Report
    from stance.evaluation.evaluate import Progress


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Example: [bold]stance evaluate -m majority -m tfidf -m distilbert --output reports/default[/bold]"
    )(evaluate)


def evaluate(
    model: Annotated[
        list[str] | None,
        typer.Option("--model", "-m", help="A model, or 'majority'; may be repeated: several are compared."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", "-d", help="A label file; may be repeated. labels/test.jsonl by default."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A folder for report.html, .md, .json and predictions.csv."),
    ] = None,
    target_precision: Annotated[float, typer.Option(help="Say which --min-confidence reaches this precision.")] = 0.9,
    cross_validate: Annotated[
        bool,
        typer.Option(
            "--cross-validate", help="Train --config once a fold, split by dispute, and score what was held out."
        ),
    ] = False,
    config: Annotated[Path | None, typer.Option(help="The YAML config to cross-validate.")] = None,
    folds: Annotated[int, typer.Option(help="Folds of the cross-validation.")] = 5,
    quote_standoff: Annotated[
        bool,
        typer.Option("--quote-standoff", help="Quote text that may not be redistributed; such reports stay with you."),
    ] = False,
) -> None:
    """Report how good models are on labelled sentences, how sure that is, and where they are weak."""
    from stance.errors import InputError

    if cross_validate and (config is None or model):
        raise InputError("--cross-validate trains a config: name it with --config, and leave --model out")
    if config is not None and not cross_validate:
        raise InputError("--config is for --cross-validate; name models with --model")
    with _bar() as tell:
        if config is not None:
            from stance.evaluation.cross_validation import cross_validate as run_folds

            report = run_folds(
                config, data or (), output, folds=folds, target_precision=target_precision,
                quote_standoff=quote_standoff, progress=tell,
            )  # fmt: skip
        else:
            from stance.evaluation import evaluate as run

            report = run(
                model or None, data or "labels/test.jsonl", output, target_precision=target_precision,
                quote_standoff=quote_standoff, progress=tell,
            )  # fmt: skip
    _show(report)
    if output is not None:
        from stance.cli.console import note

        note(f"wrote report.html, report.md, report.json and predictions.csv to {output}")


def _show(report: Report) -> None:
    """Print the report: laid out for a terminal, as plain Markdown into a pipe."""
    from rich.console import Console
    from rich.markdown import Markdown

    console, text = Console(), report.to_markdown()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        typer.echo(text, nl=False)


@contextmanager
def _bar() -> Iterator[Progress]:
    """Show the library's steps as a progress bar on stderr."""
    from stance.cli.console import progress

    with progress() as bar:
        task = bar.add_task("loading", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
