from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError, StanceError
from stance.labels import LabeledSentence, read_labels, write_labels
from stance.labels.corpus import BLANK, MissingDocumentError, read_numbered, sentence_hash
from stance.types import Tag

TEXT = "Ghana warned Togo."
LINE = {"doc": "d", "index": 0, "text": TEXT, "tags": []}
TAG = {"actor": "GHA", "mention": "Ghana", "start": 0, "end": 5, "stance": "deterrence", "target": "TGO"}


def put(path: Path, *lines: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return path


def test_what_is_written_is_read_with_every_field_that_is_a_text(tmp_path: Path) -> None:
    tags = (Tag("GHA", "Ghana", 0, 5, "deterrence", target="TGO"),)
    sentences = [
        LabeledSentence("d", 0, TEXT, tags, {"dispute": "x", "date": "1999", "pair": "7"}),
        LabeledSentence("d", 1, "Line\u2028separator.", (), {}),
    ]
    write_labels(tmp_path / "a.jsonl", sentences)
    assert read_labels(tmp_path / "a.jsonl") == sentences


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_any_text_and_span_survives(tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    sentence = LabeledSentence("d", 0, text, (Tag("A", text[start:end], start, end, "x"),))
    path = tmp_path_factory.mktemp("labels") / "a.jsonl"
    write_labels(path, [sentence])
    assert read_labels(path) == [sentence]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "a.jsonl:1: not valid JSON"),
        ("[]", "a.jsonl:1: a line is one JSON object"),
        ({**LINE, "index": "0"}, "a.jsonl:1: index must be a whole number, got '0'"),
        ({"doc": "d", "index": 0, "text": TEXT}, "a.jsonl:1: tags must be a list, it is missing"),
        ({**LINE, "tags": [{**TAG, "end": 99}]}, "tags[0]: start 0 and end 99 are not a span"),
        ({**LINE, "tags": [{**TAG, "end": 4}]}, "the sentence has 'Ghan' at 0-4, not the mention 'Ghana'"),
        ({**LINE, "tags": [{**TAG, "target": 3}]}, "target must be an actor id or null, got 3"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_labels(put(tmp_path / "a.jsonl", line))
    assert message in str(error.value)


def test_reading_goes_on_after_an_error_if_asked_to(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", "{", {**LINE, "tags": [TAG, {**TAG, "end": 99}]}, LINE)
    errors: list[int] = []
    sentences = list(read_numbered(path, on_error=lambda number, error: errors.append(number)))
    assert errors == [1, 2]
    assert [(number, len(s.tags)) for number, s in sentences] == [(2, 1), (3, 0)]


def test_standoff_reads_the_document_and_keeps_its_text_out(tmp_path: Path) -> None:
    document = f"Before. {TEXT} After."
    put(tmp_path / "seeds" / "story.txt", document)
    tag = {key: value for key, value in TAG.items() if key != "mention"}
    line = {"doc": "story", "index": 1, "start": 8, "end": 26, "sha256": sentence_hash(TEXT), "tags": [tag]}
    path = put(tmp_path / "labels" / "a.jsonl", line)
    (sentence,) = read_labels(path)
    assert (sentence.text, sentence.tags[0].mention) == (TEXT, "Ghana")
    assert sentence.to_dict() == line
    put(path, {**line, "sha256": "0"})
    with pytest.raises(InputError, match="sha256 differs from that of story's text at 8-26"):
        read_labels(path)
    put(path, {**line, "doc": "../story"})
    with pytest.raises(InputError, match="doc must be a plain file name"):
        read_labels(path)


def test_a_missing_document_is_an_error_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCE_SEEDS", str(tmp_path))
    path = put(
        tmp_path / "labels" / "a.jsonl", {"doc": "x", "index": 0, "start": 2, "end": 5, "sha256": "", "tags": []}
    )
    with pytest.raises(MissingDocumentError, match=r"document 'x' is not in .*name its folder in STANCE_SEEDS"):
        read_labels(path)
    errors: list[Exception] = []
    sentences = list(read_numbered(path, on_error=lambda number, error: errors.append(error)))
    assert [s.text for _, s in sentences] == [BLANK * 3]
    assert isinstance(errors[0], MissingDocumentError)


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> object:
        yield LabeledSentence("d", 0, TEXT)
        raise RuntimeError

    path = put(tmp_path / "a.jsonl", "before")
    with pytest.raises(RuntimeError):
        write_labels(path, broken())  # type: ignore[arg-type]
    assert path.read_text() == "before\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]
    with pytest.raises(StanceError, match="can't write"):
        write_labels(tmp_path / "none" / "a.jsonl", [])
