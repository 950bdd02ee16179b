"""docs/labelling-loop.md, walked: every command of it runs, with a fake annotator in Label Studio's place."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stance.cli import app
from stance.labels import read_labels
from stance.model_folder import open_model

PAGE = Path(__file__).resolve().parents[2] / "docs" / "labelling-loop.md"
EVENTS = [
    ("{a} offered to hold talks with {b} in the capital.", "verbal-cooperation"),
    ("{a} praised the proposal that came from {b}.", "verbal-cooperation"),
    ("{a} agreed with {b} on a plan for the border.", "verbal-cooperation"),
    ("{a} sent wheat and medicine to {b} by ship.", "material-cooperation"),
    ("{a} withdrew its soldiers from the land of {b}.", "material-cooperation"),
    ("{a} released the fishermen of {b} from prison.", "material-cooperation"),
    ("{a} accused {b} of breaking the treaty.", "verbal-conflict"),
    ("{a} rejected the demand of {b} as absurd.", "verbal-conflict"),
    ("{a} threatened {b} with consequences for the port.", "verbal-conflict"),
    ("{a} bombed a harbour in the north of {b}.", "material-conflict"),
    ("{a} expelled the ambassador of {b} overnight.", "material-conflict"),
    ("{a} froze the accounts of {b} in its banks.", "material-conflict"),
    ("The hills between {a} and {b} are steep and green.", None),
]
PAIRS = {
    "train": [("France", "Japan"), ("Peru", "Kenya"), ("Poland", "Nepal"), ("Chile", "Egypt"), ("Norway", "Ghana")],
    "dev": [("Spain", "Mali"), ("Brazil", "Oman")],
    "test": [("Italy", "Cuba"), ("Sweden", "Laos")],
}
IDS = {"France": "FRA", "Peru": "PER", "Poland": "POL", "Chile": "CHL", "Norway": "NOR", "Spain": "ESP"}


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```bash\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in "".join(blocks).splitlines():
        words = shlex.split(line)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
            write_articles()
        elif words[0] == "rm":
            subprocess.run(words, check=True)
        else:
            if words[1:3] == ["labels", "import"]:
                annotate(Path(words[3].replace("export", "tasks")), Path(words[3]))
            done = CliRunner().invoke(app, words[1:])
            assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"
    model = open_model(Path("models/mine"))
    assert model.labels[0] == "verbal-cooperation"
    assert model.metrics["dev"]["macro_f1"] > 0.6
    train = read_labels("labels/train.jsonl")
    assert len(train) == len(EVENTS) * len(PAIRS["train"])
    assert {tag.actor for s in train for tag in s.tags} <= set(IDS.values())
    predictions = json.loads(Path("tasks-more.json").read_text())[0]["predictions"]
    assert predictions[0]["result"][0]["value"]["labels"][0] in model.labels


def write_articles() -> None:
    for split, pairs in PAIRS.items():
        for number, (a, b) in enumerate(pairs):
            text = " ".join(f"In the week {number} of {split}, " + event.format(a=a, b=b) for event, _ in EVENTS)
            Path(f"articles/{split}/{split}-{number}.txt").write_text(text)


def annotate(tasks: Path, export: Path) -> None:
    """Do what a labeller does: mark actors, name some by id, submit every task; accept nothing from the model."""
    done = []
    for number, task in enumerate(json.loads(tasks.read_text(encoding="utf-8"))):
        text, result = task["data"]["text"], []
        for pairs in PAIRS.values():
            for a, b in pairs:
                for event, label in EVENTS:
                    if text.endswith(event.format(a=a, b=b)) and label:
                        start = text.index(a)
                        span = {"start": start, "end": start + len(a)}
                        region = {"id": "r", "to_name": "text", "from_name": "stance", "type": "labels"}
                        result = [{**region, "value": {**span, "text": a, "labels": [label]}}]
                        if number % 2 and a in IDS:
                            named = {**region, "from_name": "actor", "type": "textarea"}
                            result.append({**named, "value": {**span, "text": [IDS[a]]}})
        done.append({"id": number, "data": task["data"], "annotations": [{"id": number, "result": result}]})
    export.write_text(json.dumps(done), encoding="utf-8")
