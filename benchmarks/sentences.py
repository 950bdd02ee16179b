"""How well and how fast sentence splitters cut news: `python -m benchmarks.sentences`.

Gold: the boundaries of `labels/boundaries/*.jsonl` (standoff, for the articles in `--seeds`) and of label
files (`--labels`, lines with `doc`, `index`, `text`), whose sentences are joined by document into paragraphs
- once with one line a paragraph, once hard-wrapped at 72 columns. A headline or a line without a full stop is
a paragraph of its own.

Scores: F1 of sentence ends (the last character of a sentence, punctuation included) and of whole sentences
(start and end); `inner F1` leaves out the ends that a blank line gives away. Every library gets one paragraph
at a time, and wrapped lines already joined; `stance.text` gets the text as it is and finds both itself,
furniture included. Speed: sentences a second on one core, best of five runs over all texts, repeated to at
least 2,000 sentences a run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
Spans = list[tuple[int, int]]
Splitter = Callable[[str], Spans]


class Text(NamedTuple):
    """A text with its gold sentences."""

    text: str
    gold: Spans


class Score(NamedTuple):
    """Figures of one splitter on one set of texts."""

    ends: float
    inner: float
    whole: float
    speed: float


def main() -> None:
    """Print one table a set of texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, default=os.environ.get("STANCE_SEEDS", ROOT.parent / "shared" / "seeds"))
    parser.add_argument("--labels", type=Path, nargs="*", default=sorted((ROOT / "labels").glob("*.jsonl")))
    arguments = parser.parse_args()

    labelled = list(documents(arguments.labels))
    sets = {
        "articles (standoff gold)": list(articles(Path(arguments.seeds))),
        "corpus": [as_paragraphs(sentences) for sentences in labelled],
        "corpus, hard-wrapped": [hard_wrapped(as_paragraphs(sentences)) for sentences in labelled],
    }
    candidates = dict(available())
    for name, texts in sets.items():
        if not texts:
            print(f"\n{name}: no texts here, left out")
            continue
        print(f"\n{name}: {len(texts)} texts, {sum(len(t.gold) for t in texts):,} sentences\n")
        print("| splitter | F1 of ends | inner F1 | F1 of whole sentences | sentences / s |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for candidate, split in candidates.items():
            score = measure(split, texts)
            figures = f"{score.ends:.4f} | {score.inner:.4f} | {score.whole:.4f} | {score.speed:,.0f}"
            print(f"| {candidate} | {figures} |", flush=True)


def measure(split: Splitter, texts: list[Text]) -> Score:
    """Run `split` over `texts`."""
    found = [split(t.text) for t in texts]
    ends = [({e for _, e in f}, {e for _, e in t.gold}) for f, t in zip(found, texts, strict=True)]
    last = [{m.start() for m in re.finditer(r"\s*\n\s*\n|\s*\Z", t.text)} for t in texts]
    inner = [(a - rest, b - rest) for (a, b), rest in zip(ends, last, strict=True)]
    whole = [(set(f), set(t.gold)) for f, t in zip(found, texts, strict=True)]
    return Score(f1(ends), f1(inner), f1(whole), speed(split, texts))


def f1(pairs: Iterable[tuple[set[Any], set[Any]]]) -> float:
    """Micro-averaged F1 of (found, gold) sets."""
    hit = found = gold = 0
    for a, b in pairs:
        hit, found, gold = hit + len(a & b), found + len(a), gold + len(b)
    return 2 * hit / (found + gold) if found + gold else 1.0


def speed(split: Splitter, texts: list[Text]) -> float:
    """Gold sentences a second, best of five."""
    count = sum(len(t.gold) for t in texts)
    rounds = max(1, -(-2000 // count))
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(rounds):
            for t in texts:
                split(t.text)
        best = min(best, time.perf_counter() - start)
        if best > 20:
            break
    return rounds * count / best


# Gold


def articles(seeds: Path) -> Iterator[Text]:
    """Yield the articles with standoff gold that lie in `seeds` unchanged."""
    for file in sorted((ROOT / "labels" / "boundaries").glob("*.jsonl")):
        for record in map(json.loads, file.read_text("utf-8").splitlines()):
            path = seeds / f"{record['doc']}.txt"
            if path.is_file() and hashlib.sha256(data := path.read_bytes()).hexdigest() == record["sha256"]:
                yield Text(data.decode(), [tuple(span) for span in record["spans"]])


def documents(files: Iterable[Path]) -> Iterator[list[str]]:
    """Yield the sentences of each document of label files; standoff lines without a text are left out."""
    for file in files:
        docs: dict[str, list[tuple[int, str]]] = {}
        for line in file.read_text("utf-8").splitlines():
            record = json.loads(line)
            if "text" in record:
                docs.setdefault(record["doc"], []).append((record["index"], record["text"].strip()))
        yield from ([text for _, text in sorted(doc)] for doc in docs.values())


def as_paragraphs(sentences: list[str]) -> Text:
    """Join a document's sentences into paragraphs of up to four; a headline stands alone."""
    text, gold, length = "", [], 0
    for i, sentence in enumerate(sentences):
        lone = sentence[-1] not in '.?!"”’…' or bool(re.match(r"\d\d:\d\d\b|\(", sentence))
        if i:
            new = lone or length == 0 or length == 4
            text, length = text + ("\n\n" if new else " "), 0 if new else length
        gold.append((len(text), len(text) + len(sentence)))
        text, length = text + sentence, 0 if lone else length + 1
    return Text(text, gold)


def hard_wrapped(document: Text, width: int = 72) -> Text:
    """Break a text's lines as mail and PDF text have them; a newline stands for a blank, so offsets hold."""
    lines = []
    for paragraph in document.text.split("\n\n"):
        wrapped = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
        lines.append("\n".join(wrapped))
    text = "\n\n".join(lines)
    return Text(text, document.gold)


# Candidates


def available() -> Iterator[tuple[str, Splitter]]:
    """Yield the splitters that are installed, ours first."""
    from stance.text import split_spans

    yield (
        "stance.text (sentencex, mended)",
        lambda text: [(start, end) for start, end, _ in split_spans(text)],
    )
    yield "compiled regex", by_paragraph(_naive)
    for name, make in {
        "sentencex": _sentencex,
        "blingfire": _blingfire,
        "pysbd": _pysbd,
        "spaCy sentencizer": _spacy,
    }.items():
        try:
            yield name, by_paragraph(make())
        except ImportError as error:
            print(f"{name}: left out ({error}); pip install it to compare")


def by_paragraph(split: Splitter) -> Splitter:
    """Give a library one paragraph at a time, with newlines as blanks if the text is wrapped."""

    def run(text: str) -> Spans:
        wrapped = max(map(len, text.split("\n"))) <= 72
        parts = re.finditer(r"[^\n]+(?:\n[^\n]+)*" if wrapped else r"[^\n]+", text)
        return [
            span
            for part in parts
            for a, b in split(part[0].replace("\n", " "))
            for span in _trimmed(text, part.start() + a, part.start() + b)
        ]

    return run


def _trimmed(text: str, start: int, end: int) -> Spans:
    piece = text[start:end]
    body = piece.strip()
    start += len(piece) - len(piece.lstrip())
    return [(start, start + len(body))] if body else []


_NAIVE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])")


def _naive(text: str) -> Spans:
    cuts = [0, *(m.end() for m in _NAIVE.finditer(text)), len(text)]
    return list(pairwise(cuts))


def _sentencex() -> Splitter:
    import sentencex

    return lambda text: _found(text, sentencex.segment("en", text))


def _blingfire() -> Splitter:
    import blingfire

    return lambda text: [(a, b) for a, b in blingfire.text_to_sentences_and_offsets(text)[1]]


def _pysbd() -> Splitter:
    import pysbd

    segmenter = pysbd.Segmenter(language="en", clean=False)
    return lambda text: _found(text, segmenter.segment(text))


def _spacy() -> Splitter:
    import spacy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return lambda text: [(s.start_char, s.end_char) for s in pipeline(text).sents]


def _found(text: str, pieces: Iterable[str]) -> Spans:
    """Find a splitter's strings again in the text, in order."""
    spans, at = [], 0
    for piece in pieces:
        if (start := text.find(piece, at)) >= 0:
            at = start + len(piece)
            spans.append((start, at))
    return spans


if __name__ == "__main__":
    main()
