"""One contract for every classifier: see `stance/classifiers/base.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from stance.classifiers import Classifier, Example, load_classifier
from stance.examples import ExampleSet
from stance.labels import LabeledSentence
from tests.classifiers.conftest import TEXTS

LABELS = ("escalation", "de-escalation", "none")


def example_set(copies: int = 5) -> ExampleSet:
    """Every text `copies` times, the mention being France."""
    found = ExampleSet()
    for label, texts in TEXTS.items():
        for text in texts:
            for copy in range(copies):
                start = text.index("France")
                found.examples.append(Example(text, start, start + 6))
                found.gold.append(label)
                found.sentences.append(LabeledSentence(f"{label}-{copy}", 0, text))
                found.actors.append("FRA")
                found.kinds.append("name")
    return found


def tfidf(_: pytest.FixtureRequest, __: Path) -> Classifier:
    from stance.classifiers.tfidf import TfidfClassifier
    from stance.config import TfidfSettings

    data = example_set()
    return TfidfClassifier.fit(data.examples, data.gold, data.documents, LABELS, TfidfSettings(C=10, min_df=1), seed=1)


def distilbert(request: pytest.FixtureRequest, folder: Path) -> Classifier:
    encoder = request.getfixturevalue("tiny_encoder")
    from stance.classifiers.distilbert import DistilbertClassifier
    from stance.config import FinetuneSettings

    settings = FinetuneSettings(
        encoder=str(encoder), epochs=12, lr=5e-3, head_lr=1e-2, layer_decay=1.0, max_tokens=32, dropout=0.0,
        dropout_samples=1, patience=12, supcon_epochs=1, adversarial=0.1, class_weights=True,
    )  # fmt: skip
    data = example_set()
    lines: list[str] = []
    fitted = DistilbertClassifier.fit(
        data, data, LABELS, settings, 1, config_path=folder / "c.yaml", checkpoints=folder / "ck", resume=False,
        say=lines.append,
    )  # fmt: skip
    assert any("dev macro-F1" in line for line in lines)
    return fitted


FITTED: dict[str, Callable[[pytest.FixtureRequest, Path], Classifier]] = {"tfidf": tfidf, "distilbert": distilbert}


@pytest.fixture(scope="module", params=list(FITTED))
def fitted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Classifier]:
    return request.param, FITTED[request.param](request, tmp_path_factory.mktemp("fit"))


@pytest.fixture(scope="module")
def loaded(fitted: tuple[str, Classifier], tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    """The classifier as a user gets it: saved and read again (the fine-tuned one as int8 ONNX)."""
    kind, classifier = fitted
    folder = tmp_path_factory.mktemp("saved")
    classifier.save(folder)
    return load_classifier(kind, folder, LABELS)


def test_it_overfits_a_few_sentences(fitted: tuple[str, Classifier]) -> None:
    data = example_set(1)
    predicted = [LABELS[i] for i in fitted[1].predict_proba(data.examples).argmax(axis=1)]
    assert predicted == data.gold


def test_saved_and_loaded_it_gives_the_same_answer(fitted: tuple[str, Classifier], loaded: Classifier) -> None:
    kind, classifier = fitted
    found = example_set(1).examples
    if kind == "distilbert":  # int8: the label is kept, the number nearly so; a random encoder is its hardest case
        assert (loaded.predict_proba(found).argmax(axis=1) == classifier.predict_proba(found).argmax(axis=1)).all()
        return
    tolerance = 1e-6
    np.testing.assert_allclose(loaded.predict_proba(found), classifier.predict_proba(found), atol=tolerance)


def test_a_batch_equals_one_by_one(loaded: Classifier) -> None:
    found = [*example_set(1).examples, Example("France " * 60, 0, 6)]
    together = loaded.predict_proba(found)
    alone = np.vstack([loaded.predict_proba([e]) for e in found])
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_probabilities_sum_to_one(loaded: Classifier) -> None:
    found = example_set(1).examples
    rows = loaded.predict_proba(found)
    assert rows.shape == (len(found), len(LABELS))
    assert (rows >= 0).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-9)


def test_nothing_in_nothing_out(loaded: Classifier) -> None:
    assert loaded.predict_proba([]).shape == (0, len(LABELS))


@pytest.mark.parametrize("text", ["x", "France " * 5000, "F" * 20_000, "\ue000 France \ue001", "\x00\u202e\ud800"])
def test_strange_and_very_long_text_works(loaded: Classifier, text: str) -> None:
    rows = loaded.predict_proba([Example(text, 0, 1), Example(text, len(text) - 1, len(text))])
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-9)
