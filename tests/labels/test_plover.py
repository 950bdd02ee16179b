from __future__ import annotations

from pathlib import Path

import pytest

from stance.errors import InputError
from stance.labels.plover import read_relations

MAPPING = """columns: {text: sentence, source: who, target: whom, class: event, id: number}
stances: {ACCUSE: escalation, CONSULT: de-escalation, STATE: none}
"""
HEADS = "number\tsentence\twho\twhom\tevent"
ROWS = [
    "7\tFrance met Japan and accused Peru.\tFrance\tJapan\tCONSULT",
    "8\tFrance met Japan and accused Peru.\tFrance\tPeru\tACCUSE",
    "9\tFrance met Japan and accused Peru.\tJapan\ta partner\tCONSULT",
    "10\tKenya spoke of the weather.\tKenya\t\tSTATE",
    "11\tA row in vain.\tNepal\tA row\tACCUSE",
]


def resolve(text: str, start: int, end: int) -> str:
    return text[start:end][:3].upper()


def put(folder: Path, rows: list[str], mapping: str = MAPPING) -> tuple[Path, Path]:
    (folder / "events.tsv").write_text("\n".join([HEADS, *rows]) + "\n", encoding="utf-8")
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return folder / "events.tsv", folder / "mapping.yaml"


def test_relations_become_sentences(tmp_path: Path) -> None:
    sentences, skipped = read_relations(*put(tmp_path, ROWS), resolve)
    assert skipped == 1
    assert [(s.doc, s.text[:6]) for s in sentences] == [("events-7", "France"), ("events-10", "Kenya ")]
    assert [(t.actor, t.mention, t.stance, t.target) for t in sentences[0].tags] == [
        ("FRA", "France", "de-escalation", "JAP"),
        ("FRA", "France", "escalation", "PER"),
        ("JAP", "Japan", "de-escalation", None),
    ]
    assert sentences[1].tags == ()


def test_commas_quotes_and_no_id_column(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(
        'sentence,who,whom,event\n"Peru, too, met\nKenya.",Peru,Kenya,CONSULT\nX met.,X,,STATE\n'
    )
    mapping = tmp_path / "m.yaml"
    mapping.write_text(MAPPING.replace(", id: number", ""))
    sentences, _ = read_relations(tmp_path / "e.csv", mapping, resolve)
    assert [s.doc for s in sentences] == ["e-2", "e-4"]
    assert sentences[0].tags[0].target == "KEN"


@pytest.mark.parametrize(
    ("rows", "mapping", "message"),
    [
        (["1\tX met Y.\tX\tY\tCONSUL"], MAPPING, r"events.tsv:2: class 'CONSUL' is not in .*did you mean 'CONSULT'"),
        (ROWS, MAPPING.replace("whom", "target"), r"events.tsv:1: no column 'target' \(for target"),
        (ROWS, MAPPING.replace("class: event,", ""), "columns: class is missing"),
        (ROWS, MAPPING.replace("class:", "klass:"), r"unknown 'klass' \(did you mean 'class'"),
        (ROWS, "columns: {}", "a mapping file has two keys"),
        (ROWS, "columns: [", "mapping.yaml:1: not valid YAML"),
        (ROWS, "columns: {text: sentence}\nstances: {NO: 3}", "stances must be a mapping of names to names"),
        (ROWS[4:], MAPPING, "no relation in it whose source stands in the text"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, rows: list[str], mapping: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_relations(*put(tmp_path, rows, mapping), resolve)


def test_missing_files(tmp_path: Path) -> None:
    _, mapping = put(tmp_path, ROWS)
    with pytest.raises(InputError, match="cannot be read"):
        read_relations(tmp_path / "no.tsv", mapping, resolve)
    with pytest.raises(InputError, match="name a mapping file"):
        read_relations(tmp_path / "events.tsv", tmp_path / "no.yaml", resolve)
