"""Scores of predictions against gold labels. scikit-learn computes them; this names and shapes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score, confusion_matrix, precision_recall_fscore_support

from stance.classifiers.base import Probabilities
from stance.types import NONE


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
            "gold_by_predicted": confusion_matrix(gold, predicted, labels=present).tolist(),
        },
    }


def calibration_scores(
    gold: Sequence[str], probabilities: Probabilities, labels: Sequence[str], bins: int = 15
) -> dict[str, float]:
    """Return the expected calibration error of the predicted label (equal-width bins) and the multi-class Brier score."""
    if not len(gold):
        return {}
    target = np.array([labels.index(label) for label in gold])
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == target
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(right[which == b].mean() - confidence[which == b].mean()) * (which == b).mean() for b in np.unique(which)
    ]
    one_hot = np.eye(len(labels))[target]
    return {"ece": float(np.sum(gaps)), "brier": float(((probabilities - one_hot) ** 2).sum(axis=1).mean())}


def set_scores(gold: Sequence[set[Any]], predicted: Sequence[set[Any]]) -> dict[str, float]:
    """Return micro precision, recall and F1 of sets of items (say, `(actor, stance)` pairs), one set a sentence."""
    hits = sum(len(g & p) for g, p in zip(gold, predicted, strict=True))
    n_gold, n_predicted = sum(map(len, gold)), sum(map(len, predicted))
    precision = hits / n_predicted if n_predicted else 0.0
    recall = hits / n_gold if n_gold else 0.0
    f1 = 2 * hits / (n_gold + n_predicted) if n_gold + n_predicted else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "support": n_gold}
