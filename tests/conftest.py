"""What tests share: a small labelled corpus of our own, a trained baseline, and the user's articles where they are."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SENTENCES = [
    ("{a} bombed the port of {b} on Monday.", "escalation"),
    ("{a} expelled two diplomats of {b}.", "escalation"),
    ("{a} accused {b} of breaking the treaty.", "escalation"),
    ("{a} agreed to hold talks with {b}.", "de-escalation"),
    ("{a} called for a ceasefire with {b}.", "de-escalation"),
    ("{a} sent food and medicine to {b}.", "de-escalation"),
    ("{a} warned it would strike if {b} crossed the border.", "deterrence"),
    ("{a} put its army on alert against {b}.", "deterrence"),
    ("{a} drew a red line for {b}.", "deterrence"),
    ("{a} withdrew its troops from {b}.", "concession"),
    ("{a} released the prisoners that {b} had asked for.", "concession"),
    ("{a} lifted its embargo on {b}.", "concession"),
]
STATES = [
    ("France", "FRA"),
    ("Japan", "JPN"),
    ("Peru", "PER"),
    ("Kenya", "KEN"),
    ("Poland", "POL"),
    ("Nepal", "NPL"),
    ("Chile", "CHL"),
    ("Egypt", "EGY"),
]


def label_lines(states: list[tuple[str, str]], split: str) -> list[dict[str, object]]:
    """A label file's lines: every pattern with every state as the actor."""
    lines: list[dict[str, object]] = []
    for number, (name, actor) in enumerate(states):
        other, target = states[(number + 1) % len(states)]
        for index, (pattern, stance) in enumerate(SENTENCES):
            text = f"In {split} year {number}, " + pattern.format(a=name, b=other)
            start = text.index(name)
            tag = {
                "actor": actor,
                "mention": name,
                "start": start,
                "end": start + len(name),
                "stance": stance,
                "target": target,
            }
            lines.append(
                {
                    "doc": f"{split}-{number}",
                    "index": index,
                    "text": text,
                    "tags": [tag],
                    "dispute": f"{split}-{number}",
                }
            )
    return lines


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with configs/tfidf.yaml and labels/{train,dev,test}.jsonl."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "labels").mkdir()
    (folder / "configs").mkdir()
    for split, states in (("train", STATES), ("dev", STATES[::2]), ("test", STATES[1::2])):
        text = "".join(json.dumps(line) + "\n" for line in label_lines(states, split))
        (folder / "labels" / f"{split}.jsonl").write_text(text, encoding="utf-8")
    (folder / "configs" / "tfidf.yaml").write_text(
        "name: tiny\n"
        "data:\n  train: ../labels/train.jsonl\n  dev: ../labels/dev.jsonl\n  test: ../labels/test.jsonl\n"
        "classifier:\n  kind: tfidf\n  min_df: 1\n  C: 4\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def tiny_model(corpus: Path) -> Path:
    """The folder of a TF-IDF model trained on `corpus`."""
    import stance

    return stance.train(corpus / "configs" / "tfidf.yaml", output=corpus / "models" / "tiny").path


@pytest.fixture(scope="session")
def user_articles() -> Path:
    """The folder of the user's five articles, named by STANCE_SEEDS; skipped where it is not at hand."""
    folders = [Path(os.environ["STANCE_SEEDS"])] if "STANCE_SEEDS" in os.environ else []
    for folder in [*folders, ROOT.parent / "shared" / "seeds"]:
        if len(list(folder.glob("*.txt"))) == 5:
            return folder
    pytest.skip("the user's articles are not at hand (name their folder in STANCE_SEEDS)")
