"""Scores of predictions against gold labels. scikit-learn computes them; this names and shapes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    cohen_kappa_score,
    confusion_matrix,
    precision_recall_fscore_support,
)

from stance.classifiers.base import Probabilities
from stance.types import NONE

BINS = 15


def classification_scores(gold: Sequence[str], probabilities: Probabilities, labels: Sequence[str]) -> dict[str, Any]:
    """Return the scores for given mentions.

    `probabilities` has shape (examples, labels), `labels` end with `none`. Macro-F1 is the mean over the labels that
    occur in the gold or the predictions; `macro_f1_stances` leaves `none` out. ECE has 15 bins of equal width.
    """
    predicted = [labels[i] for i in probabilities.argmax(axis=1)] if len(gold) else []
    return label_scores(gold, predicted, labels) | calibration_scores(gold, probabilities, labels)


def label_scores(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    """Return per-label precision, recall, F1 and support, macro-F1, weighted F1, accuracy, kappa and confusion."""
    present = [label for label in labels if label in set(gold) | set(predicted)]
    if not present:
        return {"examples": 0, "labels": {}}
    precision, recall, f1, support = precision_recall_fscore_support(gold, predicted, labels=present, zero_division=0)
    per_label = {
        label: {
            "precision": float(precision[i]),
            "recall": float(recall[i]),
            "f1": float(f1[i]),
            "support": int(support[i]),
        }
        for i, label in enumerate(present)
    }
    rows = [labels.index(label) for label in present]
    confusion = confusion_matrix(gold, predicted, labels=list(labels))[np.ix_(rows, rows)]
    stances = [i for i, label in enumerate(present) if label != NONE]
    kappa = cohen_kappa_score(gold, predicted) if len(present) > 1 else 1.0
    return {
        "examples": len(gold),
        "accuracy": float(accuracy_score(gold, predicted)),
        "macro_f1": float(np.mean(f1)),
        "macro_f1_stances": float(np.mean(f1[stances])) if stances else 0.0,
        "weighted_f1": float(np.average(f1, weights=support)) if support.sum() else 0.0,
        "kappa": float(kappa),
        "labels": per_label,
        "confusion": {
            "labels": present,
            "gold_by_predicted": confusion.tolist(),
        },
    }


def calibration_scores(
    gold: Sequence[str], probabilities: Probabilities, labels: Sequence[str], bins: int = BINS
) -> dict[str, float]:
    """Return the expected calibration error of the predicted label and the multi-class Brier score (0 to 2).

    ECE as in Guo et al. 2017, "On Calibration of Modern Neural Networks", over bins of equal width.
    """
    if not len(gold):
        return {}
    parts = reliability(gold, probabilities, labels, bins)
    ece = sum(abs(part["accuracy"] - part["confidence"]) * part["examples"] for part in parts) / len(gold)
    order = np.argsort(labels)  # scikit-learn wants the columns in the labels' alphabetical order
    brier = brier_score_loss(gold, probabilities[:, order], labels=[labels[i] for i in order], scale_by_half=False)
    return {"ece": float(ece), "brier": float(brier)}


def reliability(
    gold: Sequence[str], probabilities: Probabilities, labels: Sequence[str], bins: int = BINS
) -> list[dict[str, Any]]:
    """Return the bins of the reliability diagram that hold examples: `low`, `high`, mean confidence, accuracy, examples."""
    target = np.array([labels.index(label) for label in gold], dtype=int)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == target
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        {
            "low": float(b / bins),
            "high": float((b + 1) / bins),
            "confidence": float(confidence[which == b].mean()),
            "accuracy": float(right[which == b].mean()),
            "examples": int((which == b).sum()),
        }
        for b in np.unique(which)
    ]


def set_scores(gold: Sequence[set[Any]], predicted: Sequence[set[Any]]) -> dict[str, Any]:
    """Return micro precision, recall and F1 of sets of items (say, `(actor, stance)` pairs), one set a sentence.

    `exact` is the share of sentences whose whole set is right; `support` counts the gold items.
    """
    counts = set_counts(gold, predicted)
    hits, n_gold, n_predicted = (int(n) for n in counts.sum(axis=0))
    exact = sum(g == p for g, p in zip(gold, predicted, strict=True))
    return {
        "precision": hits / n_predicted if n_predicted else 0.0,
        "recall": hits / n_gold if n_gold else 0.0,
        "f1": 2 * hits / (n_gold + n_predicted) if n_gold + n_predicted else 0.0,
        "exact": exact / len(gold) if len(gold) else 0.0,
        "support": n_gold,
    }


def set_counts(gold: Sequence[set[Any]], predicted: Sequence[set[Any]]) -> NDArray[np.float64]:
    """Return hits, gold items and predicted items of each sentence, shape (sentences, 3)."""
    rows = [(len(g & p), len(g), len(p)) for g, p in zip(gold, predicted, strict=True)]
    return np.array(rows, dtype=float).reshape(-1, 3)
