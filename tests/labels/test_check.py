from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from stance.errors import InputError
from stance.labels.check import RULES, Finding, check_labels

TEXT = "On Monday France accused Japan of breaking the treaty."
OTHER = "Peru lifted the ban on ships from Chile after a year of talks."


def tag(**changes: Any) -> dict[str, Any]:
    return {
        "actor": "FRA",
        "mention": "France",
        "start": 10,
        "end": 16,
        "stance": "escalation",
        "target": "JPN",
    } | changes


def line(**changes: Any) -> dict[str, Any]:
    return {"doc": "d", "index": 0, "text": TEXT, "tags": [tag()]} | changes


def check(folder: Path, known: set[str] | None = None, **files: list[Any]) -> list[Finding]:
    paths = []
    for name, lines in files.items():
        paths.append(folder / f"{name}.jsonl")
        text = "".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines)
        paths[-1].write_text(text, encoding="utf-8")
    return check_labels(paths, known_actors=known)


def rules(findings: list[Finding]) -> list[tuple[str, str]]:
    assert {f.rule for f in findings} <= set(RULES)
    return [(f.level, f.rule) for f in findings]


def test_clean_labels_have_no_finding(tmp_path: Path) -> None:
    two = line(doc="e", text=OTHER, tags=[tag(actor="PER", mention="Peru", start=0, end=4, target="CHL")])
    assert check(tmp_path, {"FRA", "JPN", "PER", "CHL"}, train=[line()], test=[two]) == []


def test_a_finding_says_where_and_what(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, train=[line(), line(index=1, text=OTHER, tags=[tag(mention="ban")])])
    assert str(finding).startswith(f"{tmp_path / 'train.jsonl'}:2: error: tags[0]: the sentence has ")
    assert str(finding).endswith("not the mention 'ban' [format]")
    assert finding.to_dict()["line"] == 2


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([tag(stance="escalaton")], ("error", "stance")),
        ([tag(stance="none")], ("error", "stance")),
        ([tag(actor="France")], ("error", "actor-id")),
        ([tag(target="japan")], ("error", "actor-id")),
        ([tag(actor="FRANCE-REB")], ("error", "actor-id")),
        ([tag(target="FRA")], ("warning", "self-target")),
        ([tag(), tag()], ("error", "tag-twice")),
        ([tag(), tag(stance="deterrence")], ("error", "two-stances")),
        ([tag(), tag(mention="Japan", start=25, end=30)], ("warning", "tag-twice")),
        ([tag(mention="Franc", end=15)], ("warning", "mention-bounds")),
        ([tag(mention=" France", start=9)], ("warning", "mention-bounds")),
    ],
)
def test_tags_that_the_codebook_forbids(tmp_path: Path, tags: list[Any], expected: tuple[str, str]) -> None:
    assert rules(check(tmp_path, train=[line(tags=tags)])) == [expected]


@pytest.mark.parametrize(
    "tags",
    [
        [tag(actor="FRA-OPP", target="FRA-OPP")],
        [tag(actor="OTHER", target="OTHER"), tag(actor="OTHER", target="OTHER", mention="Japan", start=25, end=30)],
        [tag(), tag(actor="DEU")],
        [tag(), tag(target="CHN", mention="Japan", start=25, end=30)],
    ],
)
def test_tags_that_it_allows(tmp_path: Path, tags: list[Any]) -> None:
    assert check(tmp_path, train=[line(tags=tags)]) == []


def test_furniture_and_empty_sentences(tmp_path: Path) -> None:
    credit = "Photo: Getty Images"
    lines = [
        line(text=credit, tags=[tag(actor="OTHER", mention="Getty", start=7, end=12, target=None)]),
        line(index=1, text="  ", tags=[]),
    ]
    assert rules(check(tmp_path, train=lines)) == [("error", "furniture"), ("error", "sentence-empty")]


def test_what_must_not_be_in_two_places(tmp_path: Path) -> None:
    near = TEXT.replace("Monday", "Friday")
    findings = check(
        tmp_path,
        train=[line(dispute="x"), line(index=0, doc="e", text=OTHER, tags=[])],
        dev=[line(doc="f", dispute="x", text="No date was set for the vote.", tags=[])],
        test=[line(doc="e", index=9, text=near), line(doc="g", text=OTHER, tags=[])],
    )
    assert [(Path(f.file).stem, f.line, f.rule) for f in findings] == [
        ("dev", 1, "dispute-in-two-splits"),
        ("test", 1, "document-in-two-splits"),
        ("test", 1, "near-duplicate"),
        ("test", 2, "duplicate"),
    ]
    assert all(f.level == "error" for f in findings)


def test_a_sentence_stands_once_and_contrast_pairs_may_be_alike(tmp_path: Path) -> None:
    pair = [line(doc="c1"), line(doc="c2", text=TEXT.replace("Monday", "Friday"), tags=[])]
    assert check(tmp_path, contrast=pair) == []
    assert rules(check(tmp_path, train=pair)) == [("warning", "near-duplicate")]
    assert (
        rules(check(tmp_path, train=[line(), line()])) == [("warning", "duplicate"), ("error", "sentence-twice")][::-1]
    )
    both = check(tmp_path, train=[line()], contrast=[line(doc="c1")])
    assert rules(both) == [("error", "duplicate")]
    assert rules(check(tmp_path, test=[line()], contrast=[line(doc="c1")])) == [("warning", "duplicate")]


def test_unknown_ids_are_named_once(tmp_path: Path) -> None:
    lines = [line(), line(index=1, text="On Monday France praised Japan.", tags=[tag(target="JAPN")])]
    (finding,) = check(tmp_path, {"FRA", "JPN"}, train=[*lines, line(index=2, text="a b", tags=[])])
    assert (finding.line, finding.rule) == (2, "actor-unknown")
    assert "did you mean 'JPN'?" in finding.message


def test_missing_documents_are_one_warning_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCE_SEEDS", str(tmp_path))
    bare = tag(actor="france")
    del bare["mention"]
    lines = [
        {"doc": "x", "index": i, "start": 40 * i, "end": 40 * i + 30, "sha256": "", "tags": [bare] if i else []}
        for i in range(3)
    ]
    findings = check(tmp_path, standoff=lines)
    assert rules(findings) == [("warning", "document-missing"), ("error", "actor-id"), ("error", "actor-id")]


def test_every_bad_line_is_reported_and_an_empty_file_refused(tmp_path: Path) -> None:
    findings = check(tmp_path, train=["{", line(tags=[tag(end=99), tag(start=-1)]), "[]"])
    assert [(f.line, f.rule) for f in findings] == [(1, "format"), (2, "format"), (2, "format"), (3, "format")]
    with pytest.raises(InputError, match="no labelled sentences in it"):
        check(tmp_path, train=[])
    with pytest.raises(InputError, match="no such label file"):
        check_labels([tmp_path / "nowhere.jsonl"])


def test_eight_thousand_sentences_take_a_few_seconds(tmp_path: Path) -> None:
    words = [f"w{i}" for i in range(997)]
    lines = []
    for i in range(8000):
        text = "France " + " ".join(words[(i * k + k) % 997] for k in range(1, 25))
        lines.append(line(doc=f"d{i}", text=text, tags=[tag(mention="France", start=0, end=6)]))
    began = time.process_time()
    check(tmp_path, train=lines)
    assert time.process_time() - began < 20
