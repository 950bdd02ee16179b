from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stance.errors import InputError
from stance.evaluation.bootstrap import ArticleBootstrap
from stance.evaluation.labellers import labels_of_mentions, read_labellers
from stance.evaluation.predictions import Predictions, predict
from stance.evaluation.scoring import labeller_scores
from stance.labels.corpus import read_labels
from stance.tagger import Tagger


def write_raw(label_file: Path, name: str, lines: list[dict[str, Any]]) -> Path:
    folder = label_file.parent / "raw"
    folder.mkdir(exist_ok=True)
    file = folder / name
    kept = [{key: item[key] for key in ("doc", "index", "tags")} for item in lines]
    file.write_text("".join(json.dumps(item) + "\n" for item in kept) + "\n", encoding="utf-8")
    return file


def test_agreement_by_hand(label_file: Path, lines: list[dict[str, Any]], tagger: Tagger) -> None:
    write_raw(label_file, "A.jsonl", lines)
    second = json.loads(json.dumps(lines))
    second[0]["tags"][0]["stance"] = "deterrence"
    second[1]["tags"] = []
    other = {"doc": "elsewhere", "index": 0, "tags": [{"actor": "TUR"}]}
    write_raw(label_file, "B.jsonl", [*second, other])

    sentences = read_labels(label_file)
    tagged = read_labellers(label_file, sentences)
    predictions = predict(tagger, sentences)
    places, first, then = labels_of_mentions(predictions.examples, tagged)
    assert places == list(range(6))
    assert first == ["escalation", "de-escalation", "escalation", "concession", "none", "none"]
    assert then == ["deterrence", "none", "escalation", "concession", "none", "none"]
    scores = labeller_scores(tagged, predictions, ArticleBootstrap([s.doc for s in sentences]))
    assert scores is not None
    assert scores["given_mentions"]["accuracy"] == pytest.approx(4 / 6)
    # Labels: escalation 2/3, de-escalation 0, deterrence 0, concession 1, none 4/5.
    assert scores["given_mentions"]["macro_f1"] == pytest.approx((2 / 3 + 0 + 0 + 1 + 4 / 5) / 5)
    # A has four pairs, B three, two of them the same.
    assert scores["end_to_end"]["actor_stance"]["f1"] == pytest.approx(2 * 2 / (4 + 3))
    assert scores["end_to_end"]["actors"]["f1"] == pytest.approx(2 * 3 / (4 + 3))
    low, high = scores["end_to_end"]["intervals"]["actor_stance"]
    assert low <= 4 / 7 <= high


def test_only_sentences_that_both_saw_count(label_file: Path, lines: list[dict[str, Any]], tagger: Tagger) -> None:
    write_raw(label_file, "A.jsonl", lines)
    write_raw(label_file, "B.jsonl", lines[:3])
    sentences = read_labels(label_file)
    tagged = read_labellers(label_file, sentences)
    assert [(s.doc, s.index) for s, _ in tagged] == [("a", 0), ("a", 1), ("b", 0)]
    places, _, _ = labels_of_mentions(predict(tagger, sentences).examples, tagged)
    assert places == [0, 1, 2]


def test_absent_is_fine(label_file: Path, predictions: Callable[..., Predictions]) -> None:
    assert read_labellers(label_file, read_labels(label_file)) == []
    assert labeller_scores([], predictions([]), ArticleBootstrap(["a"])) is None


def test_a_broken_line_is_named(label_file: Path, lines: list[dict[str, Any]]) -> None:
    write_raw(label_file, "A.jsonl", lines)
    file = write_raw(label_file, "B.jsonl", lines)
    file.write_text('{"doc": "a"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"B\.jsonl:1: not a line of a label file"):
        read_labellers(label_file, read_labels(label_file))
