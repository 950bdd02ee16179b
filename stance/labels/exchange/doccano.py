"""doccano: JSONL for a sequence-labelling project; a label is `[start, end, stance]`.

doccano keeps every other field of a line as the example's metadata and writes it back: actor and target travel in
`stance_tags`. Source: https://doccano.github.io/doccano/tutorial.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stance.errors import InputError
from stance.labels.corpus import LabeledSentence
from stance.labels.exchange import Imported, Resolve
from stance.labels.exchange.fields import decode, identity, merge, parse_json, sentence_from, tag_data

KEPT = "stance_tags"


def dump(sentences: Sequence[LabeledSentence], *, suggestions: bool = False) -> bytes:
    """Return one line a sentence. doccano has no place for suggestions of its own: they are labels to mend."""
    return "".join(json.dumps(_line(sentence), ensure_ascii=False) + "\n" for sentence in sentences).encode()


def load(data: bytes, where: str, resolve: Resolve) -> Imported:
    """Read doccano's JSONL export, `label` or `entities`, metadata inside `metadata` or beside the text."""
    sentences = []
    for number, line in enumerate(decode(data, where).split("\n"), 1):
        if line.strip():
            place = f"{where}:{number}"
            sentences.append(_sentence(parse_json(line, place), resolve, place))
    return Imported(sentences, 0)


def _line(sentence: LabeledSentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "label": [[tag.start, tag.end, str(tag.stance)] for tag in sentence.tags],
        **identity(sentence),
        KEPT: [tag_data(tag) for tag in sentence.tags],
    }


def _sentence(line: Any, resolve: Resolve, where: str) -> LabeledSentence:
    if not isinstance(line, Mapping):
        raise InputError(f"{where}: a line of doccano's JSONL is one object with text and label")
    text = line.get("text", line.get("data"))
    about = line["metadata"] if isinstance(line.get("metadata"), Mapping) else line
    tags = merge(text if isinstance(text, str) else "", _spans(line, where), about.get(KEPT) or [], resolve, where)
    return sentence_from(about, text, tags, where)


def _spans(line: Mapping[str, Any], where: str) -> list[tuple[int, int, str]]:
    labels = line.get("label", line.get("labels"))
    if isinstance(line.get("entities"), list):
        labels = [[e.get("start_offset"), e.get("end_offset"), e.get("label")] for e in line["entities"]]
    if not isinstance(labels, list) or not all(isinstance(x, list) and len(x) == 3 for x in labels):
        raise InputError(f"{where}: label must be a list of [start, end, stance]; export a sequence-labelling project")
    return [(start, end, stance) for start, end, stance in labels]
