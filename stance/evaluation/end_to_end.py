"""From raw sentences to tags: how many of the gold `(actor, stance)` pairs are found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from stance.evaluation.metrics import set_scores
from stance.labels.corpus import LabeledSentence, by_document
from stance.tagger import Tagger
from stance.types import Article, Sentence, Tag

Tagged = tuple[LabeledSentence, tuple[Tag, ...]]
"""A labelled sentence and the tags that were found in it."""

MEASURES: Mapping[str, Callable[[Tag], Hashable]] = {
    "actor_stance": lambda tag: (tag.actor, str(tag.stance)),
    "actors": lambda tag: tag.actor,
    "mentions": lambda tag: (tag.start, tag.end),
    "stances": lambda tag: str(tag.stance),
}
"""What is compared, sentence by sentence, as sets: the main measure is `(actor, stance)`."""


def tag_documents(tagger: Tagger, sentences: Sequence[LabeledSentence]) -> list[Tagged]:
    """Tag labelled documents sentence by sentence, each document as one article, gold tags unseen."""
    documents = by_document(sentences)
    articles = tagger.tag_many(_article(doc, group) for doc, group in documents.items())
    result = []
    for group, article in zip(documents.values(), articles, strict=True):
        result += [(gold, s.tags) for gold, s in zip(group, article.sentences, strict=True)]
    return result


def end_to_end_scores(pairs: Sequence[Tagged]) -> dict[str, Any]:
    """Return precision, recall and F1 on `(actor, stance)`, on actor ids, on mentions and on stance sets by sentence."""
    return {name: set_scores(*tag_sets(pairs, name)) for name in MEASURES} | {"sentences": len(pairs)}


def tag_sets(pairs: Sequence[Tagged], measure: str) -> tuple[list[set[Any]], list[set[Any]]]:
    """Return what a measure compares: the gold set and the found set of each sentence."""
    key = MEASURES[measure]
    return [{key(t) for t in gold.tags} for gold, _ in pairs], [{key(t) for t in tags} for _, tags in pairs]


def _article(doc: str, group: Sequence[LabeledSentence]) -> Article:
    sentences, at = [], 0
    for item in group:
        sentences.append(Sentence(item.text, at, at + len(item.text)))
        at += len(item.text) + 1
    text = " ".join(item.text for item in group)
    return Article(doc, None, group[0].meta.get("date"), None, text, tuple(sentences))
