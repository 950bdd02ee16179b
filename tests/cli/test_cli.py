"""The installed console script, as a user calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stance.views.rows import COLUMNS

STANCE = Path(sys.executable).with_name("stance")
TEXT = "France bombed the port of Japan on Monday.\n\nKenya agreed to hold talks with both sides.\n"


def run(*arguments: object, stdin: str | bytes = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    raw = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run([STANCE, *map(str, arguments)], input=raw, capture_output=True, cwd=cwd, timeout=120)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_pipe_gets_data_and_nothing_else(tiny_model: Path) -> None:
    done = run("predict", "-", "--format", "csv", "--model", tiny_model, stdin=TEXT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == ",".join(COLUMNS)
    assert "FRA" in done.stdout
    assert done.stderr == ""


def test_files_folders_and_formats(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(TEXT)
    (tmp_path / "news" / "b.jsonl").write_text(json.dumps({"id": "b1", "text": TEXT}) + "\n")
    done = run("predict", tmp_path / "news", "--format", "jsonl", "--model", tiny_model)
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["id"] for a in articles] == ["a", "b1"]
    assert articles[0]["sentences"] == articles[1]["sentences"]
    done = run("predict", tmp_path / "news", "--model", tiny_model, "--output", tmp_path / "o.html")
    assert done.returncode == 0
    assert (tmp_path / "o.html").read_text().startswith("<!doctype html>")


WRONG: dict[str, tuple[list[str], str]] = {
    "no such file": (["predict", "nowhere.txt"], "nowhere.txt"),
    "empty file": (["predict", "empty.txt"], "empty.txt"),
    "binary file": (["predict", "binary.txt"], "binary.txt"),
    "folder without articles": (["predict", "bare"], "bare"),
    "unknown model": (["predict", "good.txt", "--model", "distilbret"], "unknown model 'distilbret'"),
    "misspelt key": (["train", "bad.yaml"], "bad.yaml:2: labls: unknown key (did you mean 'labels'?)"),
    "bad offset": (["train", "offset.yaml"], "train.jsonl:1: tags[0]"),
    "no such config": (["train", "none.yaml"], "none.yaml: no such config file"),
    "bad override": (["train", "offset.yaml", "--set", "seed"], "write key=value"),
    "parquet to a pipe": (["predict", "good.txt", "--format", "parquet"], "name a file with --output"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_ends_with_2_and_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "bad.yaml").write_text("name: x\nlabls: [a]\ndata: {train: t, dev: d}\nclassifier: {kind: tfidf}\n")
    (tmp_path / "offset.yaml").write_text("name: x\ndata: {train: train.jsonl, dev: train.jsonl}\nclassifier: {}\n")
    tag = {"actor": "FRA", "start": 0, "end": 99, "stance": "escalation", "target": None}
    (tmp_path / "train.jsonl").write_text(json.dumps({"doc": "d", "index": 0, "text": "France", "tags": [tag]}))
    before = sorted(p.name for p in tmp_path.iterdir())
    arguments, expected = WRONG[name]
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_a_broken_file_does_not_stop_the_others(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "b.txt").write_text(TEXT)
    done = run("predict", tmp_path / "a.txt", tmp_path / "b.txt", "--format", "jsonl", "--model", tiny_model)
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["b"]
    assert "a.txt" in done.stderr


def test_training_twice_gives_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = run("train", corpus / "configs" / "tfidf.yaml", "--output", tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == str(tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_models_lists_what_can_be_loaded(tiny_model: Path) -> None:
    done = run("models", cwd=tiny_model.parent.parent)
    assert done.returncode == 0, done.stderr
    assert "tiny" in done.stdout


@pytest.mark.parametrize("command", [[], ["predict"], ["train"], ["evaluate"], ["models"]])
def test_help_shows_an_example(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Example:" in done.stdout


def test_version() -> None:
    import stance

    assert run("--version").stdout.strip() == f"stance {stance.__version__}"
