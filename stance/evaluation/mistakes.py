"""Errors to read: the most confident mistakes, with what the classifier made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from stance.classifiers import Classifier
from stance.evaluation.predictions import Predictions

SHOWN = 10
FEATURES = 6


def confident_mistakes(
    predictions: Predictions, classifier: Classifier | None, *, quote: bool, most: int = SHOWN
) -> list[dict[str, Any]]:
    """Return the mistakes on given mentions in which the model is most confident, at most `most`.

    `features` are the n-grams that count most for the predicted label, as `(view, n-gram, contribution)`, where the classifier
    has `contributions`. Text of standoff sentences is left out unless `quote`; their place always stands there.
    """
    examples, predicted = predictions.examples, predictions.predicted
    confidence = predictions.probabilities.max(axis=1) if len(examples) else np.zeros(0)
    wrong = [i for i in range(len(examples)) if predicted[i] != examples.gold[i]]
    wrong.sort(key=lambda i: (-confidence[i], i))
    # A mention of two actors ("both sides") is two examples that look alike: one of them is enough to read.
    places = predictions.mentions
    once: dict[tuple[str, int, int, int], int] = {}
    for i in wrong:
        once.setdefault(places[i], i)
    explain = getattr(classifier, "contributions", None)
    rows = []
    for i in list(once.values())[:most]:
        sentence, example = examples.sentences[i], examples.examples[i]
        row: dict[str, Any] = {
            "doc": sentence.doc,
            "index": sentence.index,
            "start": example.start,
            "end": example.end,
            "actor": examples.actors[i],
            "gold": examples.gold[i],
            "predicted": predicted[i],
            "confidence": float(confidence[i]),
        }
        if quote or sentence.span is None:
            row |= {"sentence": example.text, "mention": example.text[example.start : example.end]}
            if explain is not None:
                row["features"] = [list(part) for part in explain(example, predicted[i])[:FEATURES]]
        rows.append(row)
    return rows
