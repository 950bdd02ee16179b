"""From raw sentences to tags: how many of the gold `(actor, stance)` pairs are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stance.evaluation.metrics import set_scores
from stance.labels.corpus import LabeledSentence, by_document
from stance.tagger import Tagger
from stance.types import Article, Sentence, Tag


def tag_documents(tagger: Tagger, sentences: Sequence[LabeledSentence]) -> list[tuple[LabeledSentence, tuple[Tag, ...]]]:
    """Tag labelled documents sentence by sentence, each document as one article, gold tags unseen."""
    documents = by_document(sentences)
    articles = tagger.tag_many(_article(doc, group) for doc, group in documents.items())
    result = []
    for group, article in zip(documents.values(), articles, strict=True):
        result += [(gold, s.tags) for gold, s in zip(group, article.sentences, strict=True)]
    return result


def end_to_end_scores(pairs: Sequence[tuple[LabeledSentence, Sequence[Tag]]]) -> dict[str, Any]:
    """Return precision, recall and F1 on `(actor, stance)`, on actor ids, on mentions and on stance sets by sentence."""
    golds = [gold.tags for gold, _ in pairs]
    found = [tags for _, tags in pairs]
    return {
        "actor_stance": _sets(golds, found, lambda t: (t.actor, str(t.stance))),
        "actors": _sets(golds, found, lambda t: t.actor),
        "mentions": _sets(golds, found, lambda t: (t.start, t.end)),
        "stances": _sets(golds, found, lambda t: str(t.stance)),
        "sentences": len(pairs),
    }


def _sets(golds: Sequence[Sequence[Tag]], found: Sequence[Sequence[Tag]], key: Any) -> dict[str, float]:
    return set_scores([{key(t) for t in tags} for tags in golds], [{key(t) for t in tags} for tags in found])


def _article(doc: str, group: Sequence[LabeledSentence]) -> Article:
    sentences, at = [], 0
    for item in group:
        sentences.append(Sentence(item.text, at, at + len(item.text)))
        at += len(item.text) + 1
    text = " ".join(item.text for item in group)
    return Article(doc, None, group[0].meta.get("date"), None, text, tuple(sentences))
