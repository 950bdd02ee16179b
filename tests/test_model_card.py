"""The model card says what metrics.json says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

import stance
from stance.config import load_config
from stance.model_card import METRICS, model_card


def test_card_and_report_have_the_same_numbers(tiny_model: Path, corpus: Path) -> None:
    metrics = json.loads((tiny_model / "metrics.json").read_text(encoding="utf-8"))
    report = stance.evaluate(tiny_model, corpus / "labels" / "test.jsonl", resamples=20).metrics["given_mentions"]
    for key in METRICS:
        assert report[key] == pytest.approx(metrics["test"][key])
    card = (tiny_model / "README.md").read_text(encoding="utf-8")
    _, head, body = card.split("---\n", 2)
    index = yaml.safe_load(head)["model-index"][0]
    assert index["name"] == "tiny"
    for result in index["results"]:
        split = metrics[result["dataset"]["split"]]
        values = {m["name"]: m["value"] for m in result["metrics"]}
        assert values == {name: round(split[key], 4) for key, name in METRICS.items()}
    rows = {
        row[0]: row[1:]
        for row in (re.split(r"\s*\|\s*", line.strip("| ")) for line in body.splitlines() if "|" in line)
    }
    for key, name in METRICS.items():
        assert rows[name] == [f"{metrics[split][key]:.3f}" for split in ("dev", "test")]
    assert f"Trained on {metrics['train']['examples']:,} mentions: " in body


def test_a_card_without_scores(corpus: Path) -> None:
    card = model_card(load_config(corpus / "configs" / "tfidf.yaml"), {})
    assert "model-index" not in card
    assert "## Data, limits, use" in card
