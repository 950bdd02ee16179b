"""`stance evaluate` as a user calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

STANCE = Path(sys.executable).with_name("stance")


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([STANCE, "evaluate", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def test_all_forms_and_the_threshold(corpus: Path, tiny_model: Path, tmp_path: Path) -> None:
    test = corpus / "labels" / "test.jsonl"
    done = run("-m", tiny_model, "-m", "majority", "--data", test, "-o", tmp_path / "r", "--target-precision", "0.5")
    assert done.returncode == 0, done.stderr
    assert "--min-confidence 0." in done.stdout
    assert "tiny is better than majority by" in done.stdout
    assert done.stdout.startswith("# Evaluation report")
    assert "\x1b" not in done.stdout
    assert done.stderr.splitlines() == [
        f"wrote report.html, report.md, report.json and predictions.csv to {tmp_path / 'r'}"
    ]
    names = sorted(path.name for path in (tmp_path / "r").iterdir())
    assert names == ["predictions.csv", "report.html", "report.json", "report.md"]
    models = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))["files"]["test.jsonl"]["models"]
    assert list(models) == ["tiny", "majority"]


def test_the_wanted_precision_holds_when_predicting_with_the_threshold(
    corpus: Path, tiny_model: Path, tmp_path: Path
) -> None:
    dev = corpus / "labels" / "dev.jsonl"
    run("-m", tiny_model, "-d", dev, "-o", tmp_path, "--target-precision", "0.6")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    at = report["files"]["dev.jsonl"]["models"]["tiny"]["selection"]["at_threshold"]
    lines = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()]
    docs: dict[str, list[str]] = {}
    for line in lines:
        docs.setdefault(line["doc"], []).append(line["text"])
    articles = [json.dumps({"id": doc, "text": "\n\n".join(texts)}) for doc, texts in docs.items()]
    (tmp_path / "in.jsonl").write_text("\n".join(articles) + "\n", encoding="utf-8")
    command = [STANCE, "predict", tmp_path / "in.jsonl", "-m", tiny_model, "-f", "jsonl"]
    done = subprocess.run(
        [*command, "--min-confidence", str(at["threshold"])], capture_output=True, text=True, timeout=120
    )
    gold = {(line["text"], tag["actor"], tag["stance"]) for line in lines for tag in line["tags"]}
    tagged = [json.loads(line) for line in done.stdout.splitlines()]
    found = [(s["text"], t["actor"], t["stance"]) for a in tagged for s in a["sentences"] for t in s["tags"]]
    assert len(found) == at["tags"]
    assert sum(tag in gold for tag in found) / len(found) == at["precision"] >= 0.6


def test_cross_validation(corpus: Path) -> None:
    done = run("--cross-validate", "--config", corpus / "configs" / "tfidf.yaml", "--folds", 4)
    assert done.returncode == 0, done.stderr
    assert "## train.jsonl + dev.jsonl" in done.stdout


def test_wrong_calls_end_with_2_and_one_line(corpus: Path, tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    calls = [
        ["-m", tiny_model, "-d", tmp_path / "empty.jsonl"],
        ["-m", "no-such-model"],
        ["-m", tiny_model, "-d", tmp_path / "missing.jsonl"],
        ["--cross-validate"],
        ["--config", corpus / "configs" / "tfidf.yaml"],
        ["-m", tiny_model, "-d", corpus / "labels" / "test.jsonl", "--target-precision", "90"],
    ]
    for call in calls:
        done = run(*call)
        assert done.returncode == 2, call
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert done.stderr.startswith("stance: ")
