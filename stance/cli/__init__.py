"""The command line: one file a command, thin: parse, call the library, print.

Data goes to stdout, everything else to stderr. Exit code 0: done; 1: the work failed; 2: the call or the input is wrong.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from stance.cli import evaluate, explain, labels, models, new, predict, push, serve, timeline, train
from stance.errors import StanceError

app = typer.Typer(
    name="stance",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Stance classification of political news: who escalates, de-escalates, deters or concedes, and towards whom.",
    epilog="Example: [bold]stance predict article.txt[/bold]",
)


def _version(wanted: bool) -> None:
    if wanted:
        from stance import __version__

        typer.echo(f"stance {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_version)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback when something fails.")] = False,
) -> None:
    if debug:
        os.environ["STANCE_DEBUG"] = "1"


predict.register(app)
train.register(app)
evaluate.register(app)
labels.register(app)
models.register(app)
push.register(app)
new.register(app)
serve.register(app)
explain.register(app)
timeline.register(app)


def main() -> None:
    """Run the command line; the console script `stance`."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        app()
    except StanceError as error:
        _fail(str(error), error.exit_code, error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _fail("interrupted", 130, None)
    except Exception as error:
        _fail(f"{type(error).__name__}: {error} (run with --debug for the traceback)", 1, error)


def _fail(message: str, code: int, error: BaseException | None) -> None:
    if error is not None and os.environ.get("STANCE_DEBUG"):
        raise error
    print(f"stance: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(code)
