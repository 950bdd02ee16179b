"""`stance new`: a project of one's own, laid out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Example: [bold]stance new my-project && cd my-project && stance train configs/tfidf.yaml[/bold]"
    )(new)


def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")]) -> None:
    """Lay out a project with labels of your own: config, codebook, example labels, and a README with the loop."""
    from stance.cli.console import note
    from stance.labels.project import lay_out

    for path in lay_out(folder):
        note(f"wrote {path}")
    note(f"next: read {folder / 'README.md'}")
