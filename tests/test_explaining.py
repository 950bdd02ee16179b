from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.classifiers.base import Classifier, Example, Probabilities
from stance.errors import InputError
from stance.explaining import Explanation, explain, without
from stance.tagger import Tagger
from stance.views.explanation import explanation_page
from tests.conftest import ROOT, STATES, label_lines

TEXT = "In 2021, France warned Japan that it would strike if the 3 ships came near."
MENTION = (9, 15)


@pytest.fixture(scope="module")
def tagger(tiny_model: Path) -> Tagger:
    return stance.load(tiny_model)


class Bag:
    """A classifier that goes by single words: what occlusion must find again."""

    labels = ("escalation", "none")

    def __init__(self) -> None:
        self.odds = {"warned": 2.0, "gladly": -1.0}

    def predict_proba(self, examples: Sequence[Example]) -> Probabilities:
        total = [sum(odds for word, odds in self.odds.items() if word in e.text) for e in examples]
        p = 1 / (1 + np.exp(-np.array(total)))
        return np.column_stack([p, 1 - p])


def test_linear_weights_sum_up_to_the_contributions(tagger: Tagger) -> None:
    example = Example(TEXT, *MENTION, ((23, 28),))
    found = explain(tagger.classifier, example)
    assert found.method == "linear"
    assert found.label == max(found.probabilities, key=lambda label: found.probabilities[label])
    assert sum(w.weight for w in found.words) + found.rest == pytest.approx(sum(f.weight for f in found.features))
    margins = {
        label: sum(c for _, _, c in tagger.classifier.contributions(example, label))  # type: ignore[attr-defined]
        for label in (found.label, found.against)
    }
    assert sum(f.weight for f in found.features) == pytest.approx(margins[found.label] - margins[found.against])


def test_every_ngram_has_its_words(tagger: Tagger) -> None:
    for text in (TEXT, 'Its "guns" (on deck) - 12,000 of them - fired; France, ill-fed, then left it!'):
        start = text.index("France")
        found = explain(tagger.classifier, Example(text, start, start + 6))
        alone = [f for f in found.features if f.ngram.strip() in "ACTOR"]
        assert found.rest == pytest.approx(sum(f.weight for f in alone), abs=1e-9)
        assert all(text[w.start : w.end] == w.text for w in found.words)


def test_occlusion_finds_the_words_that_count() -> None:
    text = "France gladly warned Japan."
    found = explain(Bag(), Example(text, 0, 6, ((21, 26),)))  # type: ignore[arg-type]
    weights = {w.text: w.weight for w in found.words}
    assert weights == pytest.approx({"gladly": -1.0, "warned": 2.0, "Japan": 0.0, ".": 0.0})
    assert [w.text for w in found.strongest()] == ["warned", "gladly"]
    against = explain(Bag(), Example(text, 0, 6), "none")  # type: ignore[arg-type]
    assert {w.text: w.weight for w in against.words}["warned"] == pytest.approx(-2.0)


def deletion_test(classifier: Classifier, examples: Sequence[Example]) -> tuple[float, float]:
    """Return by how much the label's probability falls without the 2 strongest words, and without 2 random ones."""
    generator = random.Random(7)  # noqa: S311
    top, chance = [], []
    for example in examples:
        found = explain(classifier, example)
        best = sorted(found.words, key=lambda w: -w.weight)[:2]
        draws = [generator.sample(found.words, 2) for _ in range(8)]
        bare = [without(example, [(w.start, w.end) for w in words]) for words in (best, *draws)]
        p = classifier.predict_proba(bare)[:, classifier.labels.index(found.label)]
        top.append(found.probability - p[0])
        chance.append(found.probability - p[1:].mean())
    return float(np.mean(top)), float(np.mean(chance))


def test_without_the_top_words_the_probability_falls_more_than_without_random_ones(tagger: Tagger) -> None:
    lines = label_lines(STATES[:3], "dev")
    examples = [Example(line["text"], line["tags"][0]["start"], line["tags"][0]["end"]) for line in lines]  # type: ignore[index, arg-type]
    top, chance = deletion_test(tagger.classifier, examples)
    assert top > 2 * chance > 0


@pytest.mark.slow
def test_the_deletion_test_of_the_fine_tuned_model() -> None:
    folder = ROOT / "models" / "distilbert"
    if not (folder / "model.onnx").is_file():
        pytest.skip("models/distilbert is not at hand")
    lines = (ROOT / "labels" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    records = [r for line in lines if (r := json.loads(line)).get("tags") and 40 < len(r.get("text", "")) < 160]
    examples = [Example(r["text"], r["tags"][0]["start"], r["tags"][0]["end"]) for r in records[::7][:15]]
    top, chance = deletion_test(stance.load(folder).classifier, examples)
    assert top > 2 * chance


def test_a_label_can_be_chosen_and_must_be_known(tagger: Tagger) -> None:
    found = tagger.explain(TEXT, *MENTION, label="concession")
    assert found.label == "concession"
    assert found.probability == found.probabilities["concession"]
    with pytest.raises(InputError, match="did you mean 'concession'"):
        tagger.explain(TEXT, *MENTION, label="concesion")
    with pytest.raises(InputError, match="not a span"):
        tagger.explain(TEXT, 5, 500)


def test_the_dict_is_json_and_the_page_escapes(tagger: Tagger) -> None:
    text = "<script>France</script> warned <b>Japan</b> & left."
    start = text.index("France")
    found = tagger.explain(text, start, start + 6)
    assert json.loads(json.dumps(found.to_dict()))["mention"] == "France"
    page = found.to_html()
    assert "<script" not in page
    assert "<b>" not in page
    assert "<mark>France</mark>" in page


def test_without_keeps_the_mention_and_the_others() -> None:
    example = Example("In 2021, France warned Japan again.", 9, 15, ((23, 28),))
    bare = without(example, [(16, 22), (0, 2)])
    assert bare.text == "2021, France Japan again."
    assert bare.text[bare.start : bare.end] == "France"
    assert [bare.text[s:e] for s, e in bare.others] == ["Japan"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=10), st.text(max_size=40))
def test_any_sentence_can_be_explained(before: str, mention: str, after: str) -> None:
    text = before + mention + after
    example = Example(text, len(before), len(before) + len(mention))
    found = explain(Bag(), example)  # type: ignore[arg-type]
    assert all(text[w.start : w.end] == w.text for w in found.words)
    for word in found.words:
        bare = without(example, [(word.start, word.end)])
        assert bare.text[bare.start : bare.end] == mention
    explanation_page([found])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30), st.text(min_size=1, max_size=10), st.text(max_size=30))
def test_linear_shares_are_complete_for_any_sentence(tagger: Tagger, before: str, mention: str, after: str) -> None:
    text = f"{before} {mention} warned {after}"
    found: Explanation = explain(tagger.classifier, Example(text, len(before) + 1, len(before) + 1 + len(mention)))
    assert sum(w.weight for w in found.words) + found.rest == pytest.approx(sum(f.weight for f in found.features))
