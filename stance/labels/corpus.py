"""Labelled sentences on disk: `labels/*.jsonl`, one sentence a line.

A line holds `doc`, `index`, `tags` and either `text` or, for text that may not be redistributed, `start`, `end` and
`sha256` of the sentence in the document (standoff). It may also hold what is known of its document: `dispute`,
`style`, `region`, `date`, `kind`, and any other field that is a text.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from stance.errors import InputError, StanceError
from stance.types import Tag

DOCUMENT_FIELDS = ("dispute", "style", "region", "date", "kind")
SENTENCE_FIELDS = ("doc", "index", "text", "start", "end", "sha256", "tags")
SEEDS_VARIABLE = "STANCE_SEEDS"
BLANK = "\ufffd"
"""Stands for each character of a sentence whose document is not at hand."""

OnError = Callable[[int, InputError], None]
"""Receives a line number and what is wrong there."""


class MissingDocumentError(InputError):
    """The document that standoff labels point into is not at hand."""


@dataclass(frozen=True, slots=True)
class LabeledSentence:
    """A sentence with its gold tags; `doc` and `index` say where it stands, `meta` what is known of its document.

    `span` is its place in the document for standoff labels, else None.
    """

    doc: str
    index: int
    text: str
    tags: tuple[Tag, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    span: tuple[int, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the sentence as a line of a label file."""
        line: dict[str, Any] = {"doc": self.doc, "index": self.index}
        if self.span is None:
            line["text"] = self.text
        else:
            line |= {"start": self.span[0], "end": self.span[1], "sha256": sentence_hash(self.text)}
        line["tags"] = [_tag_to_dict(tag, standoff=self.span is not None) for tag in self.tags]
        return line | self.meta


def read_labels(path: str | Path, seeds: str | Path | None = None) -> list[LabeledSentence]:
    """Read a label file.

    Standoff sentences are looked up by document name in `seeds`, else in the folder that STANCE_SEEDS names, else in
    `seeds/` beside the label file's folder. Raises InputError with file, line and field.
    """
    path = Path(path)
    sentences = [sentence for _, sentence in read_numbered(path, seeds)]
    if not sentences:
        raise InputError(f"{path}: no labelled sentences in it")
    return sentences


def read_numbered(
    path: str | Path, seeds: str | Path | None = None, on_error: OnError | None = None
) -> Iterator[tuple[int, LabeledSentence]]:
    """Yield the sentences of a label file, each with its line number.

    With `on_error`, reading goes on after what is wrong: it gets the line number and the error; a bad line or tag is
    left out, and a sentence whose document is missing comes as `BLANK` characters. Without, InputError is raised.
    """
    path = Path(path)
    report = on_error or _raise
    documents = _Documents(path, Path(seeds) if seeds else None)
    for number, line in _lines(path):
        try:
            yield number, _parse(path, number, _json(path, number, line), documents, report)
        except InputError as error:
            report(number, error)


def write_labels(path: str | Path, sentences: Iterable[LabeledSentence]) -> None:
    """Write a label file whole or not at all."""
    path = Path(path)
    aside = path.with_name(path.name + ".partial")
    try:
        with aside.open("w", encoding="utf-8") as file:
            for sentence in sentences:
                file.write(to_line(sentence))
        aside.replace(path)
    except OSError as error:
        raise StanceError(f"{path}: can't write: {error.strerror or error}") from None
    finally:
        aside.unlink(missing_ok=True)


def to_line(sentence: LabeledSentence) -> str:
    """Return a sentence as a line of a label file, line end included."""
    return json.dumps(sentence.to_dict(), ensure_ascii=False) + "\n"


def by_document(sentences: Sequence[LabeledSentence]) -> dict[str, list[LabeledSentence]]:
    """Group sentences by document, each in the order of `index`; documents in order of first appearance."""
    documents: dict[str, list[LabeledSentence]] = {}
    for sentence in sentences:
        documents.setdefault(sentence.doc, []).append(sentence)
    return {doc: sorted(group, key=lambda s: s.index) for doc, group in documents.items()}


def sentence_hash(text: str) -> str:
    """Return the SHA-256 of a sentence's UTF-8 text, as standoff labels carry it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _raise(number: int, error: InputError) -> None:
    raise error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        raise InputError(f"{path}: no such label file")
    try:
        with path.open(encoding="utf-8") as file:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text; label files are UTF-8 JSONL") from None


def _json(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        raise InputError(f"{path}:{number}: not valid JSON: {reason}") from None
    if not isinstance(data, dict):
        raise InputError(f"{path}:{number}: a line is one JSON object with doc, index, text and tags")
    return data


def _parse(path: Path, number: int, data: dict[str, Any], documents: _Documents, report: OnError) -> LabeledSentence:
    where = f"{path}:{number}"
    doc = _field(where, data, "doc", str)
    index = _field(where, data, "index", int)
    span = None
    if "text" in data:
        text = _field(where, data, "text", str)
    else:
        span = (_field(where, data, "start", int), _field(where, data, "end", int))
        sha256 = _field(where, data, "sha256", str)
        try:
            text = documents.sentence(where, doc, span, sha256)
        except MissingDocumentError as error:
            report(number, error)
            text = BLANK * (span[1] - span[0])
    tags = []
    for position, tag in enumerate(_field(where, data, "tags", list)):
        try:
            tags.append(_tag(where, position, tag, text))
        except InputError as error:
            report(number, error)
    return LabeledSentence(doc, index, text, tuple(tags), _meta(data), span)


def _meta(data: dict[str, Any]) -> dict[str, str]:
    other = {key: value for key, value in data.items() if key not in SENTENCE_FIELDS}
    return {k: str(v) for k, v in other.items() if isinstance(v, str) or (k in DOCUMENT_FIELDS and v is not None)}


def _tag(where: str, position: int, data: Any, text: str) -> Tag:
    where = f"{where}: tags[{position}]"
    if not isinstance(data, dict):
        raise InputError(f"{where}: a tag is an object with actor, mention, start, end, stance and target")
    start, end = _field(where, data, "start", int), _field(where, data, "end", int)
    if not 0 <= start < end <= len(text):
        raise InputError(
            f"{where}: start {start} and end {end} are not a span of the sentence ({len(text)} characters)"
        )
    mention = data.get("mention", text[start:end])
    if text[start:end] != mention:
        raise InputError(f"{where}: the sentence has {text[start:end]!r} at {start}-{end}, not the mention {mention!r}")
    target = data.get("target")
    if target is not None and not isinstance(target, str):
        raise InputError(f"{where}: target must be an actor id or null, got {target!r}")
    actor, stance = _field(where, data, "actor", str), _field(where, data, "stance", str)
    return Tag(actor=actor, mention=mention, start=start, end=end, stance=stance, target=target)


def _field(where: str, data: dict[str, Any], name: str, kind: type) -> Any:
    value = data.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        shape = {"str": "a text", "int": "a whole number", "list": "a list"}[kind.__name__]
        got = f"got {value!r}" if name in data else "it is missing"
        raise InputError(f"{where}: {name} must be {shape}, {got}")
    return value


def _tag_to_dict(tag: Tag, *, standoff: bool) -> dict[str, Any]:
    line: dict[str, Any] = {"actor": tag.actor}
    if not standoff:
        line["mention"] = tag.mention
    return line | {"start": tag.start, "end": tag.end, "stance": str(tag.stance), "target": tag.target}


class _Documents:
    """The documents that standoff labels point into, checked against the manifest beside them."""

    def __init__(self, label_file: Path, seeds: Path | None) -> None:
        beside = label_file.parent.parent / "seeds"
        environment = os.environ.get(SEEDS_VARIABLE)
        self._folders = [p for p in (seeds, Path(environment) if environment else None, beside) if p is not None]
        self._manifest = beside / "manifest.yaml"
        self._texts: dict[str, str] = {}

    def sentence(self, where: str, doc: str, span: tuple[int, int], sha256: str) -> str:
        if doc not in self._texts:
            self._texts[doc] = self._read(where, doc)
        text = self._texts[doc][span[0] : span[1]]
        if sentence_hash(text) != sha256:
            raise InputError(f"{where}: sha256 differs from that of {doc}'s text at {span[0]}-{span[1]}")
        return text

    def _read(self, where: str, doc: str) -> str:
        if Path(doc).name != doc:
            raise InputError(f"{where}: doc must be a plain file name, got {doc!r}")
        for folder in self._folders:
            for path in (folder / doc, folder / f"{doc}.txt", folder / f"{doc}.md"):
                if path.is_file():
                    return self._checked(where, doc, path.read_bytes())
        looked = ", ".join(str(folder) for folder in self._folders)
        raise MissingDocumentError(f"{where}: document '{doc}' is not in {looked}; name its folder in {SEEDS_VARIABLE}")

    def _checked(self, where: str, doc: str, raw: bytes) -> str:
        if self._manifest.is_file():
            entries = yaml.safe_load(self._manifest.read_text(encoding="utf-8")) or []
            known = {str(entry["name"]): str(entry["sha256"]) for entry in entries}
            digest = hashlib.sha256(raw).hexdigest()
            if doc in known and known[doc] != digest:
                raise InputError(
                    f"{where}: document '{doc}' is not the one that was labelled (sha256 {digest[:12]}...)"
                )
        return raw.decode("utf-8", errors="replace")
