from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from stance.evaluation.contrast import contrast_scores, is_contrast_set
from stance.evaluation.predictions import Predictions
from stance.labels.corpus import LabeledSentence

Build = Callable[..., Predictions]


def as_pairs(found: Predictions, kinds: dict[str, str]) -> Predictions:
    """Number the sentences of each document 0 and 1, and name its kind of contrast."""
    seen: dict[str, int] = {}
    for i, sentence in enumerate(found.examples.sentences):
        index = seen.get(sentence.doc, 0)
        seen[sentence.doc] = index + 1
        copy = replace(sentence, index=index, meta={"kind": kinds[sentence.doc]})
        found.examples.sentences[i] = copy
        found.tagged[i] = (copy, found.tagged[i][1])
    return found


def test_both_right_by_kind_by_hand(predictions: Build) -> None:
    rows = [
        *[("p1", "escalation", "escalation", 0.9), ("p1", "concession", "concession", 0.9)],
        *[("p2", "escalation", "escalation", 0.9), ("p2", "none", "escalation", 0.9)],
        *[("p3", "deterrence", "escalation", 0.9), ("p3", "escalation", "escalation", 0.9)],
    ]
    found = as_pairs(predictions(rows), {"p1": "negation", "p2": "negation", "p3": "voice"})
    scores = contrast_scores(found)
    assert (scores["pairs"], scores["given_both"], scores["raw_both"]) == (3, 1, 1)
    assert scores["given"] == pytest.approx(1 / 3)
    kinds = {row["kind"]: row for row in scores["kinds"]}
    assert [row["kind"] for row in scores["kinds"]] == ["voice", "negation"]
    assert (kinds["negation"]["given"], kinds["voice"]["given"]) == (0.5, 0.0)
    # Wilson's interval for 1 of 3, worked out from its formula.
    z, n, p = 1.959964, 3, 1 / 3
    middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    bounds = [(middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)]
    assert scores["given_interval"] == pytest.approx(bounds, abs=1e-5)


def test_raw_text_needs_the_very_set_of_actor_and_stance(predictions: Build) -> None:
    rows = [("p", "escalation", "escalation", 0.9), ("p", "concession", "concession", 0.9)]
    found = as_pairs(predictions(rows), {"p": "order"})
    sentence, tags = found.tagged[0]
    found.tagged[0] = (sentence, (*tags, replace(tags[0], actor="IRN")))
    scores = contrast_scores(found)
    assert (scores["given"], scores["raw"]) == (1.0, 0.0)


def test_what_is_a_contrast_set() -> None:
    pair = [LabeledSentence("p", i, "Text.", meta={"kind": "voice"}) for i in (0, 1)]
    assert is_contrast_set(pair)
    assert not is_contrast_set(pair[:1])
    assert not is_contrast_set([replace(s, meta={}) for s in pair])
    assert not is_contrast_set([])
