from __future__ import annotations

from pathlib import Path

import stance
from stance.labels import LabeledSentence, read_labels
from stance.labels.suggest import suggest
from stance.tagger import Tagger
from stance.types import Article

FOOD = "France sent food and medicine to Japan."
TEXT = f"{FOOD} France sent food and medicine to Japan again. The hills are green. Kenya bombed the port of Nepal.\n\nPhoto: Reuters / France"


def article(text: str = TEXT, name: str = "a") -> Article:
    return Article(name, "A title", "1999-01-02", None, text)


def tagger(folder: Path) -> Tagger:
    return stance.load(folder)


def test_suggestions_name_an_actor_differ_and_come_pre_tagged(tiny_model: Path) -> None:
    model = tagger(tiny_model)
    found = suggest([article()], model.finder, model, n=3)
    assert {s.index for s in found} == {0, 1, 3}
    by_index = {s.index: s for s in found}
    assert by_index[3].meta["context"].endswith("The hills are green.")
    assert by_index[3].meta["date"] == "1999-01-02"
    for sentence in found:
        assert all(sentence.text[t.start : t.end] == t.mention and t.confidence > 0 for t in sentence.tags)
    assert any(s.tags for s in found)


def test_each_sentence_once_and_none_that_is_labelled(tiny_model: Path) -> None:
    model = tagger(tiny_model)
    known = [LabeledSentence("x", 0, FOOD.upper())]
    found = suggest([article(), article(name="b")], model.finder, model, n=99, labelled=known)
    assert sorted((s.doc, s.index) for s in found) == [("a", 1), ("a", 3)]


def test_the_model_is_asked_about_what_it_doubts(tiny_model: Path, corpus: Path) -> None:
    model = tagger(tiny_model)
    texts = [s.text for s in read_labels(corpus / "labels" / "train.jsonl")][:40]

    def margin(text: str) -> float:
        mentions = model.finder.find([text])[0]
        best = [sorted(row.values())[-2:] for row in model.classify([(text, m.start, m.end) for m in mentions])]
        return min(first - second for second, first in best)

    (first,) = suggest([article(" ".join(texts))], model.finder, model, n=1)
    assert margin(first.text) <= min(map(margin, texts)) + 1e-9


def test_without_a_model_diversity_chooses_and_nothing_is_tagged(tiny_model: Path) -> None:
    finder = tagger(tiny_model).finder
    found = suggest([article()], finder, n=2)
    assert {s.index for s in found} in ({0, 3}, {1, 3})
    assert all(not s.tags for s in found)
    assert suggest([article("The hills are green.")], finder) == []
    assert suggest([], finder) == []


def test_the_same_input_gives_the_same_answer(tiny_model: Path) -> None:
    model = tagger(tiny_model)
    articles = [article(), article("Peru warned Chile. Chile warned Peru. Egypt lifted its embargo on Ghana.", "b")]
    assert suggest(articles, model.finder, model, 3) == suggest(articles, model.finder, model, 3)
