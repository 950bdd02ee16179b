"""Where a model is weak: F1 on stances for parts of the data, the worst first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.bootstrap import Array, ArticleBootstrap, f1_of_counts, interval
from stance.evaluation.predictions import Predictions
from stance.examples import ExampleSet
from stance.types import NONE

MIN_EXAMPLES = 20
"""Smaller slices are counted but not scored: their F1 is mostly chance."""
MIN_ARTICLES = 5
"""A slice from fewer articles gets no interval: resampling so few says nothing."""

LENGTHS = ((12, "up to 12 words"), (20, "13 to 20 words"), (30, "21 to 30 words"))
PERIODS = ((1945, "before 1946"), (1991, "1946 to 1991"), (2009, "1992 to 2009"))


def slice_scores(predictions: Predictions, bootstrap: ArticleBootstrap) -> dict[str, Any]:
    """Score given mentions by slice.

    `slices` holds, worst F1 first, `dimension`, `value`, `examples`, `f1`, its `interval` and `accuracy`. F1 is micro over
    the mentions that bear a stance (`none` is the negative class); for the dimension `stance` it is the label's own.
    The interval is None for fewer than 5 articles. `left_out` counts, by dimension, the slices with fewer than 20 examples.
    """
    gold, predicted = np.array(predictions.gold), np.array(predictions.predicted)
    documents = np.array(predictions.examples.documents)
    rows: list[dict[str, Any]] = []
    left_out: dict[str, int] = {}
    for label in predictions.labels:
        if label == NONE:
            continue
        touched = (gold == label) | (predicted == label)
        counts = _counts(gold[touched], predicted[touched], label)
        rows += _row("stance", label, int((gold == label).sum()), counts, documents[touched], bootstrap, left_out)
    for dimension, values in slice_values(predictions.examples).items():
        for value in dict.fromkeys(values):
            inside = np.array([v == value for v in values])
            if value:
                counts = _counts(gold[inside], predicted[inside])
                rows += _row(dimension, value, int(inside.sum()), counts, documents[inside], bootstrap, left_out)
    return {"slices": sorted(rows, key=lambda row: (row["f1"], row["value"])), "left_out": left_out}


def slice_values(examples: ExampleSet) -> dict[str, list[str]]:
    """Return each dimension's value for each example; an empty text where the label file does not say."""
    actors: dict[tuple[str, int], set[str]] = {}
    for sentence, actor in zip(examples.sentences, examples.actors, strict=True):
        actors.setdefault((sentence.doc, sentence.index), set()).add(actor)
    crowd = [len(actors[s.doc, s.index]) for s in examples.sentences]
    return {
        "dispute": [s.meta.get("dispute", "") for s in examples.sentences],
        "region": [s.meta.get("region", "") for s in examples.sentences],
        "style": [s.meta.get("style", "") for s in examples.sentences],
        "period": [_period(s.meta.get("date", "")) for s in examples.sentences],
        "sentence length": [_length(s.text) for s in examples.sentences],
        "actors in the sentence": ["4 or more" if n > 3 else str(n) for n in crowd],
        "mention": ["not found by the finder" if kind == "unfound" else kind for kind in examples.kinds],
    }


def _length(text: str) -> str:
    words = len(text.split())
    return next((name for most, name in LENGTHS if words <= most), "over 30 words")


def _period(date: str) -> str:
    if not date[:4].isdigit():
        return ""
    return next((name for last, name in PERIODS if int(date[:4]) <= last), "2010 and later")


def _counts(gold: NDArray[np.str_], predicted: NDArray[np.str_], label: str | None = None) -> Array:
    """Return hits, gold and predicted of each example, for one label or for all but `none`; and whether it is right."""
    is_gold = gold == label if label else gold != NONE
    is_predicted = predicted == label if label else predicted != NONE
    right = gold == predicted
    return np.stack([right & is_gold, is_gold, is_predicted, right], axis=1).astype(float)


def _row(
    dimension: str,
    value: str,
    examples: int,
    counts: Array,
    documents: NDArray[np.str_],
    bootstrap: ArticleBootstrap,
    left_out: dict[str, int],
) -> list[dict[str, Any]]:
    f1 = float(f1_of_counts(counts.sum(axis=0))) if len(counts) else float("nan")
    if examples < MIN_EXAMPLES or np.isnan(f1):
        left_out[dimension] = left_out.get(dimension, 0) + 1
        return []
    hits, _, _, right = counts.sum(axis=0)
    enough = len(set(documents)) >= MIN_ARTICLES
    return [
        {
            "dimension": dimension,
            "value": value,
            "examples": examples,
            "f1": f1,
            "interval": interval(f1_of_counts(bootstrap.totals(documents, counts))) if enough else None,
            # For a stance: the share of its mentions that got it; for the rest: the share of mentions that are right.
            "accuracy": float(hits / examples if dimension == "stance" else right / examples),
        }
    ]
