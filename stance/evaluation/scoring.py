"""Predictions -> every number of the report, as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from stance.evaluation.bootstrap import (
    Array,
    ArticleBootstrap,
    confusion_cells,
    confusion_measures,
    f1_of_counts,
    interval,
)
from stance.evaluation.contrast import contrast_scores
from stance.evaluation.end_to_end import MEASURES, Tagged, end_to_end_scores, tag_sets
from stance.evaluation.labellers import labels_of_mentions
from stance.evaluation.metrics import classification_scores, label_scores, reliability, set_counts
from stance.evaluation.predictions import Predictions
from stance.evaluation.selection import selection_scores
from stance.evaluation.slices import slice_scores


def model_scores(
    predictions: Predictions, bootstrap: ArticleBootstrap, target_precision: float, *, contrast: bool
) -> dict[str, Any]:
    """Return a model's scores: `given_mentions`, `end_to_end`, `reliability`, `selection`, `slices` and `contrast`.

    The first two hold `intervals`: 95 % bounds by measure, resampled by article.
    """
    gold, labels = predictions.gold, predictions.labels
    given = classification_scores(gold, predictions.probabilities, labels)
    given["intervals"] = given_intervals(predictions.examples.documents, gold, predictions.predicted, labels, bootstrap)
    if gold:
        given["intervals"]["brier"] = _brier_interval(predictions, bootstrap)
    whole = end_to_end_scores(predictions.tagged) | {"intervals": tag_intervals(predictions.tagged, bootstrap)}
    return {
        "given_mentions": given,
        "end_to_end": whole,
        "reliability": reliability(gold, predictions.probabilities, labels) if gold else [],
        "selection": selection_scores(predictions.tagged, target_precision),
        "slices": slice_scores(predictions, bootstrap),
        "contrast": contrast_scores(predictions) if contrast else None,
    }


def labeller_scores(
    tagged: Sequence[Tagged], predictions: Predictions, bootstrap: ArticleBootstrap
) -> dict[str, Any] | None:
    """Return the agreement of two labellers (the first as gold) as scores of a model; None where there are no labellers.

    The mentions are those that the models were given.
    """
    if not tagged:
        return None
    places, first, second = labels_of_mentions(predictions.examples, tagged)
    documents = [predictions.examples.documents[i] for i in places]
    labels = list(dict.fromkeys([*predictions.labels, *first, *second]))
    given = label_scores(first, second, labels)
    given["intervals"] = given_intervals(documents, first, second, labels, bootstrap)
    whole = end_to_end_scores(tagged) | {"intervals": tag_intervals(tagged, bootstrap)}
    return {"given_mentions": given, "end_to_end": whole}


def given_intervals(
    documents: Sequence[str],
    gold: Sequence[str],
    predicted: Sequence[str],
    labels: Sequence[str],
    bootstrap: ArticleBootstrap,
) -> dict[str, list[float] | None]:
    """Return the interval of each measure of `confusion_measures`."""
    if not gold:
        return {}
    samples = confusion_measures(bootstrap.totals(documents, confusion_cells(gold, predicted, labels)), labels)
    return {measure: interval(values) for measure, values in samples.items()}


def tag_intervals(tagged: Sequence[Tagged], bootstrap: ArticleBootstrap) -> dict[str, list[float] | None]:
    """Return the interval of the F1 of each end-to-end measure."""
    documents = [sentence.doc for sentence, _ in tagged]
    samples = {
        name: f1_of_counts(bootstrap.totals(documents, set_counts(*tag_sets(tagged, name)))) for name in MEASURES
    }
    return {name: interval(values) for name, values in samples.items()}


def _brier_interval(predictions: Predictions, bootstrap: ArticleBootstrap) -> list[float] | None:
    one_hot = np.eye(len(predictions.labels))[[predictions.labels.index(g) for g in predictions.gold]]
    loss = ((predictions.probabilities - one_hot) ** 2).sum(axis=1)
    totals: Array = bootstrap.totals(predictions.examples.documents, np.stack([loss, np.ones_like(loss)], axis=1))
    return interval(np.divide(totals[:, 0], totals[:, 1], out=np.full(len(totals), np.nan), where=totals[:, 1] > 0))
