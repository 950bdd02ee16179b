"""`stance serve`: the web page and the HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.serve.limits import Limits

_DEFAULT = Limits()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: [bold]stance serve --model tfidf --port 8080[/bold]")(serve)


def serve(
    model: Annotated[
        list[str] | None,
        typer.Option("--model", "-m", help="A name in models/, a folder or hub:user/name; may be repeated."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A host name the server answers to besides its own; may be repeated.")
    ] = None,
    actors: Annotated[
        list[Path] | None, typer.Option(help="A gazetteer file of your own (YAML); may be repeated.")
    ] = None,
    device: Annotated[str, typer.Option(help="cpu, cuda or auto; other than cpu needs the extra 'train'.")] = "cpu",
    max_body: Annotated[int, typer.Option(min=1, help="Bytes of a request.")] = _DEFAULT.body_bytes,
    max_text: Annotated[int, typer.Option(min=1, help="Characters of an article.")] = _DEFAULT.text_chars,
    max_articles: Annotated[int, typer.Option(min=1, help="Articles of a request.")] = _DEFAULT.articles,
    at_once: Annotated[int, typer.Option(min=1, help="Requests at once, those that wait too.")] = _DEFAULT.at_once,
    timeout: Annotated[float, typer.Option(min=0.01, help="Seconds a request may take.")] = _DEFAULT.seconds,
    workers: Annotated[int, typer.Option(min=1, help="Threads that tag.")] = _DEFAULT.workers,
) -> None:
    """Serve a web page and an HTTP API that tag articles, until stopped by Ctrl+C.

    Listens on this machine only, unless --host says otherwise.
    """
    from stance.cli.console import note
    from stance.errors import InputError

    try:
        from stance.serve.server import is_loopback, load_model
        from stance.serve.server import serve as run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "starlette", "uvicorn"):
            raise
        raise InputError("the server needs the extra 'serve': pip install 'stance[serve]'") from None

    limits = Limits(max_body, max_text, max_articles, at_once, timeout, workers)
    models = [load_model(name, actors=actors or (), device=device) for name in (model or (None,))]
    if not is_loopback(host):
        note("the server has no log-in: whoever reaches this address can use it")
    names = ", ".join(m.tagger.name for m in models)
    run(
        models,
        host=host,
        port=port,
        limits=limits,
        allow_hosts=allow_host or (),
        ready=lambda address: note(f"{names} at {address} (Ctrl+C stops)"),
    )
    note("stopped")
