"""Explanations in the terminal and as a self-contained HTML page. The sentence is untrusted: everything is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from stance.explaining import Explanation, Word

if TYPE_CHECKING:
    from rich.console import RenderableType

SHOWN = 10
"""Words (and features of a linear model) that the tables list."""

IN_SENTENCE = 5
"""Words whose weight is written into the sentence."""

_BAR = 20

_STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --back: #fff; --faint: #59636e; --line: #d8dee4;
  --for: 11 107 58; --against: 180 35 24; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --back: #14171b; --faint: #9aa4af; --line: #333b44;
  --for: 111 220 154; --against: 255 138 128; } }
body { font: 1rem/1.6 system-ui, sans-serif; color: var(--text); background: var(--back);
  max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
.note, footer { color: var(--faint); font-size: .875rem; } .sentence { font-size: 1.15rem; line-height: 2.1; }
.sentence span { background: rgb(var(--c) / var(--a)); border-radius: .2em; padding: .1em .15em; }
.sentence small { font-weight: 600; margin-left: .2em; }
.for { --c: var(--for); } .against { --c: var(--against); }
.sentence mark { color: inherit; background: none; outline: 2px solid currentColor; border-radius: .2em; padding: 0 .2em; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; margin: 1rem 0;
  min-width: min(26rem, 100%); }
caption { text-align: left; color: var(--faint); } th, td { text-align: left; border-top: 1px solid var(--line);
  padding: .3rem 1rem .3rem 0; } td.n { text-align: right; color: rgb(var(--c)); white-space: nowrap; }
"""


def explanation_page(explanations: Sequence[Explanation]) -> str:
    """Return a page: for each mention its label, the sentence with weighted words, the strongest words."""
    body = "\n".join(_section(explanation) for explanation in explanations)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Why this stance?</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Why this stance?</h1>\n{body}\n</main>\n"
        "<footer>Weights say what the model goes by, not whether it is right.</footer>\n</body>\n</html>\n"
    )


def explanation_text(explanation: Explanation) -> Iterator[RenderableType]:
    """Yield what the terminal shows: label and probabilities, the sentence, tables of the strongest words and features.

    The mention stands in brackets and weights are written out, so that nothing hangs on colour.
    """
    from rich.table import Table
    from rich.text import Text

    yield Text(_heading(explanation), style="bold")
    yield Text(_others(explanation), style="dim")
    sentence = Text()
    shown = {(w.start, w.end) for w in explanation.strongest(IN_SENTENCE)}
    for part, word in _parts(explanation):
        if word is None:
            sentence.append(part)
        elif isinstance(word, Explanation):
            sentence.append(f"[{part}]", style="bold")
        elif (word.start, word.end) in shown:
            sentence.append(f"{part}({word.weight:+.2f})", style=_color(word.weight))
        else:
            sentence.append(part)
    yield sentence
    yield Text(_unit(explanation), style="italic")
    table = Table(pad_edge=False)
    table.add_column("word")
    table.add_column("weight", justify="right")
    table.add_column("")
    most = max((abs(w.weight) for w in explanation.words), default=1.0)
    for word in explanation.strongest(SHOWN):
        bar = ("+" if word.weight > 0 else "-") * max(1, round(abs(word.weight) / most * _BAR))
        table.add_row(Text(word.text), f"{word.weight:+.3f}", Text(bar, style=_color(word.weight)))
    yield table
    if explanation.features:
        yield Text("strongest n-grams (ACTOR is the mention, OTHER another actor)", style="italic")
        table = Table(pad_edge=False)
        for name in ("view", "n-gram"):
            table.add_column(name)
        table.add_column("weight", justify="right")
        for feature in explanation.features[:SHOWN]:
            table.add_row(feature.view, Text(repr(feature.ngram)), f"{feature.weight:+.3f}")
        yield table


def _section(explanation: Explanation) -> str:
    most = max((abs(w.weight) for w in explanation.words), default=0.0) or 1.0
    shown = {(w.start, w.end) for w in explanation.strongest(IN_SENTENCE)}
    parts = []
    for text, word in _parts(explanation):
        if isinstance(word, Explanation):
            parts.append(f"<mark>{_safe(text)}</mark>")
        elif word is None or not word.weight:
            parts.append(_safe(text))
        else:
            number = f"<small>{word.weight:+.2f}</small>" if (word.start, word.end) in shown else ""
            parts.append(
                f'<span class="{_side(word.weight)}" style="--a:{abs(word.weight) / most * 0.35:.2f}" '
                f'title="{word.weight:+.3f}">{_safe(text)}{number}</span>'
            )
    rows = "".join(
        f'<tr><td>{_safe(w.text)}</td><td class="n {_side(w.weight)}">{w.weight:+.3f} {_side(w.weight)}</td></tr>\n'
        for w in explanation.strongest(SHOWN)
    )
    features = "".join(
        f'<tr><td>{f.view}</td><td><code>{_safe(f.ngram)}</code></td><td class="n {_side(f.weight)}">{f.weight:+.3f}</td></tr>\n'
        for f in explanation.features[:SHOWN]
    )
    if features:
        features = (
            "<table>\n<caption>Strongest n-grams; ACTOR is the mention, OTHER another actor.</caption>\n"
            f"<tr><th>view</th><th>n-gram</th><th>weight</th></tr>\n{features}</table>\n"
        )
    return (
        f"<section>\n<h2>{_safe(_heading(explanation))}</h2>\n"
        f'<p class="note">{_safe(_others(explanation))}</p>\n<p class="sentence">{"".join(parts)}</p>\n'
        f"<table>\n<caption>{_safe(_unit(explanation))}</caption>\n<tr><th>word</th><th>weight</th></tr>\n{rows}</table>\n"
        f"{features}</section>"
    )


def _parts(explanation: Explanation) -> Iterator[tuple[str, Word | Explanation | None]]:
    """Yield the sentence in pieces: words, the mention (with the explanation itself), what stands between (with None)."""
    spans: list[tuple[int, int, Word | Explanation]] = [(w.start, w.end, w) for w in explanation.words]
    spans.append((explanation.start, explanation.end, explanation))
    at = 0
    for start, end, what in sorted(spans, key=lambda span: span[:2]):
        yield explanation.sentence[at:start], None
        yield explanation.sentence[start:end], what
        at = end
    yield explanation.sentence[at:], None


def _heading(explanation: Explanation) -> str:
    return f"{explanation.mention}: {explanation.label}, probability {explanation.probability:.2f}"


def _others(explanation: Explanation) -> str:
    others = sorted(explanation.probabilities.items(), key=lambda item: -item[1])
    return "the other labels: " + ", ".join(f"{name} {p:.2f}" for name, p in others if name != explanation.label)


def _unit(explanation: Explanation) -> str:
    if explanation.method == "linear":
        return f"a word's share in the margin of {explanation.label} over {explanation.against}"
    return f"log-odds of {explanation.label} that are lost without the word"


def _side(weight: float) -> str:
    return "for" if weight > 0 else "against"


def _color(weight: float) -> str:
    return "green" if weight > 0 else "red"


def _safe(text: str) -> str:
    """Escape for HTML; NUL and lone surrogates, which no page can hold, become the replacement character."""
    return escape(text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd"))
