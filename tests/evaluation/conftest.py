"""A small world in which every number can be worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stance.classifiers.base import Example
from stance.evaluation.predictions import Predictions
from stance.examples import ExampleSet
from stance.labels.corpus import LabeledSentence
from stance.tagger import Tagger, mention_finder
from stance.types import Tag

LABELS = ("escalation", "de-escalation", "deterrence", "concession", "none")
WORDS = {"attacked": 0, "praised": 1, "warned": 2, "withdrew": 3}

LINES: list[tuple[str, int, str, str | None, str | None, str | None]] = [
    ("a", 0, "Turkey attacked the convoy.", "TUR", "Turkey", "escalation"),
    ("a", 1, "Iran praised the deal.", "IRN", "Iran", "de-escalation"),
    ("b", 0, "Turkey warned of a strike.", "TUR", "Turkey", "escalation"),
    ("b", 1, "Iran withdrew its troops.", "IRN", "Iran", "concession"),
    ("c", 0, "Turkey met for a summit.", None, None, None),
    ("c", 1, "Iran attacked the port.", None, None, None),
]
"""doc, index, text, and the one gold tag. By keyword: right, right, wrong, right, right (none), wrong (none)."""


class KeywordClassifier:
    """Gives 0.8 (0.6 for a warning) to the stance of a word, else to none."""

    labels = LABELS

    def predict_proba(self, examples: Sequence[Example]) -> np.ndarray:
        rows = []
        for example in examples:
            label = next((place for word, place in WORDS.items() if word in example.text), 4)
            p = 0.6 if "warned" in example.text else 0.8
            rows.append([p if i == label else (1 - p) / 4 for i in range(5)])
        return np.array(rows).reshape(-1, 5)

    def contributions(self, example: Example, label: str) -> list[tuple[str, str, float]]:
        return [("whole", word, 1.0) for word in example.text.split()]


def line(doc: str, index: int, text: str, actor: str | None, mention: str | None, stance: str | None) -> dict[str, Any]:
    tags = []
    if actor and mention and stance:
        start = text.index(mention)
        span = {"mention": mention, "start": start, "end": start + len(mention)}
        tags = [{"actor": actor, **span, "stance": stance, "target": None}]
    return {"doc": doc, "index": index, "text": text, "tags": tags}


def write_lines(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in lines), encoding="utf-8")
    return path


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return [line(*item) for item in LINES]


@pytest.fixture
def label_file(tmp_path: Path, lines: list[dict[str, Any]]) -> Path:
    (tmp_path / "labels").mkdir()
    return write_lines(tmp_path / "labels" / "mine.jsonl", lines)


@pytest.fixture
def tagger() -> Tagger:
    return Tagger(KeywordClassifier(), mention_finder(), "keyword")  # type: ignore[arg-type]


@pytest.fixture
def predictions() -> Callable[..., Predictions]:
    """Predictions from rows of (doc, gold, predicted, confidence)."""

    def build(rows: Sequence[tuple[str, str, str, float]], labels: tuple[str, ...] = LABELS) -> Predictions:
        examples, probabilities, tagged = ExampleSet(), [], []
        for number, (doc, gold, predicted, p) in enumerate(rows):
            tag = Tag("TUR", "Turkey", 0, 6, gold)
            found = Tag("TUR", "Turkey", 0, 6, predicted, p)
            sentence = LabeledSentence(doc, number, "Turkey did it.", () if gold == "none" else (tag,))
            examples.examples.append(Example(sentence.text, 0, 6))
            examples.gold.append(gold)
            examples.sentences.append(sentence)
            examples.actors.append("TUR")
            examples.kinds.append("name")
            rest = (1 - p) / (len(labels) - 1)
            probabilities.append([p if label == predicted else rest for label in labels])
            tagged.append((sentence, () if predicted == "none" else (found,)))
        return Predictions(labels, examples, np.array(probabilities).reshape(-1, len(labels)), tagged)

    return build
