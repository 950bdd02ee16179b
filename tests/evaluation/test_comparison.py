from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score

from stance.evaluation.bootstrap import ArticleBootstrap
from stance.evaluation.comparison import compare, difference_sentence, p_text
from stance.evaluation.predictions import Predictions

Build = Callable[..., Predictions]
GOLD = [("a", "escalation"), ("a", "concession"), ("b", "escalation"), ("c", "concession"), ("c", "none")]


def pair(build: Build, times: int = 1) -> tuple[Predictions, Predictions]:
    first = [(f"{d}{n}", gold, gold, 0.9) for n in range(times) for d, gold in GOLD]
    second = [(f"{d}{n}", gold, "escalation", 0.9) for n in range(times) for d, gold in GOLD]
    return build(first), build(second)


def test_difference_interval_and_p_are_the_paired_resamples(predictions: Build) -> None:
    models = pair(predictions)
    documents = models[0].examples.documents
    result = compare(("one", "two"), models, ArticleBootstrap(documents, resamples=60, seed=5))
    labels = ["escalation", "concession", "none"]
    scores = [f1_score(models[0].gold, m.predicted, labels=labels, average="macro", zero_division=0) for m in models]
    found = result["measures"]["macro_f1"]
    assert found["difference"] == pytest.approx(scores[0] - scores[1])
    differences = []
    for times in np.random.default_rng(5).multinomial(3, np.full(3, 1 / 3), size=60):
        places = [
            i
            for k, doc in enumerate(("a0", "b0", "c0"))
            for _ in range(times[k])
            for i in range(5)
            if documents[i] == doc
        ]
        values = []
        for model in models:
            gold, guess = [model.gold[i] for i in places], [model.predicted[i] for i in places]
            seen = sorted(set(gold) | set(guess))
            values.append(f1_score(gold, guess, labels=seen, average="macro", zero_division=0))
        differences.append(values[0] - values[1])
    assert found["interval"] == pytest.approx(list(np.quantile(differences, [0.025, 0.975])))
    below, above = (np.array(differences) <= 0).sum(), (np.array(differences) >= 0).sum()
    assert found["p"] == pytest.approx(min(1, 2 * (min(below, above) + 1) / 61))


def test_tags_from_raw_text_by_hand(predictions: Build) -> None:
    models = pair(predictions)
    result = compare(("one", "two"), models, ArticleBootstrap(models[0].examples.documents))
    # First: four tags, all right. Second: five tags found, two of four gold ones among them.
    assert result["measures"]["actor_stance_f1"]["difference"] == pytest.approx(1 - 4 / 9)
    assert result["mcnemar"] == {"first_only": 3, "second_only": 0, "p": 0.25}


def test_plain_sentences(predictions: Build) -> None:
    models = pair(predictions, times=30)
    bootstrap = ArticleBootstrap(models[0].examples.documents)
    forth = compare(("good", "poor"), models, bootstrap)["sentences"][0]
    back = compare(("poor", "good"), models[::-1], bootstrap)["sentences"][0]
    assert forth == back
    assert forth.startswith("good is better than poor by 81.0 points of macro-F1 for given mentions (95 % interval ")
    assert "p < 0.001, 90 articles); only good is right on 90 mentions, only poor on 0 (McNemar p < 0.001)." in forth
    same = compare(("one", "two"), (models[0], models[0]), bootstrap)
    assert "one and two can't be told apart" in same["sentences"][0]
    assert "difference is 0.0 points (95 % interval 0.0 to 0.0, p = 1.000" in same["sentences"][1]


def test_other_mentions_are_not_compared_one_by_one(predictions: Build) -> None:
    one, two = predictions([("a", "escalation", "escalation", 0.9)]), predictions([("b", "escalation", "none", 0.9)])
    result = compare(("one", "two"), (one, two), ArticleBootstrap(["a", "b"]))
    assert set(result["measures"]) == {"actor_stance_f1"}
    assert "mcnemar" not in result


def test_sentence_where_nothing_can_be_scored() -> None:
    nothing: dict[str, Any] = {"difference": 0.0, "interval": None, "p": 1.0}
    said = {"first": "one", "second": "two", "measures": {"actor_stance_f1": nothing}}
    assert "nothing to score" in difference_sentence(said, "actor_stance_f1")


def test_p_text() -> None:
    assert (p_text(0.0004), p_text(0.0123)) == ("p < 0.001", "p = 0.012")
