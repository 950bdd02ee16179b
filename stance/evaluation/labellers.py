"""The human line: how well two labellers agree, by the measures that models are scored with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.evaluation.end_to_end import Tagged
from stance.examples import ExampleSet
from stance.labels.corpus import LabeledSentence
from stance.types import NONE, Tag

Place = tuple[str, int]
"""Document and index of a sentence."""

FILES = ("A.jsonl", "B.jsonl")


def read_labellers(data: Path, sentences: Sequence[LabeledSentence]) -> list[Tagged]:
    """Return the sentences that both labellers labelled: A's tags as gold, B's as found.

    Looks for `raw/A.jsonl` and `raw/B.jsonl` beside the label file; empty where there are none. Their lines are matched by
    `doc` and `index`, so that standoff lines need no text of their own. Raises InputError for a line that can't be read.
    """
    files = [data.parent / "raw" / name for name in FILES]
    if not all(file.is_file() for file in files):
        return []
    texts = {(s.doc, s.index): s.text for s in sentences}
    first, second = (_read(file, texts) for file in files)
    both = [s for s in sentences if (s.doc, s.index) in first and (s.doc, s.index) in second]
    return [(replace(s, tags=first[s.doc, s.index]), second[s.doc, s.index]) for s in both]


def labels_of_mentions(examples: ExampleSet, tagged: Sequence[Tagged]) -> tuple[list[int], list[str], list[str]]:
    """Return which examples both labellers saw, and the label of each in A's and in B's eyes.

    A labeller's label of a mention is the stance of the tag on its span, else of the first tag that overlaps it, else of
    the actor's tag in that sentence, else `none`.
    """
    seen = {(s.doc, s.index): (s.tags, found) for s, found in tagged}
    places, first, second = [], [], []
    for i, (sentence, example, actor) in enumerate(
        zip(examples.sentences, examples.examples, examples.actors, strict=True)
    ):
        if (sentence.doc, sentence.index) in seen:
            a, b = seen[sentence.doc, sentence.index]
            places.append(i)
            first.append(_label(a, example.start, example.end, actor))
            second.append(_label(b, example.start, example.end, actor))
    return places, first, second


def _label(tags: Sequence[Tag], start: int, end: int, actor: str) -> str:
    exact = [t for t in tags if (t.start, t.end) == (start, end)]
    same = [t for t in exact if t.actor == actor] or exact
    near = [t for t in tags if t.start < end and start < t.end] + [t for t in tags if t.actor == actor]
    return next((str(t.stance) for t in [*same, *near]), NONE)


def _read(file: Path, texts: Mapping[Place, str]) -> dict[Place, tuple[Tag, ...]]:
    result = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            place = (data["doc"], data["index"])
            if place in texts:
                result[place] = tuple(_tag(tag, texts[place]) for tag in data["tags"])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{file}:{number}: not a line of a label file (doc, index, tags): {type(error).__name__} {error}"
            ) from None
    return result


def _tag(data: Mapping[str, Any], text: str) -> Tag:
    start, end = data["start"], data["end"]
    return Tag(data["actor"], text[start:end], start, end, data["stance"], target=data.get("target"))
