"""Two models on the same data: a paired bootstrap, McNemar's test and a plain sentence."""

from __future__ import annotations

from typing import Any

import numpy as np

from stance.evaluation.bootstrap import (
    ArticleBootstrap,
    confusion_cells,
    confusion_measures,
    f1_of_counts,
    interval,
    mcnemar,
    two_sided_p,
)
from stance.evaluation.end_to_end import tag_sets
from stance.evaluation.metrics import set_counts
from stance.evaluation.predictions import Predictions

MEASURES = {"macro_f1": "macro-F1 for given mentions", "actor_stance_f1": "F1 on (actor, stance) from raw text"}


def compare(
    names: tuple[str, str], models: tuple[Predictions, Predictions], bootstrap: ArticleBootstrap
) -> dict[str, Any]:
    """Compare two models; differences are the first's score less the second's, as shares of 1.

    `measures` maps each of `MEASURES` to `difference`, `interval` and `p`; `mcnemar` counts given mentions. Given mentions are
    compared only where both models were given the same ones (they may know different actors).
    """
    given = (models[0].mentions, models[0].gold) == (models[1].mentions, models[1].gold)
    measures = {"actor_stance_f1": _tags(models, bootstrap)}
    result: dict[str, Any] = {"first": names[0], "second": names[1], "articles": bootstrap.articles}
    if given and models[0].gold:
        measures = {"macro_f1": _macro_f1(models, bootstrap)} | measures
        gold = np.array(models[0].gold)
        right = [np.array(model.predicted) == gold for model in models]
        result["mcnemar"] = mcnemar(right[0], right[1])
    result["measures"] = measures
    result["sentences"] = [difference_sentence(result, measure) for measure in measures]
    return result


def difference_sentence(comparison: dict[str, Any], measure: str) -> str:
    """Say in words what a comparison found on a measure; "better" only where the interval leaves out zero."""
    found = comparison["measures"][measure]
    names = (comparison["first"], comparison["second"])
    sign = 1 if found["difference"] >= 0 else -1
    ahead, behind = names if sign > 0 else names[::-1]
    points = abs(found["difference"]) * 100
    if found["interval"] is None:
        return f"{ahead} and {behind} can't be compared on {MEASURES[measure]}: there is nothing to score."
    low, high = sorted(sign * 100 * bound for bound in found["interval"])
    evidence = f"95 % interval {low:.1f} to {high:.1f}, {p_text(found['p'])}, {comparison['articles']:,} articles"
    if low > 0:
        text = f"{ahead} is better than {behind} by {points:.1f} points of {MEASURES[measure]} ({evidence})"
    else:
        text = (
            f"{ahead} and {behind} can't be told apart on {MEASURES[measure]}: "
            f"the difference is {points:.1f} points ({evidence})"
        )
    if measure == "macro_f1":
        test = comparison["mcnemar"]
        only = (test["first_only"], test["second_only"])[::sign]
        text += f"; only {ahead} is right on {only[0]:,} mentions, only {behind} on {only[1]:,} (McNemar {p_text(test['p'])})"
    return text + "."


def p_text(p: float) -> str:
    """Return a p-value as people write it."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _macro_f1(models: tuple[Predictions, Predictions], bootstrap: ArticleBootstrap) -> dict[str, Any]:
    points, samples = [], []
    for model in models:
        cells = confusion_cells(model.gold, model.predicted, model.labels)
        points.append(confusion_measures(cells.sum(axis=0), model.labels)["macro_f1"])
        totals = bootstrap.totals(model.examples.documents, cells)
        samples.append(confusion_measures(totals, model.labels)["macro_f1"])
    return _difference(points, samples)


def _tags(models: tuple[Predictions, Predictions], bootstrap: ArticleBootstrap) -> dict[str, Any]:
    points, samples = [], []
    for model in models:
        counts = set_counts(*tag_sets(model.tagged, "actor_stance"))
        points.append(np.nan_to_num(f1_of_counts(counts.sum(axis=0))))
        samples.append(f1_of_counts(bootstrap.totals([s.doc for s, _ in model.tagged], counts)))
    return _difference(points, samples)


def _difference(points: list[Any], samples: list[Any]) -> dict[str, Any]:
    differences = samples[0] - samples[1]
    return {
        "difference": float(points[0] - points[1]),
        "interval": interval(differences),
        "p": two_sided_p(differences),
    }
