"""`stance explain`: why a mention got its stance."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stance.tagger import Tagger


class Format(StrEnum):
    """Output formats."""

    table = "table"
    html = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog='Example: [bold]stance explain "Moscow warned NATO." --mention Moscow[/bold]')(explain)


def explain(
    sentence: Annotated[str, typer.Argument(help="One sentence.", show_default=False)],
    mention: Annotated[
        str | None, typer.Option(help="The actor's words in it; by default every actor that is found.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="A name in models/, a folder or hub:user/name.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="Explain this label; by default the likeliest.")] = None,
    output_format: Annotated[
        Format | None, typer.Option("--format", "-f", help="By default a table, or what --output's suffix says.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of stdout; whole or not at all.")
    ] = None,
) -> None:
    """Say which words of a sentence speak for and against an actor's stance.

    A weight above 0 speaks for the label. For a TF-IDF model the weights are exact; any other model is asked again
    without each word in turn.
    """
    from stance.tagger import load
    from stance.views.explanation import explanation_page, explanation_text
    from stance.views.output import text_output

    tagger = load(model)
    found = [tagger.explain(sentence, start, end, label) for start, end in _spans(tagger, sentence, mention)]
    suffix = output.suffix.removeprefix(".") if output else ""
    chosen = output_format or (Format.html if suffix == "html" else Format.table)
    with text_output(output) as file:
        if chosen is Format.html:
            file.write(explanation_page(found))
            return
        from rich.console import Console

        console = Console(file=file, highlight=False)
        for explanation in found:
            for part in explanation_text(explanation):
                console.print(part)


def _spans(tagger: Tagger, sentence: str, mention: str | None) -> list[tuple[int, int]]:
    """Return the mention's characters, or those of every mention that is found. Raises InputError where there is none."""
    from stance.errors import InputError, did_you_mean

    found = tagger.finder.find([sentence])[0]
    if mention is None:
        if not found:
            raise InputError("no actor found in the sentence; name its words with --mention")
        return [(m.start, m.end) for m in found]
    # The whole word first: 'US' is not to be found in 'USSR'.
    whole = re.search(rf"(?<!\w){re.escape(mention)}(?!\w)", sentence)
    start = whole.start() if whole else sentence.find(mention)
    if start < 0 or not mention:
        names = [m.text for m in found]
        near = did_you_mean(mention, names)
        there = f"; actors found there: {', '.join(names)}" if names else ""
        raise InputError(f"--mention '{mention}' does not stand in the sentence letter by letter{near}{there}")
    exact = next((m for m in found if m.text == mention), None)
    return [(exact.start, exact.end)] if exact else [(start, start + len(mention))]
