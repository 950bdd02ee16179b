"""spaCy: a `DocBin` (`.spacy`), one doc a sentence.

Tags are the spans of `doc.spans["stance"]`: label = stance, id = actor, kb_id = target, widened to whole tokens. The
exact characters travel in `doc.user_data`. Reading runs no code: the file is msgpack.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stance.errors import InputError
from stance.labels.corpus import LabeledSentence
from stance.labels.exchange import Imported, Resolve
from stance.labels.exchange.fields import identity, make_tag, merge, sentence_from, tag_data
from stance.types import Tag

KEY = "stance"


def dump(sentences: Sequence[LabeledSentence], *, suggestions: bool = False) -> bytes:
    """Return a DocBin over a blank English pipeline. Needs spaCy."""
    spacy = _spacy()
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    docs = DocBin(store_user_data=True)
    for sentence in sentences:
        doc = nlp.make_doc(sentence.text)
        doc.spans[KEY] = [_span(doc, tag) for tag in sentence.tags]
        kept = [{**tag_data(tag), "at": _place(span)} for tag, span in zip(sentence.tags, doc.spans[KEY], strict=True)]
        doc.user_data[KEY] = {**identity(sentence), "tags": kept}
        docs.add(doc)
    data: bytes = docs.to_bytes()
    return data


def load(data: bytes, where: str, resolve: Resolve) -> Imported:
    """Read a DocBin with the spans and user data that `dump` writes. Needs spaCy."""
    spacy = _spacy()
    from spacy.tokens import DocBin

    try:
        docs = list(DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab))
    except Exception as error:  # zlib, msgpack and spaCy each have their own
        raise InputError(f"{where}: not a spaCy DocBin ({type(error).__name__}); name a .spacy file") from None
    return Imported([_sentence(doc, resolve, f"{where}: doc {n}") for n, doc in enumerate(docs, 1)], 0)


def _span(doc: Any, tag: Tag) -> Any:
    span = doc.char_span(
        tag.start, tag.end, label=str(tag.stance), kb_id=tag.target or "", span_id=tag.actor, alignment_mode="expand"
    )
    if span is None:
        raise InputError(f"the mention {tag.mention!r} in {tag.actor}'s tag covers no word; run 'stance labels check'")
    return span


def _place(span: Any) -> tuple[int, int]:
    """Return the first character of a span and the one past its last."""
    return span.start_char, span.end_char


def _sentence(doc: Any, resolve: Resolve, where: str) -> LabeledSentence:
    about = doc.user_data.get(KEY) or {}
    kept = list(about.get("tags") or ())
    tags = []
    for span in doc.spans.get(KEY, ()):
        same = [k for k in kept if tuple(k["at"]) == _place(span) and (k["stance"], k["actor"], k["target"] or "")
                == (span.label_, span.id_, span.kb_id_)]  # fmt: skip
        if same:
            kept.remove(same[0])
            k = same[0]
            tags.append(make_tag(doc.text, k["start"], k["end"], k["stance"], k["actor"], k["target"], where))
        elif span.id_:
            start, end = _place(span)
            tags.append(make_tag(doc.text, start, end, span.label_, span.id_, span.kb_id_ or None, where))
        else:
            tags += merge(doc.text, [(span.start_char, span.end_char, span.label_)], [], resolve, where)
    return sentence_from(about, doc.text, tags, where)


def _spacy() -> Any:
    try:
        import spacy
    except ImportError:
        raise InputError("the format spacy needs spaCy: pip install 'stance[spacy]'") from None
    return spacy
