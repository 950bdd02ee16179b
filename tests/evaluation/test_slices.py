from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sklearn.metrics import f1_score

from stance.evaluation.bootstrap import ArticleBootstrap
from stance.evaluation.predictions import Predictions
from stance.evaluation.slices import slice_scores, slice_values

Build = Callable[..., Predictions]


def test_f1_by_slice_by_hand_and_the_worst_first(predictions: Build) -> None:
    good = [(f"g{n}", "escalation", "escalation", 0.9) for n in range(20)] + [("g0", "none", "none", 0.9)] * 5
    bad = [(f"b{n}", "escalation", "concession", 0.9) for n in range(15)] + [
        (f"b{n}", "concession", "concession", 0.9) for n in range(15)
    ]
    found = predictions(good + bad + [("rare", "deterrence", "deterrence", 0.9)])
    sentences = found.examples.sentences
    found.examples.sentences = [replace(s, meta={"style": "report" if s.doc[0] == "g" else "live"}) for s in sentences]
    scores = slice_scores(found, ArticleBootstrap([s.doc for s in sentences]))
    rows = {(row["dimension"], row["value"]): row for row in scores["slices"]}

    assert rows["style", "report"]["f1"] == 1.0
    # 16 hits of 31 gold and 31 predicted: the concessions and the deterrence.
    assert rows["style", "live"]["f1"] == pytest.approx(2 * 16 / (31 + 31))
    assert rows["style", "live"]["accuracy"] == pytest.approx(16 / 31)
    one = f1_score(found.gold, found.predicted, labels=["escalation"], average=None)[0]
    assert rows["stance", "escalation"]["f1"] == pytest.approx(one)
    assert rows["stance", "escalation"]["examples"] == 35
    assert rows["stance", "escalation"]["accuracy"] == pytest.approx(20 / 35)
    assert ("stance", "deterrence") not in rows
    assert scores["left_out"]["stance"] == 3  # concession has 15, deterrence 1, de-escalation none
    assert [row["f1"] for row in scores["slices"]] == sorted(row["f1"] for row in scores["slices"])
    low, high = rows["stance", "escalation"]["interval"]
    assert low < one < high


def test_few_articles_get_no_interval(predictions: Build) -> None:
    found = predictions([("a", "escalation", "escalation", 0.9)] * 30)
    assert slice_scores(found, ArticleBootstrap(["a"]))["slices"][0]["interval"] is None


def test_values(predictions: Build) -> None:
    found = predictions([("a", "escalation", "none", 0.9)] * 4).examples
    metas: list[dict[str, Any]] = [{"date": "1914-08-01"}, {"date": "1962"}, {"date": "soon"}, {"region": "Asia"}]
    texts = ["word " * 12, "word " * 13, "word " * 30, "word " * 31]
    found.sentences = [
        replace(s, meta=meta, text=text) for s, meta, text in zip(found.sentences, metas, texts, strict=True)
    ]
    found.sentences[1] = replace(found.sentences[1], index=0)
    found.actors = ["TUR", "IRN", "TUR", "TUR"]
    found.kinds = ["name", "nominal", "pronoun", "unfound"]
    values = slice_values(found)
    assert values["period"] == ["before 1946", "1946 to 1991", "", ""]
    assert values["region"] == ["", "", "", "Asia"]
    assert values["sentence length"] == ["up to 12 words", "13 to 20 words", "21 to 30 words", "over 30 words"]
    assert values["actors in the sentence"] == ["2", "2", "1", "1"]
    assert values["mention"] == ["name", "nominal", "pronoun", "not found by the finder"]
