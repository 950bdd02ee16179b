"""Selective prediction: how precise a model is when it keeps only the tags it is sure of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.end_to_end import Tagged

STEP = 0.01
MIN_KEPT = 20
"""A threshold that keeps fewer tags than this says nothing about precision."""


def selection_scores(tagged: Sequence[Tagged], target_precision: float) -> dict[str, Any]:
    """Return the risk-coverage curve of the tags found in raw text, and the threshold for a wanted precision.

    A tag is right where its `(actor, stance)` is in the gold. `curve` has `threshold` (as `--min-confidence`), `kept` (share
    of the tags found), `precision`, `recall` (share of the gold pairs) and `tags` for each hundredth. `min_confidence` is the
    lowest threshold that reaches `target_precision` with at least 20 tags, or None.
    """
    confidence, right = _tags(tagged)
    gold = sum(len({(t.actor, str(t.stance)) for t in sentence.tags}) for sentence, _ in tagged)
    curve = []
    for threshold in np.round(np.arange(0, 1 + STEP, STEP), 2):
        kept = confidence >= threshold
        if not kept.any():
            break
        curve.append(
            {
                "threshold": float(threshold),
                "kept": float(kept.mean()),
                "precision": float(right[kept].mean()),
                "recall": float(right[kept].sum() / gold) if gold else 0.0,
                "tags": int(kept.sum()),
            }
        )
    usable = [point for point in curve if point["tags"] >= MIN_KEPT]
    reached = next((point for point in usable if point["precision"] >= target_precision), None)
    best = max(usable, key=lambda point: point["precision"], default=None)
    return {
        "target_precision": target_precision,
        "min_confidence": reached["threshold"] if reached else None,
        "at_threshold": reached,
        "best": best,
        "curve": curve,
    }


def _tags(tagged: Sequence[Tagged]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    confidence, right = [], []
    for sentence, tags in tagged:
        gold = {(t.actor, str(t.stance)) for t in sentence.tags}
        confidence += [t.confidence for t in tags]
        right += [(t.actor, str(t.stance)) in gold for t in tags]
    return np.array(confidence, dtype=float), np.array(right, dtype=bool)
