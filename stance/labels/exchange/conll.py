"""CoNLL columns: one token a line, a blank line after each sentence, comments before it.

Columns, divided by tabs: token, first and last character + 1, stance as BIO, actor, target (`_` for none). Comments
(`# doc = ...`, as in CoNLL-U) hold what columns cannot: the exact text, the document's fields, and all tags, since tags
may overlap and columns show the first. Where the columns were edited, they count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from stance.errors import InputError
from stance.labels.corpus import LabeledSentence
from stance.labels.exchange import Imported, Resolve
from stance.labels.exchange.fields import decode, identity, make_tag, parse_json, sentence_from, tag_data
from stance.types import Tag

_TOKEN = re.compile(r"\w+|[^\w\s]")
_EMPTY = "_"


def dump(sentences: Sequence[LabeledSentence], *, suggestions: bool = False) -> bytes:
    """Return the sentences in columns."""
    return "".join(_block(sentence) for sentence in sentences).encode()


def load(data: bytes, where: str, resolve: Resolve) -> Imported:
    """Read what `dump` wrote, edited or not; a tag without an actor gets that of `resolve`."""
    sentences = []
    block: list[tuple[int, str]] = []
    lines = [*decode(data, where).split("\n"), ""]
    for number, line in enumerate(lines, 1):
        if line.strip():
            block.append((number, line.rstrip("\r")))
        elif block:
            sentences.append(_sentence(block, resolve, where))
            block = []
    return Imported(sentences, 0)


def _block(sentence: LabeledSentence) -> str:
    about = identity(sentence) | {"text": sentence.text, "tags": [tag_data(tag) for tag in sentence.tags]}
    comments = [f"# {name} = {json.dumps(value, ensure_ascii=False)}" for name, value in about.items()]
    return "\n".join([*comments, *_rows(sentence.text, sentence.tags), "", ""])


def _rows(text: str, tags: Sequence[Tag]) -> list[str]:
    rows = []
    tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(text)]
    owner: dict[int, Tag] = {}
    for tag in tags:
        inside = [i for i, (start, end) in enumerate(tokens) if start < tag.end and end > tag.start]
        if not any(i in owner for i in inside):
            owner |= dict.fromkeys(inside, tag)
    for i, (start, end) in enumerate(tokens):
        tag_here = owner.get(i)
        columns = ["O", _EMPTY, _EMPTY]
        if tag_here is not None:
            position = "I" if owner.get(i - 1) is tag_here else "B"
            columns = [f"{position}-{tag_here.stance}", tag_here.actor, tag_here.target or _EMPTY]
        rows.append("\t".join([text[start:end], str(start), str(end), *columns]))
    return rows


def _sentence(block: list[tuple[int, str]], resolve: Resolve, file: str) -> LabeledSentence:
    about: dict[str, Any] = {}
    rows = []
    for number, line in block:
        name, sep, value = line.removeprefix("# ").partition(" = ")
        if line.startswith("# ") and sep and "\t" not in line:
            about[name] = parse_json(value, f"{file}:{number}")
        else:
            rows.append((number, line))
    where = f"{file}:{block[0][0]}"
    text = about.get("text")
    if not isinstance(text, str):
        raise InputError(
            f"{where}: the sentence has no comment '# text = ...'; keep the comments that the export wrote"
        )
    tags = [
        make_tag(text, t.get("start"), t.get("end"), t.get("stance"), t.get("actor"), t.get("target"), where)
        for t in about.get("tags") or []
    ]
    if [line for _, line in rows] != _rows(text, tags):
        tags = _from_columns(text, rows, resolve, file)
    return sentence_from(about, text, tags, where)


def _from_columns(text: str, rows: list[tuple[int, str]], resolve: Resolve, file: str) -> list[Tag]:
    chunks: list[tuple[int, int, str, str, str, str]] = []
    for number, line in rows:
        columns = line.split("\t")
        if len(columns) != 6 or not (columns[1].isdecimal() and columns[2].isdecimal()):
            raise InputError(
                f"{file}:{number}: six columns divided by tabs are needed: token, start, end, BIO, actor, target"
            )
        start, end, (bio, actor, target) = int(columns[1]), int(columns[2]), columns[3:]
        position, _, stance = bio.partition("-")
        if position == "I" and chunks and chunks[-1][2] == stance:
            chunks[-1] = (chunks[-1][0], end, *chunks[-1][2:])
        elif position in {"B", "I"} and stance:
            chunks.append((start, end, stance, actor, target, f"{file}:{number}"))
        elif bio != "O":
            raise InputError(f"{file}:{number}: {bio!r} is not O, B-stance or I-stance")
    tags = []
    for start, end, stance, actor, target, where in chunks:
        name = resolve(text, start, end) if actor == _EMPTY else actor
        tags.append(make_tag(text, start, end, stance, name, None if target == _EMPTY else target, where))
    return tags
