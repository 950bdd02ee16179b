"""The sentences most worth labelling next: `stance labels suggest`.

Two wishes at once: sentences that the model is unsure of (margin sampling: a small gap between its two best labels;
Scheffer et al. 2001) and that are unlike one another and what is labelled already (maximal marginal relevance over
TF-IDF vectors; Carbonell and Goldstein 1998). Without a model of the label set, diversity alone chooses.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import NamedTuple

from stance.actors import MentionFinder
from stance.classifiers.base import Example
from stance.examples import other_spans
from stance.labels.corpus import LabeledSentence
from stance.labels.duplicates import plain_words
from stance.labels.exchange.fields import CONTEXT
from stance.tagger import Tagger
from stance.text import split_spans
from stance.types import Article, Sentence

BATCH = 500
"""Sentences whose mentions are classified at once."""

POOL = 20
"""Candidates kept for each sentence asked for."""

BEFORE = 2
"""Sentences before a suggested one that the annotator is shown."""


def suggest(
    articles: Iterable[Article],
    finder: MentionFinder,
    tagger: Tagger | None = None,
    n: int = 50,
    labelled: Sequence[LabeledSentence] = (),
) -> list[LabeledSentence]:
    """Return up to `n` sentences of unlabelled articles, the most worth labelling first.

    Candidates name an actor that `finder` finds, are no page furniture and not among the `labelled`. With a `tagger`
    they are chosen by its doubt and carry its tags with their confidence, to be mended; without, they carry none.
    `meta` holds date, source and title of the article and the `context`, the sentences before. Memory holds the best
    candidates only, so any number of articles will do. The same input gives the same answer.
    """
    known = {plain_words(s.text) for s in labelled}
    candidates = _scored(_candidates(articles, finder, known), tagger)
    order = count()
    pool = heapq.nlargest(max(POOL * n, BATCH), ((doubt, -next(order), c) for doubt, c in candidates))
    chosen = _diverse([c for *_, c in pool], [doubt for doubt, *_ in pool], [s.text for s in labelled], n)
    return [_sentence(c, tagger) for c in chosen]


class _Candidate(NamedTuple):
    article: str
    number: int
    text: str
    before: tuple[str, ...]
    meta: dict[str, str]
    examples: list[Example]


def _candidates(articles: Iterable[Article], finder: MentionFinder, known: set[str]) -> Iterator[_Candidate]:
    seen = set(known)
    for article in articles:
        spans = split_spans(article.text)
        texts = [article.text[s.start : s.end] for s in spans]
        found = finder.find(["" if s.furniture else t for s, t in zip(spans, texts, strict=True)], date=article.date)
        meta = {"date": article.date, "source": article.source, "title": article.title}
        kept = {key: value for key, value in meta.items() if value}
        for index, (text, mentions) in enumerate(zip(texts, found, strict=True)):
            words = plain_words(text)
            if not mentions or words in seen:
                continue
            seen.add(words)
            places = [(m.start, m.end) for m in mentions]
            examples = [Example(text, s, e, other_spans(s, e, places)) for s, e in dict.fromkeys(places)]
            before = [t for t, s in zip(texts[:index], spans, strict=False) if not s.furniture]
            yield _Candidate(article.id, index, text, tuple(before[-BEFORE:]), kept, examples)


def _scored(candidates: Iterator[_Candidate], tagger: Tagger | None) -> Iterator[tuple[float, _Candidate]]:
    """Yield each candidate with the tagger's greatest doubt about a mention in it (0-1); 1 without a tagger."""
    while batch := list(islice(candidates, BATCH)):
        if tagger is None:
            yield from ((1.0, candidate) for candidate in batch)
            continue
        rows = iter(tagger.classifier.predict_proba([e for candidate in batch for e in candidate.examples]))
        for candidate in batch:
            best = [sorted(next(rows), reverse=True) for _ in candidate.examples]
            yield max(float(1 - (row[0] - row[1])) for row in best), candidate


def _diverse(pool: Sequence[_Candidate], doubts: Sequence[float], labelled: Sequence[str], n: int) -> list[_Candidate]:
    """Choose greedily by doubt x (1 - cosine similarity to the nearest sentence chosen or labelled)."""
    if not pool:
        return []
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    tfidf = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    vectors = tfidf.fit_transform([*(c.text for c in pool), *labelled])
    candidates, others = vectors[: len(pool)], vectors[len(pool) :]
    nearest = np.zeros(len(pool))
    for start in range(0, others.shape[0], BATCH):
        similar = candidates @ others[start : start + BATCH].T
        nearest = np.maximum(nearest, similar.max(axis=1).toarray().ravel())
    worth = np.asarray(doubts)
    free = np.ones(len(pool), dtype=bool)
    chosen = []
    for _ in range(min(n, len(pool))):
        best = int(np.argmax(np.where(free, worth * (1 - nearest), -1.0)))
        chosen.append(pool[best])
        free[best] = False
        nearest = np.maximum(nearest, (candidates @ candidates[best].T).toarray().ravel())
    return chosen


def _sentence(candidate: _Candidate, tagger: Tagger | None) -> LabeledSentence:
    meta = candidate.meta | ({CONTEXT: " ".join(candidate.before)} if candidate.before else {})
    bare = LabeledSentence(candidate.article, candidate.number, candidate.text, (), meta)
    if tagger is None:
        return bare
    texts = [*candidate.before, candidate.text]
    starts = [sum(len(t) + 1 for t in texts[:i]) for i in range(len(texts))]
    sentences = tuple(Sentence(t, s, s + len(t)) for t, s in zip(texts, starts, strict=True))
    article = Article(candidate.article, None, meta.get("date"), None, " ".join(texts), sentences)
    tags = tagger.tag(article).sentences[-1].tags
    return LabeledSentence(bare.doc, bare.index, bare.text, tags, meta)
