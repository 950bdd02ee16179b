from __future__ import annotations

import json
from pathlib import Path

import pytest
from sklearn.metrics import accuracy_score

from stance.errors import InputError
from stance.evaluation.cross_validation import _halves, cross_validate
from stance.labels.corpus import LabeledSentence, read_labels


def test_every_sentence_is_scored_once_by_a_model_that_had_not_seen_its_dispute(corpus: Path, tmp_path: Path) -> None:
    told: list[str] = []
    report = cross_validate(
        corpus / "configs" / "tfidf.yaml",
        output=tmp_path / "cv",
        folds=4,
        resamples=100,
        progress=lambda w, d, t: told.append(w),
    )
    assert told == [*(f"fold {n} of 4" for n in (1, 2, 3, 4)), "writing"]
    assert list(report.files) == ["train.jsonl + dev.jsonl"]
    labelled = [s for name in ("train", "dev") for s in read_labels(corpus / "labels" / f"{name}.jsonl")]
    given = [row for row in report.predictions if row["setting"] == "given"]
    tagged = [(row["doc"], row["index"]) for row in given if row["gold"] != "none"]
    assert sorted(tagged) == sorted((s.doc, s.index) for s in labelled)
    accuracy = accuracy_score([row["gold"] for row in given], [row["predicted"] for row in given])
    assert report.metrics["given_mentions"]["accuracy"] == pytest.approx(accuracy)
    assert report.metrics["given_mentions"]["macro_f1"] > 0.5
    assert (tmp_path / "cv" / "report.html").is_file()


def test_disputes_stay_whole() -> None:
    sentences = [LabeledSentence(f"d{i}", 0, f"Text {i}.", meta={"dispute": f"q{i % 7}"}) for i in range(40)]
    halves = _halves(sentences, 3, "mine.jsonl")
    disputes = [{s.meta["dispute"] for s in half} for half in halves]
    assert len(halves) == 6
    assert sum(map(len, disputes)) == 7
    assert sorted(s.doc for half in halves for s in half) == sorted(s.doc for s in sentences)


def test_documents_stay_whole_where_disputes_are_not_named() -> None:
    sentences = [LabeledSentence(f"d{i // 2}", i % 2, f"Text {i}.") for i in range(12)]
    docs = [{s.doc for s in half} for half in _halves(sentences, 3, "mine.jsonl")]
    assert sum(map(len, docs)) == 6


def test_too_little_data_is_refused(corpus: Path) -> None:
    config = corpus / "configs" / "tfidf.yaml"
    with pytest.raises(InputError, match="4 disputes are too few for 3 folds, which need 6"):
        cross_validate(config, [corpus / "labels" / "dev.jsonl"], folds=3)
    with pytest.raises(InputError, match="2 folds or more"):
        cross_validate(config, folds=1)


def test_what_training_refuses_is_said_with_its_fold(corpus: Path, tmp_path: Path) -> None:
    lines = (corpus / "labels" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if json.loads(line)["tags"][0]["stance"] != "concession"]
    (tmp_path / "few.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^fold 1 of 2: train: 0 examples of label 'concession'"):
        cross_validate(corpus / "configs" / "tfidf.yaml", [tmp_path / "few.jsonl"], folds=2)


def test_a_sentence_that_stands_in_two_disputes_is_no_leak(corpus: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in (corpus / "labels" / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    same = [
        {"doc": item["doc"], "index": 99, "text": "He gave no date.", "tags": [], "dispute": item["dispute"]}
        for item in lines[::12]
    ]
    (tmp_path / "all.jsonl").write_text("".join(json.dumps(x) + "\n" for x in [*lines, *same]), encoding="utf-8")
    report = cross_validate(corpus / "configs" / "tfidf.yaml", [tmp_path / "all.jsonl"], folds=4, resamples=20)
    assert report.files["all.jsonl"]["sentences"] == len(lines) + len(same)
