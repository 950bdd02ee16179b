from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stance
from stance.errors import InputError, ModelError
from stance.evaluation.models import load_taggers
from stance.model_folder import find_model, open_model
from stance.tagger import Tagger

Lines = list[dict[str, Any]]


def write(path: Path, lines: Lines) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in lines), encoding="utf-8")
    return path


def test_every_score_by_hand(label_file: Path, tagger: Tagger, tmp_path: Path) -> None:
    report = stance.evaluate(tagger, label_file, tmp_path / "out" / "report")
    given, whole = report.metrics["given_mentions"], report.metrics["end_to_end"]
    # Six mentions, keyword's answers: escalation, de-escalation, deterrence (gold escalation), concession, none, escalation
    # (gold none).
    assert given["examples"] == 6
    assert given["accuracy"] == pytest.approx(4 / 6)
    assert {label: s["f1"] for label, s in given["labels"].items()} == pytest.approx(
        {"escalation": 1 / 2, "de-escalation": 1, "deterrence": 0, "concession": 1, "none": 2 / 3}
    )
    assert given["macro_f1"] == pytest.approx((1 / 2 + 1 + 0 + 1 + 2 / 3) / 5)
    assert given["macro_f1_stances"] == pytest.approx((1 / 2 + 1 + 0 + 1) / 4)
    right, wrong, unsure = 0.2**2 + 4 * 0.05**2, 0.8**2 + 0.95**2 + 3 * 0.05**2, 0.6**2 + 0.9**2 + 3 * 0.1**2
    assert given["brier"] == pytest.approx((4 * right + wrong + unsure) / 6)
    assert given["ece"] == pytest.approx(abs(4 / 5 - 0.8) * 5 / 6 + 0.6 / 6)
    # Raw text: five tags found, three of them among the four gold ones.
    assert whole["actor_stance"] == pytest.approx(
        {"precision": 3 / 5, "recall": 3 / 4, "f1": 6 / 9, "exact": 4 / 6, "support": 4}
    )
    assert whole["actors"]["f1"] == whole["mentions"]["f1"] == pytest.approx(2 * 4 / (4 + 5))
    assert whole["stances"]["f1"] == pytest.approx(6 / 9)
    wrong_ones = [(m["doc"], m["index"], m["gold"], m["predicted"]) for m in report.metrics["mistakes"]]
    assert wrong_ones == [("c", 1, "none", "escalation"), ("b", 0, "escalation", "deterrence")]
    assert report.metrics["mistakes"][0]["features"][0] == ["whole", "Iran", 1.0]
    counts = report.files["mine.jsonl"]
    assert (counts["articles"], counts["sentences"], counts["tags"]) == (3, 6, 4)

    written = json.loads((tmp_path / "out" / "report" / "report.json").read_text(encoding="utf-8"))
    assert written["files"]["mine.jsonl"]["models"]["keyword"]["given_mentions"]["macro_f1"] == given["macro_f1"]
    with (tmp_path / "out" / "report" / "predictions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    given_rows = [row for row in rows if row["setting"] == "given"]
    raw_rows = [row for row in rows if row["setting"] == "raw"]
    assert sum(row["right"] == "True" for row in given_rows) / len(given_rows) == pytest.approx(given["accuracy"])
    assert given_rows[2] | {"confidence": 0.6} == {
        "data": "mine.jsonl", "model": "keyword", "setting": "given", "doc": "b", "index": "0", "start": "0", "end": "6",
        "actor": "TUR", "mention": "Turkey", "mention_kind": "name", "gold": "escalation", "predicted": "deterrence",
        "right": "False", "confidence": 0.6, "sentence": "Turkey warned of a strike.",
    }  # fmt: skip
    # The union of gold and found pairs: 4 + 5 - 3.
    assert len(raw_rows) == 6
    assert sum(row["right"] == "True" for row in raw_rows) == 3


def test_several_models_and_files(label_file: Path, tagger: Tagger, lines: Lines) -> None:
    other = write(label_file.with_name("other.jsonl"), lines[:4])
    told: list[tuple[str, int, int]] = []
    report = stance.evaluate(
        ["majority", "tfidf", tagger], [label_file, other], resamples=50, progress=lambda *step: told.append(step)
    )
    assert list(report.files) == ["mine.jsonl", "other.jsonl"]
    assert all(list(file["models"]) == ["majority", "tfidf", "keyword"] for file in report.files.values())
    assert len(report.files["mine.jsonl"]["comparisons"]) == 3
    assert told[0] == ("majority on mine.jsonl", 0, 6)
    assert told[-1] == ("writing", 6, 6)


def test_the_majority_model_gives_the_training_shares() -> None:
    folder = open_model(find_model("tfidf"))
    counts = folder.metrics["train"]["labels"]
    tagger = load_taggers(["tfidf", "majority"])["majority"]
    shares = tagger.classify([("Turkey attacked.", 0, 6)])[0]
    assert shares == pytest.approx({label: counts[label] / sum(counts.values()) for label in folder.labels})


def test_the_same_model_twice_is_refused(label_file: Path) -> None:
    with pytest.raises(InputError, match="'tfidf' is named twice"):
        stance.evaluate(["tfidf", "tfidf"], label_file)
    with pytest.raises(ModelError, match="unknown model"):
        stance.evaluate("no-such", label_file)


def test_a_contrast_pair_is_read_sentence_by_sentence(tmp_path: Path, tagger: Tagger) -> None:
    texts = [("Turkey attacked the port.", "escalation"), ("Turkey withdrew from the port.", "concession")]
    lines = []
    for number in range(3):
        for i, (text, label) in enumerate(texts):
            tag = {"actor": "TUR", "mention": "Turkey", "start": 0, "end": 6, "stance": label, "target": None}
            lines.append({"doc": f"p{number}", "index": i, "text": text, "tags": [tag], "kind": "verb"})
    report = stance.evaluate(tagger, write(tmp_path / "contrast.jsonl", lines))
    assert report.metrics["contrast"]["given"] == report.metrics["contrast"]["raw"] == 1.0
    assert "| verb | 3 | 1.000" in report.to_markdown()
    assert "Contrast pairs" in report.to_html()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: [], "no labelled sentences"),
        (lambda lines: lines[4:], "no tags in it"),
        (lambda lines: [*lines, lines[0]], "doc a, index 0: stands there 2 times"),
        (
            lambda lines: relabel(lines, "escalation", "escalatoin"),
            r"unknown label 'escalatoin' \(did you mean 'escalation'",
        ),
        (
            lambda lines: relabel(lines[:1], "escalation", "favour"),
            r"none of its labels \(favour\) is one of model keyword's",
        ),
        (lambda lines: relabel(lines, "escalation", "none"), "unknown label 'none'"),
    ],
)
def test_label_files_that_are_refused(
    label_file: Path, lines: Lines, tagger: Tagger, tmp_path: Path, change: Any, message: str
) -> None:
    write(label_file, change(lines))
    with pytest.raises(InputError, match=message) as error:
        stance.evaluate(tagger, label_file, tmp_path / "report")
    assert str(error.value).startswith(str(label_file))
    assert "\n" not in str(error.value)
    assert not (tmp_path / "report").exists()


def relabel(lines: Lines, old: str, new: str) -> Lines:
    for item in lines:
        for tag in item["tags"]:
            tag["stance"] = new if tag["stance"] == old else tag["stance"]
    return lines


def test_a_target_that_is_no_precision(label_file: Path, tagger: Tagger) -> None:
    with pytest.raises(InputError, match="target precision"):
        stance.evaluate(tagger, label_file, target_precision=1.5)


def test_standoff_text_stays_out_of_every_form(
    lines: Lines, tagger: Tagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(item["text"] for item in lines)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(text, encoding="utf-8")
    monkeypatch.setenv("STANCE_SEEDS", str(tmp_path / "texts"))
    standoff, at = [], 0
    for number, item in enumerate(lines):
        end = at + len(item["text"])
        tags = [{k: v for k, v in tag.items() if k != "mention"} for tag in item["tags"]]
        digest = hashlib.sha256(item["text"].encode()).hexdigest()
        standoff.append({"doc": "a", "index": number, "start": at, "end": end, "sha256": digest, "tags": tags})
        at = end + 1
    file = write(tmp_path / "standoff.jsonl", standoff)
    stance.evaluate(tagger, file, tmp_path / "safe")
    words = {"Turkey", "Iran", "attacked", "praised", "withdrew", "convoy"}
    for form in (tmp_path / "safe").iterdir():
        found = form.read_text(encoding="utf-8")
        assert not {word for word in words if word in found}, form.name
    stance.evaluate(tagger, file, tmp_path / "own", quote_standoff=True)
    page = (tmp_path / "own" / "report.html").read_text(encoding="utf-8")
    assert "attacked" in page
    assert "may not be redistributed: keep it to yourself" in page
    assert "attacked" not in (tmp_path / "own" / "report.md").read_text(encoding="utf-8")


def test_the_same_call_gives_the_same_report(label_file: Path, tagger: Tagger) -> None:
    first, second = (stance.evaluate(tagger, label_file) for _ in range(2))
    assert first.to_dict() == second.to_dict()
    assert np.isfinite(first.metrics["given_mentions"]["intervals"]["macro_f1"]).all()
