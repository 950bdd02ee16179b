"""`stance push`: a model folder to the Hugging Face Hub."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: [bold]stance push models/mine user/mine --private[/bold]")(push)


def push(
    model: Annotated[str, typer.Argument(help="A name in models/ or a model folder.")],
    repository: Annotated[str, typer.Argument(help="Where to: user/name.")],
    private: Annotated[bool, typer.Option("--private", help="Make the repository private.")] = False,
) -> None:
    """Upload a model folder, checked first; `stance predict --model hub:user/name` uses it then."""
    from stance.hub import push as upload
    from stance.model_folder import find_model

    typer.echo(upload(find_model(model), repository, private=private))
