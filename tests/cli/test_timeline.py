"""`stance timeline` and `stance explain` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import run

RAW = [
    ("a", "2021-12-06", "France bombed the port of Japan on Monday."),
    ("b", "2021-12-09", "Kenya agreed to hold talks with Peru."),
    ("c", None, "France expelled two diplomats of Japan."),
]


@pytest.fixture(scope="module")
def tagged(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    lines = "".join(json.dumps({"id": i, "date": d, "text": t}) + "\n" for i, d, t in RAW)
    (folder / "raw.jsonl").write_text(lines, encoding="utf-8")
    done = run("predict", folder / "raw.jsonl", "--model", tiny_model, "-f", "jsonl", "-o", folder / "tagged.jsonl")
    assert done.returncode == 0, done.stderr
    return folder / "tagged.jsonl"


def test_raw_tagged_and_piped_articles_give_the_same(tiny_model: Path, tagged: Path) -> None:
    done = run("timeline", tagged, "--by", "day", "--format", "csv")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("level,actor,target,period,start,articles,sentences,tags,escalation,deterrence,")
    assert any(line.startswith("actor,FRA,,2021-12-06,") for line in lines)
    assert done.stderr.splitlines() == ["stance: 1 of 3 articles have no date (or none to the day) and are left out: c"]
    raw = run("timeline", tagged.with_name("raw.jsonl"), "--model", tiny_model, "--by", "day", "--format", "csv")
    piped = run("timeline", "-", "--by", "day", "--format", "csv", stdin=tagged.read_text(encoding="utf-8"))
    assert raw.stdout == piped.stdout == done.stdout


def test_formats(tagged: Path, tmp_path: Path) -> None:
    table = run("timeline", tagged, "--actor", "FRA", "--pair", "FRA:JPN")
    assert "FRA → JPN" in table.stdout
    assert "\x1b" not in table.stdout
    done = run("timeline", tagged, "--output", tmp_path / "o.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "o.html").read_text(encoding="utf-8").startswith("<!doctype html>")


WRONG = {
    "unknown actor": (["--actor", "FRE"], "did you mean 'FRA'?"),
    "unknown pair": (["--pair", "JPN:FRA"], "no tag of the pair 'JPN:FRA'"),
    "no pair": (["--pair", "FRA"], "write ACTOR:TARGET"),
    "png to a pipe": (["--format", "png"], "name a file with --output"),
    "no such file": (["nowhere.jsonl"], "nowhere.jsonl: no such file"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_ends_with_2_and_one_line(name: str, tiny_model: Path, tagged: Path, tmp_path: Path) -> None:
    arguments, expected = WRONG[name]
    paths = [] if name == "no such file" else [tagged]
    done = run("timeline", *paths, *arguments, "--by", "month", "--model", tiny_model, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert expected in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_stdin_must_be_tagged() -> None:
    done = run("timeline", "-", stdin="France bombed the port.")
    assert done.returncode == 2
    assert "tag them first" in done.stderr


def test_explain(tiny_model: Path, tmp_path: Path) -> None:
    text = "France bombed the port of Japan on Monday."
    done = run("explain", text, "--mention", "France", "--model", tiny_model)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("France: escalation, probability ")
    assert "[France] bombed(+" in done.stdout
    assert done.stderr == ""
    done = run("explain", text, "--model", tiny_model, "--output", tmp_path / "o.html")
    assert done.returncode == 0, done.stderr
    assert "<mark>France</mark>" in (tmp_path / "o.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["It rained."], "no actor found"),
        (["France left.", "--mention", "Frence"], "did you mean 'France'?"),
        (["France left.", "--label", "escalaton"], "did you mean 'escalation'?"),
    ],
)
def test_explain_says_what_is_wrong(arguments: list[str], expected: str, tiny_model: Path) -> None:
    done = run("explain", *arguments, "--model", tiny_model)
    assert done.returncode == 2
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["timeline", "explain"])
def test_help_shows_an_example(command: str) -> None:
    assert "Example:" in run(command, "--help").stdout
