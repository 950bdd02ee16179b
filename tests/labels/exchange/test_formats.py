"""Every format: there and back without loss, edits by a tool, and what is wrong in a file."""

from __future__ import annotations

import importlib.util
import io
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.labels import LabeledSentence, read_labels
from stance.labels.exchange import FORMATS, dump_labels, load_labels
from stance.labels.exchange.fields import label_set
from stance.labels.exchange.label_studio import labelling_config
from stance.types import Tag

ROOT = Path(__file__).resolve().parents[3]
TEXT = "Both sides, “😀 France” and Japan, met\tin Geneva."
SENTENCES = [
    LabeledSentence(
        "d:1",
        0,
        TEXT,
        (
            Tag("FRA", "Both sides", 0, 10, "de-escalation", target="JPN"),
            Tag("JPN", "Both sides", 0, 10, "de-escalation", target="FRA"),
            Tag("CHE", "Geneva", 41, 47, "concession"),
            Tag("FRA", "ance", 17, 21, "escalation", target=None),
        ),
        {"dispute": "x", "date": "1999", "pair": "p-1", "note": 'a "quoted" = text # here'},
    ),
    LabeledSentence("d:1", 1, "No tag\u2028here.", (), {}, (50, 62)),
]


def unresolved(text: str, start: int, end: int) -> str:
    raise AssertionError("no actor was missing")


def by_length(text: str, start: int, end: int) -> str:
    return f"LEN{end - start}"


@pytest.fixture(params=list(FORMATS))
def name(request: pytest.FixtureRequest) -> str:
    file_format = str(request.param)
    if file_format == "spacy":
        pytest.importorskip("spacy")
    return file_format


def test_there_and_back(name: str) -> None:
    loaded = load_labels(dump_labels(SENTENCES, name), name, "x", unresolved)
    assert loaded.sentences == SENTENCES
    assert loaded.skipped == 0


def test_real_labels_there_and_back(name: str, corpus: Path) -> None:
    most = 60 if name == "spacy" else None  # its DocBin asks the registry for each span: milliseconds a sentence
    own = [ROOT / "labels" / f"{split}.jsonl" for split in ("train", "dev", "test", "contrast")]
    for file in [corpus / "labels" / "train.jsonl", *filter(Path.is_file, own)]:
        sentences = read_labels(file)[:most]
        assert load_labels(dump_labels(sentences, name), name, "x", unresolved).sentences == sentences


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_any_text_there_and_back(text: str, data: st.DataObject) -> None:
    tags = []
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        tags.append(Tag("A", text[start:end], start, end, "x", target=data.draw(st.sampled_from([None, "B"]))))
    sentences = [LabeledSentence("d", 0, text, tuple(tags), {"style": text})]
    for file_format in ("doccano", "conll", "datasets"):
        assert load_labels(dump_labels(sentences, file_format), file_format, "x", unresolved).sentences == sentences


@pytest.mark.parametrize(
    ("file_format", "data", "message"),
    [
        ("label-studio", b"{}", "a Label Studio export is a list of tasks"),
        ("label-studio", b"[", "not valid JSON"),
        ("label-studio", b"[{}]", "task 1: has no data"),
        ("label-studio", b"[]", "no annotated sentence in it"),
        (
            "label-studio",
            b'[{"data": {"text": "a"}, "annotations": [{"result": []}]}]',
            "text, doc .* and index .* are needed",
        ),
        ("doccano", b"\xff", "not UTF-8"),
        ("doccano", b"1\n", "x:1: a line of doccano"),
        ("doccano", b'{"text": "a"}\n', "x:1: label must be a list"),
        ("doccano", b'{"text": "a", "label": [[0, 5, "x"]]}\n', "x:1: 0-5 is not a span"),
        ("conll", b"a\tb\n", "has no comment '# text"),
        ("conll", b'# doc = "d"\n# index = 0\n# text = "a"\na\t0\t1\tB-x\n', "x:4: six columns"),
        ("conll", b'# doc = "d"\n# index = 0\n# text = "a"\na\t0\t1\tX\t_\t_\n', "'X' is not O, B-stance or I-stance"),
        ("datasets", b"nonsense", "not a Parquet file"),
        ("nonsense", b"", "unknown format 'nonsense'"),
    ],
)
def test_what_is_wrong_is_named(file_format: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_labels(data, file_format, "x", unresolved)


def test_a_file_that_is_no_docbin() -> None:
    pytest.importorskip("spacy")
    with pytest.raises(InputError, match="not a spaCy DocBin"):
        load_labels(b"nonsense", "spacy", "x", unresolved)


def edited_studio(change: Callable[[dict[str, Any]], None]) -> Any:
    tasks = json.loads(dump_labels(SENTENCES, "label-studio"))
    change(tasks[0])
    return load_labels(json.dumps(tasks).encode(), "label-studio", "x", by_length)


def test_label_studio_reads_what_annotators_do() -> None:
    def mark(task: dict[str, Any]) -> None:
        start = TEXT.index(" Japan,")
        value = {"start": start, "end": start + 6, "labels": ["deterrence"]}
        task["annotations"][0]["result"] = [{"id": "r", "type": "labels", "from_name": "stance", "value": value}]

    (tag,) = edited_studio(mark).sentences[0].tags
    assert (tag.mention, tag.actor, tag.target) == ("Japan", "LEN5", None)
    skipped = edited_studio(lambda task: task["annotations"][0].update(was_cancelled=True))
    assert (len(skipped.sentences), skipped.skipped) == (1, 1)


def test_label_studio_offsets_may_count_utf16_units() -> None:
    def mark(task: dict[str, Any]) -> None:
        start = TEXT.index("Japan") + 1
        value = {"start": start, "end": start + 5, "text": "Japan", "labels": ["deterrence"]}
        task["annotations"][0]["result"] = [{"id": "r", "type": "labels", "from_name": "stance", "value": value}]

    (tag,) = edited_studio(mark).sentences[0].tags
    assert tag.mention == "Japan"
    assert TEXT[tag.start : tag.end] == "Japan"


def test_label_studio_suggestions_are_no_annotations() -> None:
    data = dump_labels(SENTENCES, "label-studio", suggestions=True)
    assert "annotations" not in json.loads(data)[0]
    with pytest.raises(InputError, match="no annotated sentence"):
        load_labels(data, "label-studio", "x", unresolved)


def test_the_labelling_configuration_fits_the_tasks() -> None:
    view = ElementTree.fromstring(labelling_config(['a "b" & <c>', "d"]))  # noqa: S314 - our own
    assert [label.get("value") for label in view.iter("Label")] == ['a "b" & <c>', "d"]
    names = {element.get("name") for element in view.iter() if element.get("name")}
    task = json.loads(dump_labels(SENTENCES, "label-studio"))[0]
    assert {r["from_name"] for r in task["annotations"][0]["result"]} <= names
    shown = {str(e.get("value")).removeprefix("$") for e in view.iter("Text")}
    assert shown <= set(task["data"])


@pytest.mark.filterwarnings("ignore")
def test_the_real_label_studio_converter_reads_the_export(tmp_path: Path) -> None:
    if importlib.util.find_spec("label_studio_sdk") is None:
        pytest.skip("label-studio-sdk is not installed")
    from label_studio_sdk.converter import Converter
    from label_studio_sdk.label_interface import LabelInterface

    config = labelling_config(label_set(SENTENCES))
    (tmp_path / "in").mkdir()
    tasks = json.loads(dump_labels(SENTENCES, "label-studio"))
    for number, task in enumerate(tasks):
        task["id"] = number
        task["annotations"][0]["id"] = number
    (tmp_path / "in" / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    interface = LabelInterface(config)
    interface.validate()
    assert all(interface.validate_annotation(task["annotations"][0]) for task in tasks)
    Converter(config, str(tmp_path)).convert_to_json(
        str(tmp_path / "in" / "tasks.json"), str(tmp_path / "out"), is_dir=False
    )
    (converted,) = (tmp_path / "out").glob("*.json")
    read = json.loads(converted.read_text(encoding="utf-8"))
    assert load_labels(json.dumps(read).encode(), "label-studio", "x", unresolved).sentences == SENTENCES
    conll = Converter(config, str(tmp_path))
    conll.convert_to_conll2003(str(tmp_path / "in"), str(tmp_path / "conll"))
    assert "B-concession" in (tmp_path / "conll" / "result.conll").read_text(encoding="utf-8")


def test_doccano_keeps_actors_through_edits() -> None:
    lines = [json.loads(line) for line in dump_labels(SENTENCES, "doccano").decode().split("\n") if line]
    lines[0]["label"] = [[41, 47, "escalation"], [0, 10, "de-escalation"], [26, 31, "deterrence"]]
    data = "\n".join(map(json.dumps, lines)).encode()
    tags = load_labels(data, "doccano", "x", by_length).sentences[0].tags
    assert [(t.actor, t.stance, t.target) for t in tags] == [
        ("FRA", "de-escalation", "JPN"),
        ("CHE", "escalation", None),
        ("LEN5", "deterrence", None),
    ]


def test_doccano_reads_entities_and_metadata_of_its_own_export() -> None:
    line = json.loads(dump_labels(SENTENCES, "doccano").decode().split("\n")[0])
    entities = [
        {"id": n, "start_offset": s, "end_offset": e, "label": x} for n, (s, e, x) in enumerate(line.pop("label"))
    ]
    text = line.pop("text")
    data = json.dumps({"id": 3, "text": text, "entities": entities, "relations": [], "metadata": line}).encode()
    assert load_labels(data, "doccano", "x", unresolved).sentences == SENTENCES[:1]


def test_conll_columns_count_where_they_were_edited() -> None:
    text = dump_labels(SENTENCES[:1], "conll").decode()
    assert "Geneva\t41\t47\tB-concession\tCHE\t_" in text
    data = text.replace("Geneva\t41\t47\tB-concession\tCHE\t_", "Geneva\t41\t47\tB-deterrence\t_\tFRA").encode()
    tags = load_labels(data, "conll", "x", by_length).sentences[0].tags
    assert ("LEN6", "deterrence", "FRA") in {(t.actor, t.stance, t.target) for t in tags}


def test_spacy_spans_stand_for_tags() -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    doc = next(iter(DocBin().from_bytes(dump_labels(SENTENCES, "spacy")).get_docs(spacy.blank("en").vocab)))
    span = doc.spans["stance"][0]
    assert (span.text, span.label_, span.id_, span.kb_id_) == ("Both sides", "de-escalation", "FRA", "JPN")


def test_datasets_and_pandas_read_the_parquet_file(tmp_path: Path) -> None:
    import pandas as pd

    data = dump_labels(SENTENCES, "datasets")
    frame = pd.read_parquet(io.BytesIO(data))
    assert frame["doc"].tolist() == ["d:1", "d:1"]
    assert frame["tags"][0][0]["actor"] == "FRA"
    datasets = pytest.importorskip("datasets")
    path = tmp_path / "corpus.parquet"
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = datasets.load_dataset("parquet", data_files=str(path), cache_dir=str(tmp_path / "cache"), split="train")
    assert rows[0]["tags"][2]["mention"] == "Geneva"
    assert rows[1]["tags"] == []
