from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from stance.evaluation.bootstrap import (
    ArticleBootstrap,
    confusion_cells,
    confusion_measures,
    f1_of_counts,
    interval,
    mcnemar,
    two_sided_p,
)

LABELS = ("up", "down", "flat", "none")
DOCS = ["a", "a", "b", "b", "b", "c", "d", "d"]
GOLD = ["up", "none", "up", "down", "none", "up", "down", "none"]
FOUND = ["up", "none", "down", "down", "up", "up", "none", "none"]


def draws(n: int, resamples: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=resamples)


def test_measures_are_scikit_learns() -> None:
    cells = confusion_cells(GOLD, FOUND, LABELS)
    measures = confusion_measures(cells.sum(axis=0), LABELS)
    present = ["up", "down", "none"]
    assert measures["accuracy"] == pytest.approx(accuracy_score(GOLD, FOUND))
    assert measures["macro_f1"] == pytest.approx(f1_score(GOLD, FOUND, average="macro", labels=present))
    assert measures["macro_f1_stances"] == pytest.approx(f1_score(GOLD, FOUND, average="macro", labels=present[:2]))
    assert measures["weighted_f1"] == pytest.approx(f1_score(GOLD, FOUND, average="weighted", labels=present))
    assert measures["kappa"] == pytest.approx(cohen_kappa_score(GOLD, FOUND))
    assert measures["f1:down"] == pytest.approx(f1_score(GOLD, FOUND, average=None, labels=["down"])[0])
    assert np.isnan(measures["f1:flat"])


def test_each_resample_is_what_repeating_whole_articles_gives() -> None:
    bootstrap = ArticleBootstrap(DOCS, resamples=40, seed=3)
    assert bootstrap.articles == 4
    measures = confusion_measures(bootstrap.totals(DOCS, confusion_cells(GOLD, FOUND, LABELS)), LABELS)
    for row, times in enumerate(draws(4, 40, 3)):
        chosen = [
            i for place, doc in enumerate("abcd") for _ in range(times[place]) for i in range(8) if DOCS[i] == doc
        ]
        gold, found = [GOLD[i] for i in chosen], [FOUND[i] for i in chosen]
        present = sorted(set(gold) | set(found))
        assert measures["accuracy"][row] == pytest.approx(accuracy_score(gold, found))
        macro = f1_score(gold, found, average="macro", labels=present, zero_division=0)
        assert measures["macro_f1"][row] == pytest.approx(macro)
        if len(present) > 1:
            assert measures["kappa"][row] == pytest.approx(cohen_kappa_score(gold, found))


def test_an_article_without_items_is_drawn_too() -> None:
    bootstrap = ArticleBootstrap(["a", "b"], resamples=50)
    totals = bootstrap.totals(["a"], np.ones((1, 1)))
    assert set(totals.ravel()) == {0.0, 1.0, 2.0}


def test_interval_is_the_percentile_interval_of_what_is_defined() -> None:
    samples = np.array([np.nan, *range(101)], dtype=float)
    assert interval(samples) == pytest.approx([2.5, 97.5])
    assert interval(np.array([np.nan])) is None


def test_two_sided_p_by_hand() -> None:
    assert two_sided_p(np.array([1.0] * 97 + [-1.0] * 2)) == pytest.approx(2 * 3 / 100)
    assert two_sided_p(np.zeros(10)) == 1.0


def test_mcnemar_by_hand() -> None:
    first = np.array([True] * 6 + [False] + [True] * 3)
    second = np.array([False] * 6 + [True] + [True] * 3)
    # Seven discordant mentions, one against six: 2 * (C(7,0) + C(7,1)) / 2^7.
    assert mcnemar(first, second) == {"first_only": 6, "second_only": 1, "p": pytest.approx(2 * (1 + 7) / 2**7)}
    assert mcnemar(first, first)["p"] == 1.0


def test_f1_of_counts() -> None:
    assert f1_of_counts(np.array([[2.0, 3, 4], [0, 0, 0]]))[0] == pytest.approx(4 / 7)
    assert np.isnan(f1_of_counts(np.array([0.0, 0, 0])))
