"""One contract for every classifier: see `stance/classifiers/base.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from stance.classifiers import Classifier, Example, load_classifier

LABELS = ("escalation", "de-escalation", "none")
TEXTS = {
    "escalation": ["France bombed the port.", "France attacked the island at dawn."],
    "de-escalation": ["France agreed to talks.", "France praised the treaty warmly."],
    "none": ["France lies in Europe.", "The map of France was old."],
}


def examples() -> tuple[list[Example], list[str]]:
    pairs = [(text, label) for label, texts in TEXTS.items() for text in texts for _ in range(5)]
    marked = [Example(text, text.index("France"), text.index("France") + 6) for text, _ in pairs]
    return marked, [label for _, label in pairs]


def tfidf() -> Classifier:
    from stance.classifiers.tfidf import TfidfClassifier
    from stance.config import TfidfSettings

    found, gold = examples()
    groups = [str(i) for i in range(len(gold))]
    return TfidfClassifier.fit(found, gold, groups, LABELS, TfidfSettings(C=10, min_df=1), seed=1)


FITTED: dict[str, Callable[[], Classifier]] = {"tfidf": tfidf}


@pytest.fixture(scope="module", params=list(FITTED))
def fitted(request: pytest.FixtureRequest) -> tuple[str, Classifier]:
    return request.param, FITTED[request.param]()


def test_it_overfits_four_sentences(fitted: tuple[str, Classifier]) -> None:
    found, gold = examples()
    predicted = [LABELS[i] for i in fitted[1].predict_proba(found).argmax(axis=1)]
    assert predicted == gold


def test_saved_and_loaded_it_gives_the_same_answer(fitted: tuple[str, Classifier], tmp_path: Path) -> None:
    kind, classifier = fitted
    classifier.save(tmp_path)
    again = load_classifier(kind, tmp_path, LABELS)
    found, _ = examples()
    np.testing.assert_allclose(again.predict_proba(found), classifier.predict_proba(found), atol=1e-6)


def test_a_batch_equals_one_by_one(fitted: tuple[str, Classifier]) -> None:
    found, _ = examples()
    together = fitted[1].predict_proba(found)
    alone = np.vstack([fitted[1].predict_proba([e]) for e in found])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_probabilities_sum_to_one(fitted: tuple[str, Classifier]) -> None:
    found, _ = examples()
    rows = fitted[1].predict_proba(found)
    assert rows.shape == (len(found), len(LABELS))
    assert (rows >= 0).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-9)


def test_nothing_in_nothing_out(fitted: tuple[str, Classifier]) -> None:
    assert fitted[1].predict_proba([]).shape == (0, len(LABELS))


@pytest.mark.parametrize("text", ["x", "France " * 5000, "F" * 20_000, "\ue000 France \ue001", "\x00\u202e\ud800"])
def test_strange_and_very_long_text_works(fitted: tuple[str, Classifier], text: str) -> None:
    rows = fitted[1].predict_proba([Example(text, 0, 1), Example(text, len(text) - 1, len(text))])
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-9)


