"""Labelled sentences -> classifier examples.

The same road as prediction: mentions are found by the same finder over the same sentences. A gold tag is an example of
its stance; a mention that was found and that no tag speaks of is an example of `none`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stance.actors import Mention, MentionFinder
from stance.classifiers.base import Example
from stance.errors import InputError, did_you_mean
from stance.labels.corpus import LabeledSentence, by_document
from stance.types import NONE, Tag

REACH = 2000
"""Characters to either side of a mention within which other mentions count: a bound for endless sentences."""


@dataclass(slots=True)
class ExampleSet:
    """Parallel lists: examples, their gold labels, the sentence each comes from and its mention or tag."""

    examples: list[Example] = field(default_factory=list)
    gold: list[str] = field(default_factory=list)
    sentences: list[LabeledSentence] = field(default_factory=list)
    actors: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.examples)

    @property
    def documents(self) -> list[str]:
        """The document of each example."""
        return [s.doc for s in self.sentences]


def given_mentions(
    sentences: Sequence[LabeledSentence], finder: MentionFinder, labels: Sequence[str], *, none: bool = True
) -> ExampleSet:
    """Return an example for each gold tag and, with `none`, for each found mention of an actor without a tag.

    `labels` end with `none`. Raises InputError where a tag's stance is not among them.
    """
    result = ExampleSet()
    for document in by_document(sentences).values():
        date = document[0].meta.get("date")
        found = finder.find([s.text for s in document], date=date)
        for sentence, mentions in zip(document, found, strict=True):
            _add(result, sentence, mentions, labels, none=none)
    return result


def other_spans(start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the spans that neither overlap `start:end` nor one another, in order."""
    near = {(s, e) for s, e in spans if s < end + REACH and e > start - REACH}
    kept: list[tuple[int, int]] = []
    for s, e in sorted(near, key=lambda x: (x[0], -x[1])):
        if (e <= start or s >= end) and (not kept or s >= kept[-1][1]):
            kept.append((s, e))
    return tuple(kept)


def _add(
    result: ExampleSet, sentence: LabeledSentence, mentions: Sequence[Mention], labels: Sequence[str], *, none: bool
) -> None:
    spans = [(m.start, m.end) for m in mentions]
    kind_of = {(m.start, m.end): m.kind for m in mentions}
    for tag in sentence.tags:
        if tag.stance not in labels:
            known = ", ".join(label for label in labels if label != NONE)
            near = did_you_mean(tag.stance, labels)
            raise InputError(f"{sentence.doc}:{sentence.index}: unknown label '{tag.stance}'{near}; labels are {known}")
        _append(result, sentence, tag, spans, tag.stance, kind_of.get((tag.start, tag.end), "unfound"))
    if not none:
        return
    tagged_actors = {tag.actor for tag in sentence.tags}
    for mention in mentions:
        touches = any(mention.start < t.end and t.start < mention.end for t in sentence.tags)
        if not touches and mention.actor not in tagged_actors:
            _append(result, sentence, mention, spans, NONE, mention.kind)


def _append(
    result: ExampleSet,
    sentence: LabeledSentence,
    mention: Tag | Mention,
    spans: Sequence[tuple[int, int]],
    label: str,
    kind: str,
) -> None:
    others = other_spans(mention.start, mention.end, spans)
    result.examples.append(Example(sentence.text, mention.start, mention.end, others))
    result.gold.append(label)
    result.sentences.append(sentence)
    result.actors.append(mention.actor)
    result.kinds.append(kind)
