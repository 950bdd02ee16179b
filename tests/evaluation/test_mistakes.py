from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stance.evaluation.mistakes import confident_mistakes
from stance.evaluation.predictions import Predictions

Build = Callable[..., Predictions]

ROWS = [
    ("a", "escalation", "escalation", 0.99),
    ("b", "escalation", "none", 0.6),
    ("c", "concession", "none", 0.9),
    ("d", "none", "concession", 0.7),
]


def test_the_most_confident_first(predictions: Build) -> None:
    found = confident_mistakes(predictions(ROWS), None, quote=False)
    assert [(m["doc"], m["gold"], m["predicted"], m["confidence"]) for m in found] == [
        ("c", "concession", "none", 0.9),
        ("d", "none", "concession", 0.7),
        ("b", "escalation", "none", 0.6),
    ]
    assert "features" not in found[0]
    assert len(confident_mistakes(predictions(ROWS), None, quote=False, most=2)) == 2


def test_a_mention_of_two_actors_is_shown_once(predictions: Build) -> None:
    both = predictions([*ROWS, ROWS[2]])
    both.examples.sentences[4] = both.examples.sentences[2]
    assert [m["doc"] for m in confident_mistakes(both, None, quote=False)] == ["c", "d", "b"]


def test_text_of_standoff_sentences_is_quoted_on_demand_only(predictions: Build) -> None:
    standoff = predictions(ROWS[1:2])
    standoff.examples.sentences[0] = replace(standoff.examples.sentences[0], span=(0, 14))
    hidden, shown = (confident_mistakes(standoff, None, quote=quote)[0] for quote in (False, True))
    assert "sentence" not in hidden
    assert "mention" not in hidden
    assert shown["mention"] == "Turkey"
