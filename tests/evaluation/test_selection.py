from __future__ import annotations

from collections.abc import Callable

import pytest

from stance.evaluation.predictions import Predictions
from stance.evaluation.selection import selection_scores

Build = Callable[..., Predictions]


def test_curve_and_threshold_by_hand(predictions: Build) -> None:
    sure = [("a", "escalation", "escalation", 0.9)] * 18 + [("b", "concession", "escalation", 0.9)] * 2
    unsure = [("c", "concession", "escalation", 0.5)] * 10 + [("d", "escalation", "none", 0.7)] * 10
    found = selection_scores(predictions(sure + unsure).tagged, 0.9)
    points = {point["threshold"]: point for point in found["curve"]}
    assert points[0.5] == pytest.approx(
        {"threshold": 0.5, "kept": 1.0, "precision": 18 / 30, "recall": 18 / 40, "tags": 30}
    )
    assert points[0.51] == pytest.approx(
        {"threshold": 0.51, "kept": 20 / 30, "precision": 18 / 20, "recall": 18 / 40, "tags": 20}
    )
    assert max(points) == 0.9
    assert found["min_confidence"] == 0.51
    assert found["at_threshold"] == points[0.51]


def test_a_precision_out_of_reach(predictions: Build) -> None:
    rows = [("a", "escalation", "escalation", 0.8)] * 15 + [("b", "concession", "escalation", 0.6)] * 15
    found = selection_scores(predictions(rows).tagged, 0.9)
    # Above 0.6 all are right, but 15 tags are too few to say so.
    assert found["min_confidence"] is None
    assert found["best"]["precision"] == 0.5


def test_no_tags_at_all(predictions: Build) -> None:
    found = selection_scores(predictions([("a", "escalation", "none", 0.9)]).tagged, 0.9)
    assert found["curve"] == []
    assert found["min_confidence"] is None
    assert found["best"] is None
