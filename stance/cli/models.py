"""`stance models`: the models that can be loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: [bold]stance models[/bold]")(models)


def models() -> None:
    """List the models that can be loaded by name, with their scores for given mentions."""
    from rich.console import Console
    from rich.table import Table

    from stance.errors import ModelError
    from stance.model_folder import find_model, list_models, open_model

    table = Table(pad_edge=False)
    for name in ("model", "kind", "labels", "test macro-F1", "test accuracy", "ECE", "folder"):
        table.add_column(name, overflow="fold")
    default = find_model()
    for path in list_models():
        try:
            folder = open_model(path)
        except ModelError as error:
            table.add_row(path.name, "refused", str(error), "", "", "", str(path))
            continue
        scores = folder.metrics.get("test") or folder.metrics.get("dev") or {}
        name = f"{folder.name} (default)" if path == default else folder.name
        numbers = [f"{scores[key]:.3f}" if key in scores else "" for key in ("macro_f1", "accuracy", "ece")]
        table.add_row(name, folder.kind, ", ".join(folder.labels), *numbers, str(path))
    Console().print(table)


def score_line(scores: Mapping[str, Any]) -> str:
    """Return the main scores of a split in one line."""
    return (
        f"macro-F1 {scores['macro_f1']:.3f}, accuracy {scores['accuracy']:.3f}, "
        f"ECE {scores['ece']:.3f} over {scores['examples']:,} given mentions"
    )
