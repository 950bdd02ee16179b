"""What the formats share: a sentence's identity and tags as plain data, and how annotations become tags again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stance.errors import InputError
from stance.labels.corpus import LabeledSentence
from stance.labels.exchange import Resolve
from stance.types import Stance, Tag

CONTEXT = "context"
"""Meta field with the sentences before a suggested one: the annotator reads them, no tag stands in them."""


def identity(sentence: LabeledSentence) -> dict[str, Any]:
    """Return what says which sentence it is and what is known of it, as JSON data."""
    data: dict[str, Any] = {"doc": sentence.doc, "index": sentence.index, "meta": dict(sentence.meta)}
    return data | ({"span": list(sentence.span)} if sentence.span else {})


def sentence_from(data: Mapping[str, Any], text: Any, tags: Sequence[Tag], where: str) -> LabeledSentence:
    """Build a sentence from `identity`'s data, its text and its tags. Raises InputError where a field is missing."""
    doc, index, meta, span = data.get("doc"), data.get("index"), data.get("meta") or {}, data.get("span")
    if not isinstance(text, str) or not isinstance(doc, str) or not isinstance(index, int):
        raise InputError(
            f"{where}: text, doc (a text) and index (a number) are needed; export from files that have them"
        )
    if not isinstance(meta, Mapping):
        raise InputError(f"{where}: meta must be an object")
    kept = {str(key): str(value) for key, value in meta.items() if value is not None}
    return LabeledSentence(
        doc, index, text, tuple(tags), kept, (int(span[0]), int(span[1])) if span is not None else None
    )


def tag_data(tag: Tag) -> dict[str, Any]:
    """Return a tag's fields as JSON data, without its mention."""
    return {"start": tag.start, "end": tag.end, "stance": str(tag.stance), "actor": tag.actor, "target": tag.target}


def make_tag(text: str, start: Any, end: Any, stance: Any, actor: Any, target: Any, where: str) -> Tag:
    """Build a tag and check its span. Raises InputError."""
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise InputError(f"{where}: {start}-{end} is not a span of the sentence ({len(text)} characters)")
    if not isinstance(stance, str) or not isinstance(actor, str) or not (target is None or isinstance(target, str)):
        raise InputError(f"{where}: a tag needs stance and actor as texts, and a target that is a text or null")
    return Tag(actor=actor, mention=text[start:end], start=start, end=end, stance=stance, target=target)


def merge(
    text: str, spans: Sequence[tuple[int, int, str]], kept: Sequence[Mapping[str, Any]], resolve: Resolve, where: str
) -> list[Tag]:
    """Turn a tool's annotations `(start, end, stance)` into tags.

    Actor and target come from the exported tag at the same place (`kept`, as `tag_data` wrote them): the one of the
    same stance, else one whose stance was changed. An annotation at a new place gets its actor from `resolve`. The
    order is that of the export, new ones last.
    """
    left = list(enumerate(kept))
    found: list[tuple[int, int, Tag]] = []
    for same_stance in (True, False):
        rest = []
        for start, end, stance in spans:
            match = next(
                (x for x in left if (x[1].get("start"), x[1].get("end")) == (start, end)
                 and (not same_stance or x[1].get("stance") == stance)),
                None,
            )  # fmt: skip
            if match is None:
                rest.append((start, end, stance))
                continue
            left.remove(match)
            tag = make_tag(text, start, end, stance, match[1].get("actor"), match[1].get("target"), where)
            found.append((match[0], start, tag))
        spans = rest
    for start, end, stance in spans:
        tag = make_tag(text, start, end, stance, "", None, where)
        found.append((len(kept), start, make_tag(text, start, end, stance, resolve(text, start, end), None, where)))
    return [tag for *_, tag in sorted(found, key=lambda item: item[:2])]


def label_set(sentences: Sequence[LabeledSentence]) -> list[str]:
    """Return the stances of a tool's label set: the default ones if any is in use (or no tag is), then others by name."""
    used = {str(tag.stance) for sentence in sentences for tag in sentence.tags}
    default = [str(s) for s in Stance]
    known = default if not used or used & set(default) else []
    return [*known, *sorted(used - set(known))]


def decode(data: bytes, where: str) -> str:
    """Return a file's text. Raises InputError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{where}: not UTF-8 text; is it a file of this format?") from None


def parse_json(text: str, where: str) -> Any:
    """Return JSON data. Raises InputError where it is none."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        raise InputError(f"{where}: not valid JSON: {reason}") from None
