"""`stance train`: a model from a YAML config."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Example: [bold]stance train configs/tfidf.yaml --set classifier.C=4 --output models/mine[/bold]"
    )(train)


def train(
    config: Annotated[Path, typer.Argument(help="The YAML config of the run.")],
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a setting; may be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The model folder; models/NAME by default.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint of a run that was cut off.")
    ] = False,
) -> None:
    """Train a model; ends with a self-describing model folder and its scores on the dev split."""
    from stance.cli.console import note
    from stance.cli.models import score_line
    from stance.config import parse_override
    from stance.training import train as run

    overrides = dict(parse_override(text) for text in settings or ())
    folder = run(config, overrides, output, resume=resume, progress=note)
    for split in ("dev", "test"):
        if split in folder.metrics:
            note(f"{split}: {score_line(folder.metrics[split])}")
    typer.echo(folder.path)
