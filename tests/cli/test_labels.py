"""`stance labels` and `stance new` as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.cli import app
from stance.errors import InputError
from stance.labels import read_labels

STANCE = Path(sys.executable).with_name("stance")
ARTICLE = "France bombed the port of Japan on Monday. The hills are green. Kenya agreed to hold talks with Nepal."


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["labels", *map(str, arguments)])


def refused(*arguments: object) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, InputError), done.output
    return str(done.exception)


def train_file(corpus: Path) -> Path:
    return corpus / "labels" / "train.jsonl"


def test_check_is_clean_or_exits_with_2(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("check", "--config", corpus / "configs" / "tfidf.yaml").exit_code == 2  # patterns are near-duplicates
    lines = train_file(corpus).read_text().splitlines()[:2]
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "train.jsonl").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    done = run("check")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "0 errors, 0 warnings in 1 files" in done.stderr
    (tmp_path / "labels" / "train.jsonl").write_text(lines[0].replace('"escalation"', '"excalation"'))
    done = run("check")
    assert done.exit_code == 2
    assert done.stdout.startswith("labels/train.jsonl:1: error: FRA: unknown stance 'excalation' (did you mean")
    done = run("check", "--json")
    assert json.loads(done.stdout)[0]["rule"] == "stance"


def test_stats_as_table_and_json(corpus: Path, tmp_path: Path) -> None:
    done = run("stats", train_file(corpus), "--grid", "--json")
    data = json.loads(done.stdout)
    assert data["total"]["sentences"] == 96
    assert data["grid"] == {}
    path = tmp_path / "train.jsonl"
    line = json.loads(train_file(corpus).read_text().splitlines()[0])
    path.write_text(json.dumps({**line, "kind": "clashes", "style": "lead"}))
    done = run("stats", path, "--grid")
    assert done.exit_code == 0
    assert "clashes" in done.stdout
    assert "4 holes in 5 cells" in done.stdout
    assert "\x1b" not in done.stdout


def test_stats_count_labels_whose_documents_are_not_at_hand(tmp_path: Path) -> None:
    tag = {"actor": "FRA", "start": 0, "end": 3, "stance": "escalation", "target": None}
    line = {"doc": "far", "index": 0, "start": 5, "end": 20, "sha256": "0", "tags": [tag]}
    path = tmp_path / "labels" / "standoff.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps(line))
    done = run("stats", path, "--json")
    assert json.loads(done.stdout)["total"]["tags"] == 1
    assert "1 sentences counted without their text" in done.stderr


def test_agreement_as_table_and_json(corpus: Path, tmp_path: Path) -> None:
    lines = train_file(corpus).read_text().splitlines()
    other = tmp_path / "b.jsonl"
    other.write_text("\n".join([*lines[1:50], lines[0].replace('"escalation"', '"deterrence"')]))
    done = run("agreement", train_file(corpus), other)
    assert "Cohen's kappa" in done.stdout
    assert "46 sentences are only in" in done.stderr
    data = json.loads(run("agreement", train_file(corpus), other, "--json").stdout)
    assert 0.9 < data["kappa"] < 1
    assert data["f1"]["actors"] == 1


@pytest.mark.parametrize("file_format", ["label-studio", "doccano", "conll", "datasets"])
def test_export_and_import_lose_nothing(corpus: Path, tmp_path: Path, file_format: str) -> None:
    out, back = tmp_path / "out", tmp_path / "back.jsonl"
    assert run("export", train_file(corpus), "--format", file_format, "--output", out).exit_code == 0
    done = run("import", out, "--format", file_format, "--output", back)
    assert done.exit_code == 0, done.output
    assert back.read_text() == train_file(corpus).read_text()
    assert "96 sentences with 96 tags" in done.stderr


def test_the_labelling_configuration_has_the_label_set_of_the_config(corpus: Path, tmp_path: Path) -> None:
    config = tmp_path / "c.yaml"
    config.write_text((corpus / "configs" / "tfidf.yaml").read_text() + "labels: [warm, cold]\n")
    view = tmp_path / "view.xml"
    arguments = ("export", train_file(corpus), "-f", "label-studio", "--config-output", view)
    assert json.loads(run(*arguments, "--config", config).stdout)[0]["annotations"]
    assert '<Label value="warm"' in view.read_text()
    run(*arguments)
    assert '<Label value="de-escalation"' in view.read_text()
    assert "goes with --format label-studio" in refused(
        "export", train_file(corpus), "-f", "conll", "--config-output", view
    )


def test_append_replaces_sentences_and_keeps_others(corpus: Path, tmp_path: Path) -> None:
    lines = train_file(corpus).read_text().splitlines()
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    old.write_text("\n".join(lines[:3]))
    new.write_text("\n".join([lines[1].replace('"escalation"', '"deterrence"'), lines[5]]))
    assert run("import", new, "--format", "jsonl", "--append", "--output", old).exit_code == 0
    assert [(s.index, s.tags[0].stance) for s in read_labels(old)] == [
        (0, "escalation"), (2, "escalation"), (1, "deterrence"), (5, "de-escalation"),
    ]  # fmt: skip
    assert "--append needs a label file" in refused("import", new, "--format", "jsonl", "--append")


def test_relations_come_in_with_a_mapping(tmp_path: Path) -> None:
    events, mapping = tmp_path / "events.tsv", tmp_path / "mapping.yaml"
    events.write_text("s\ta\tb\tc\nFrance met Japan.\tFrance\tJapan\tMEET\nPeru slept.\tChile\tPeru\tMEET\n")
    mapping.write_text("columns: {text: s, source: a, target: b, class: c}\nstances: {MEET: de-escalation}\n")
    done = run("import", events, "--format", "plover", "--mapping", mapping)
    (line,) = map(json.loads, done.stdout.splitlines())
    assert (line["tags"][0]["actor"], line["tags"][0]["target"]) == ("FRA", "JPN")
    assert "1 rows whose source does not stand in the text" in done.stderr
    assert "--format plover and --mapping go together" in refused("import", events, "--format", "plover")


def test_suggest(tiny_model: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(ARTICLE)
    done = run("suggest", tmp_path / "news", "--model", tiny_model)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["index"] for line in lines} == {0, 2}
    assert "2 sentences, chosen by the doubt of tiny" in done.stderr
    labelled = tmp_path / "done.jsonl"
    labelled.write_text(done.stdout.splitlines()[0] + "\n")
    done = run("suggest", tmp_path / "news", "--model", tiny_model, "--labelled", labelled, "--format", "doccano")
    assert len(done.stdout.splitlines()) == 1
    monkeypatch.chdir(tmp_path)
    config = corpus / "configs" / "tfidf.yaml"
    done = run("suggest", "news", "--config", config, "--format", "label-studio")
    assert json.loads(done.stdout)[0]["predictions"][0]["result"] == []
    assert "diversity alone" in done.stderr
    other = tmp_path / "c.yaml"
    other.write_text("name: x\nlabels: [warm, cold]\ndata: {train: t.jsonl, dev: d.jsonl}\nclassifier: {kind: tfidf}\n")
    assert "the config warm, cold" in refused("suggest", "news", "--config", other, "--model", tiny_model)


def test_an_article_that_cannot_be_read_ends_with_2_after_the_others(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_text("")
    done = run("suggest", tmp_path, "--model", tiny_model)
    assert done.exit_code == 2
    assert len(done.stdout.splitlines()) == 2
    assert "b.txt" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check"], "there is no labels/*.jsonl here"),
        (["stats", "no.jsonl"], "no.jsonl: no such label file"),
        (["agreement", "a.jsonl", "b.jsonl"], "a.jsonl: no such label file"),
        (["import", "no.json", "--format", "doccano"], "no.json: cannot be read"),
    ],
)
def test_mistakes_are_named(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in refused(*arguments)


def test_binary_formats_need_a_file(corpus: Path) -> None:
    assert "is binary: name a file" in refused("export", train_file(corpus), "--format", "datasets")


def test_every_command_shows_an_example() -> None:
    for command in ("check", "stats", "agreement", "export", "import", "suggest"):
        assert "Example:" in run(command, "--help").stdout
    assert "Example:" in CliRunner().invoke(app, ["new", "--help"]).stdout


def test_new_as_a_user_calls_it(tmp_path: Path) -> None:
    done = subprocess.run([STANCE, "new", "mine"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
    assert "wrote mine/configs/tfidf.yaml" in done.stderr
    done = subprocess.run([STANCE, "new", "mine"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "stance: mine: is not an empty folder; name a new one\n")
