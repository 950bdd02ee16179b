"""How sure a score is: bootstrap intervals over articles, and tests between two models.

Sentences of one article hang together, so whole articles are drawn, not sentences (the cluster bootstrap of Davison and
Hinkley 1997, "Bootstrap Methods and their Application", ch. 3.8). Every measure here is a function of counts, so a
resample is a weighted sum of each article's counts: all resamples at once are one matrix product.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.types import NONE

RESAMPLES = 2000
SEED = 1
LEVEL = 0.95

Array = NDArray[np.float64]


class ArticleBootstrap:
    """Draws articles with replacement. Models measured with the same object see the same draws: differences are paired."""

    def __init__(self, documents: Sequence[str], resamples: int = RESAMPLES, seed: int = SEED) -> None:
        self._place = {doc: i for i, doc in enumerate(dict.fromkeys(documents))}
        n = len(self._place)
        draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=resamples)
        self._draws = draws.astype(np.float64)

    @property
    def articles(self) -> int:
        """How many articles are drawn from, and how many each resample holds."""
        return len(self._place)

    def totals(self, documents: Iterable[str], counts: Array) -> Array:
        """Sum counts of each item over each resample.

        `counts` has shape (items, ...), `documents` names each item's article; returns shape (resamples, ...).
        """
        by_article = np.zeros((self.articles, *counts.shape[1:]))
        np.add.at(by_article, [self._place[doc] for doc in documents], counts)
        return np.asarray(np.tensordot(self._draws, by_article, axes=1), dtype=np.float64)


def interval(samples: Array) -> list[float] | None:
    """Return the bounds of the 95 % percentile interval; resamples in which the measure is undefined are left out."""
    finite = samples[np.isfinite(samples)]
    if not finite.size:
        return None
    low, high = np.quantile(finite, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [float(low), float(high)]


def two_sided_p(differences: Array) -> float:
    """Return the paired bootstrap's p-value for "no difference": twice the smaller share of resamples beyond zero."""
    finite = differences[np.isfinite(differences)]
    below, above = int((finite <= 0).sum()), int((finite >= 0).sum())
    return float(min(1.0, 2 * (min(below, above) + 1) / (len(finite) + 1)))


def mcnemar(first_right: NDArray[np.bool_], second_right: NDArray[np.bool_]) -> dict[str, Any]:
    """Return McNemar's exact test: how often only one of two models is right, and the p-value."""
    from scipy.stats import binomtest

    first_only = int((first_right & ~second_right).sum())
    second_only = int((second_right & ~first_right).sum())
    p = binomtest(first_only, first_only + second_only).pvalue if first_only + second_only else 1.0
    return {"first_only": first_only, "second_only": second_only, "p": float(p)}


def confusion_cells(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> Array:
    """Return each example's cell of the confusion matrix, shape (examples, labels, labels): gold by predicted."""
    place = {label: i for i, label in enumerate(labels)}
    cells = np.zeros((len(gold), len(labels), len(labels)))
    cells[range(len(gold)), [place[g] for g in gold], [place[p] for p in predicted]] = 1
    return cells


def confusion_measures(confusion: Array, labels: Sequence[str]) -> dict[str, Array]:
    """Return accuracy, macro-F1 (all labels, stances only), weighted F1, kappa and each label's F1.

    `confusion` has shape (..., labels, labels), gold by predicted; the values have shape (...). Labels that occur in neither
    gold nor predictions have an F1 of NaN and no part in the means, as in `metrics.label_scores`.
    """
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    gold, predicted = confusion.sum(axis=-1), confusion.sum(axis=-2)
    n = gold.sum(axis=-1)
    f1 = _divide(2 * hits, gold + predicted)
    stances = [i for i, label in enumerate(labels) if label != NONE]
    accuracy = _divide(hits.sum(axis=-1), n)
    chance = _divide((gold * predicted).sum(axis=-1), n**2)
    return {
        "accuracy": accuracy,
        "macro_f1": _mean_of_known(f1),
        "macro_f1_stances": _mean_of_known(f1[..., stances]),
        "weighted_f1": _divide((np.nan_to_num(f1) * gold).sum(axis=-1), n),
        "kappa": _divide(accuracy - chance, 1 - chance),
        **{f"f1:{label}": f1[..., i] for i, label in enumerate(labels)},
    }


def f1_of_counts(counts: Array) -> Array:
    """Return F1 from `(hits, gold, predicted)` in the last axis; NaN where there is neither gold nor prediction."""
    return _divide(2 * counts[..., 0], counts[..., 1] + counts[..., 2])


def _divide(over: Array, under: Array) -> Array:
    nothing = np.full(np.shape(over), np.nan)
    return np.asarray(np.divide(over, under, out=nothing, where=np.asarray(under) != 0), dtype=np.float64)


def _mean_of_known(values: Array) -> Array:
    known = np.isfinite(values)
    return _divide(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1).astype(float))
