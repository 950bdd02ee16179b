"""`stance evaluate`: how far to trust a model, on held-out labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Example: [bold]stance evaluate --model tfidf --data labels/test.jsonl --output reports/tfidf[/bold]"
    )(evaluate)


def evaluate(
    model: Annotated[list[str] | None, typer.Option("--model", "-m", help="A model; several are compared.")] = None,
    data: Annotated[Path, typer.Option("--data", help="A label file.")] = Path("labels/test.jsonl"),
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A folder for report.json and report.md.")] = None,
) -> None:
    """Score models on a held-out set: for given mentions and end to end."""
    from rich.console import Console
    from rich.markdown import Markdown

    from stance.evaluation import evaluate as run

    for name in model or [None]:  # type: ignore[list-item]
        folder = output / name if output and name and len(model or []) > 1 else output
        Console().print(Markdown(run(name, data, folder).to_markdown()))
