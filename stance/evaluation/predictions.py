"""A model's predictions on labelled sentences, for given mentions and from raw text, and as rows of a CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stance.classifiers.base import Probabilities
from stance.evaluation.end_to_end import Tagged, tag_documents
from stance.examples import ExampleSet, given_mentions
from stance.labels.corpus import LabeledSentence
from stance.tagger import Tagger
from stance.types import NONE, Tag

COLUMNS = (
    "data",
    "model",
    "setting",
    "doc",
    "index",
    "start",
    "end",
    "actor",
    "mention",
    "mention_kind",
    "gold",
    "predicted",
    "right",
    "confidence",
    "sentence",
)
"""The columns of `predictions.csv`. `setting` is `given` (a given mention) or `raw` (a tag, gold or found in raw text)."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """Gold and predictions of one model on one file.

    `probabilities` has a row for each of `examples` and a column for each of `labels`, `none` last; `tagged` holds every
    sentence with the tags found in it.
    """

    labels: tuple[str, ...]
    examples: ExampleSet
    probabilities: Probabilities
    tagged: list[Tagged]

    @property
    def gold(self) -> list[str]:
        """The gold label of each example."""
        return self.examples.gold

    @property
    def predicted(self) -> list[str]:
        """The most probable label of each example."""
        return [self.labels[i] for i in self.probabilities.argmax(axis=1)]

    @property
    def mentions(self) -> list[tuple[str, int, int, int]]:
        """Where each example stands: document, sentence, start and end."""
        pairs = zip(self.examples.sentences, self.examples.examples, strict=True)
        return [(s.doc, s.index, e.start, e.end) for s, e in pairs]


def predict(tagger: Tagger, sentences: Sequence[LabeledSentence], *, alone: bool = False) -> Predictions:
    """Run a model over labelled sentences. `alone`: each sentence is read without those before it (contrast pairs)."""
    seen = [replace(s, doc=f"{s.doc}\n{s.index}") for s in sentences] if alone else list(sentences)
    original = {(copy.doc, copy.index): s for copy, s in zip(seen, sentences, strict=True)}
    examples = given_mentions(seen, tagger.finder, tagger.labels)
    probabilities = tagger.classifier.predict_proba(examples.examples)
    examples.sentences = [original[s.doc, s.index] for s in examples.sentences]
    tagged = [(original[s.doc, s.index], tags) for s, tags in tag_documents(tagger, seen)]
    return Predictions(tagger.labels, examples, probabilities, tagged)


def joined(parts: Sequence[Predictions]) -> Predictions:
    """Return the predictions of several folds as one."""
    examples = ExampleSet()
    for part in parts:
        examples.examples += part.examples.examples
        examples.gold += part.examples.gold
        examples.sentences += part.examples.sentences
        examples.actors += part.examples.actors
        examples.kinds += part.examples.kinds
    probabilities = np.concatenate([part.probabilities for part in parts])
    return Predictions(parts[0].labels, examples, probabilities, [t for part in parts for t in part.tagged])


def prediction_rows(data: str, model: str, predictions: Predictions, *, quote: bool) -> Iterator[dict[str, Any]]:
    """Yield the rows of `COLUMNS`; text that may not be redistributed (standoff) stands in them only with `quote`."""
    head = {"data": data, "model": model}
    yield from (head | row for row in _given_rows(predictions, quote))
    yield from (head | row for row in _raw_rows(predictions, quote))


def _given_rows(predictions: Predictions, quote: bool) -> Iterator[dict[str, Any]]:
    found = predictions.examples
    confidence = predictions.probabilities.max(axis=1) if len(found) else []
    for sentence, example, actor, kind, gold, predicted, p in zip(
        found.sentences, found.examples, found.actors, found.kinds, found.gold, predictions.predicted, confidence,
        strict=True,
    ):  # fmt: skip
        place = _place(sentence, example.start, example.end, quote)
        outcome = {"gold": gold, "predicted": predicted, "right": gold == predicted, "confidence": round(float(p), 6)}
        yield place | outcome | {"setting": "given", "actor": actor, "mention_kind": kind}


def _raw_rows(predictions: Predictions, quote: bool) -> Iterator[dict[str, Any]]:
    for sentence, found in predictions.tagged:
        gold_of = _by_pair(sentence.tags)
        found_of = _by_pair(found)
        for pair in dict.fromkeys([*gold_of, *found_of]):
            tag = found_of.get(pair) or gold_of[pair]
            yield _place(sentence, tag.start, tag.end, quote) | {
                "setting": "raw",
                "actor": tag.actor,
                "mention_kind": "",
                "gold": tag.stance if pair in gold_of else NONE,
                "predicted": tag.stance if pair in found_of else NONE,
                "right": pair in gold_of and pair in found_of,
                "confidence": round(tag.confidence, 6) if pair in found_of else "",
            }


def _by_pair(tags: Sequence[Tag]) -> dict[tuple[str, str], Tag]:
    return {(tag.actor, str(tag.stance)): tag for tag in tags}


def _place(sentence: LabeledSentence, start: int, end: int, quote: bool) -> dict[str, Any]:
    shown = quote or sentence.span is None
    return {
        "doc": sentence.doc,
        "index": sentence.index,
        "start": start,
        "end": end,
        "mention": sentence.text[start:end] if shown else "",
        "sentence": sentence.text if shown else "",
    }
