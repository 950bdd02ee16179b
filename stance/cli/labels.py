"""`stance labels`: the work on labels."""

from __future__ import annotations

import typer

labels_app = typer.Typer(no_args_is_help=True, help="Check, count, compare and exchange labels.")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(labels_app, name="labels")
