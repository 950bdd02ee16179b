from __future__ import annotations

import numpy as np
import pytest

from stance.evaluation.metrics import (
    calibration_scores,
    classification_scores,
    label_scores,
    reliability,
    set_counts,
    set_scores,
)

GOLD = ["up", "up", "up", "down", "none", "none"]
FOUND = ["up", "up", "down", "down", "none", "up"]
LABELS = ("up", "down", "flat", "none")


def test_label_scores_by_hand() -> None:
    scores = label_scores(GOLD, FOUND, LABELS)
    assert scores["labels"]["up"] == pytest.approx({"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3, "support": 3})
    assert scores["labels"]["down"] == pytest.approx({"precision": 1 / 2, "recall": 1, "f1": 2 / 3, "support": 1})
    assert scores["labels"]["none"] == pytest.approx({"precision": 1, "recall": 1 / 2, "f1": 2 / 3, "support": 2})
    assert "flat" not in scores["labels"]
    assert scores["examples"] == 6
    assert scores["accuracy"] == pytest.approx(4 / 6)
    assert scores["macro_f1"] == scores["macro_f1_stances"] == scores["weighted_f1"] == pytest.approx(2 / 3)
    chance = (3 * 3 + 1 * 2 + 2 * 1) / 36
    assert scores["kappa"] == pytest.approx((4 / 6 - chance) / (1 - chance))
    assert scores["confusion"] == {
        "labels": ["up", "down", "none"],
        "gold_by_predicted": [[2, 1, 0], [0, 1, 0], [1, 0, 1]],
    }


def test_weighted_and_macro_f1_differ_where_labels_do() -> None:
    scores = label_scores(["up", "up", "up", "down"], ["up", "up", "up", "up"], LABELS)
    assert scores["macro_f1"] == pytest.approx((6 / 7 + 0) / 2)
    assert scores["weighted_f1"] == pytest.approx(6 / 7 * 3 / 4)


def test_one_label_alone_agrees_perfectly() -> None:
    assert label_scores(["up"], ["up"], LABELS)["kappa"] == 1.0


def test_nothing_to_score() -> None:
    assert classification_scores([], np.zeros((0, 4)), LABELS) == {"examples": 0, "labels": {}}


def test_calibration_by_hand() -> None:
    # Columns are not in alphabetical order, so a library that sorts labels would show.
    probabilities = np.array([[0.7, 0.1, 0.1, 0.1], [0.3, 0.6, 0.05, 0.05], [0.1, 0.1, 0.0, 0.8], [0.95, 0.05, 0, 0]])
    gold = ["up", "up", "none", "none"]
    squares = [
        0.3**2 + 3 * 0.1**2,
        0.7**2 + 0.6**2 + 2 * 0.05**2,
        2 * 0.1**2 + 0.2**2,
        0.95**2 + 0.05**2 + 1,
    ]
    scores = calibration_scores(gold, probabilities, LABELS, bins=4)
    assert scores["brier"] == pytest.approx(sum(squares) / 4)
    # Bins of width 1/4: 0.7 and 0.6 in one (half right), 0.8 and 0.95 in the next (half right).
    assert scores["ece"] == pytest.approx(0.5 * abs(0.5 - 0.65) + 0.5 * abs(0.5 - 0.875))
    bins = reliability(gold, probabilities, LABELS, bins=4)
    assert [(b["low"], b["high"], b["examples"], b["accuracy"]) for b in bins] == [
        (0.5, 0.75, 2, 0.5),
        (0.75, 1.0, 2, 0.5),
    ]
    assert [b["confidence"] for b in bins] == pytest.approx([0.65, 0.875])


def test_full_confidence_is_in_the_last_bin() -> None:
    assert reliability(["up"], np.array([[1.0, 0, 0, 0]]), LABELS)[0]["high"] == 1.0


def test_set_scores_by_hand() -> None:
    gold = [{"a", "b"}, {"c"}, set(), {"d"}]
    found = [{"a"}, {"c", "x"}, set(), set()]
    assert set_counts(gold, found).tolist() == [[1, 2, 1], [1, 1, 2], [0, 0, 0], [0, 1, 0]]
    assert set_scores(gold, found) == pytest.approx(
        {"precision": 2 / 3, "recall": 2 / 4, "f1": 4 / 7, "exact": 1 / 4, "support": 4}
    )
    assert set_scores([], []) == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "exact": 0.0, "support": 0}
