"""Contrast pairs: two sentences that differ in what decides the stance. A pair counts when both are right.

After Gardner et al. 2020, "Evaluating Models' Local Decision Boundaries via Contrast Sets".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from stance.evaluation.end_to_end import MEASURES
from stance.evaluation.predictions import Predictions
from stance.labels.corpus import LabeledSentence


def is_contrast_set(sentences: Sequence[LabeledSentence]) -> bool:
    """Return whether every document is a pair: two sentences that name the kind of contrast."""
    sizes = Counter(s.doc for s in sentences)
    return bool(sizes) and set(sizes.values()) == {2} and all(s.meta.get("kind") for s in sentences)


def contrast_scores(predictions: Predictions) -> dict[str, Any]:
    """Return how many pairs are right in both sentences, by kind of contrast, the worst kind first.

    `given`: every given mention of both sentences has its gold label; `raw`: both sentences' sets of `(actor, stance)` found
    in raw text are the gold sets. Intervals are Wilson's for the share of pairs.
    """
    given = _given_right(predictions)
    raw = {(s.doc, s.index): _pairs(s.tags) == _pairs(tags) for s, tags in predictions.tagged}
    kind_of = {s.doc: s.meta["kind"] for s, _ in predictions.tagged}
    kinds = [
        _kind(kind, [d for d in kind_of if kind_of[d] == kind], given, raw) for kind in dict.fromkeys(kind_of.values())
    ]
    total = _kind("all", list(kind_of), given, raw)
    return total | {"kinds": sorted(kinds, key=lambda row: (row["given"], row["raw"], row["kind"]))}


def _given_right(predictions: Predictions) -> dict[tuple[str, int], bool]:
    right = {(s.doc, s.index): True for s, _ in predictions.tagged}
    found = zip(predictions.examples.sentences, predictions.gold, predictions.predicted, strict=True)
    for sentence, gold, predicted in found:
        right[sentence.doc, sentence.index] &= gold == predicted
    return right


def _pairs(tags: Sequence[Any]) -> set[Any]:
    return {MEASURES["actor_stance"](tag) for tag in tags}


def _kind(
    kind: str, docs: Sequence[str], given: Mapping[tuple[str, int], bool], raw: Mapping[tuple[str, int], bool]
) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": kind, "pairs": len(docs)}
    for setting, right in (("given", given), ("raw", raw)):
        both = sum(all(ok for (doc, _), ok in right.items() if doc == d) for d in docs)
        row |= {setting: both / len(docs), f"{setting}_both": both, f"{setting}_interval": _wilson(both, len(docs))}
    return row


def _wilson(hits: int, n: int) -> list[float]:
    from scipy.stats import binomtest

    bounds = binomtest(hits, n).proportion_ci(method="wilson")
    return [float(bounds.low), float(bounds.high)]
