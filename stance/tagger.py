"""Text + actors + classifier = Tagger."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stance.actors import Gazetteer, Mention, MentionFinder, find_target
from stance.classifiers import Classifier, Example, load_classifier
from stance.classifiers.base import Probabilities
from stance.config import load_config
from stance.errors import InputError
from stance.examples import other_spans
from stance.model_folder import CONFIG, find_model, open_model
from stance.text import is_furniture, split_spans
from stance.types import NONE, Article, Sentence, Tag

if TYPE_CHECKING:
    from stance.explaining import Explanation

HUB_PREFIX = "hub:"
EXAMPLES_AT_ONCE = 2048
"""Mentions that `tag_many` gathers before it classifies: enough to fill batches, little enough to stream."""

SENTENCES_BACK = 40
"""How far back the other party of a stance is looked for."""


class Tagger:
    """Finds the actors in each sentence and the stance each takes. Safe to share between threads."""

    def __init__(self, classifier: Classifier, finder: MentionFinder, name: str = "") -> None:
        self.classifier = classifier
        self.finder = finder
        self.name = name

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the probabilities, `none` last."""
        return self.classifier.labels

    def tag(self, article: str | Article) -> Article:
        """Return the article with its sentences and their tags."""
        return next(self.tag_many([article]))

    def tag_many(self, articles: Iterable[str | Article]) -> Iterator[Article]:
        """Tag a stream of articles, in order. Takes what it needs to fill a batch, holds no more."""
        waiting: list[_Split] = []
        for number, article in enumerate(articles):
            waiting.append(self._split(_as_article(article, number)))
            if sum(s.size for s in waiting) >= EXAMPLES_AT_ONCE:
                yield from self._tag(waiting)
                waiting = []
        yield from self._tag(waiting)

    def tag_sentences(self, sentences: Sequence[str]) -> list[Sentence]:
        """Tag text that is already split: sentences of one article in order. Offsets run as if joined by a space."""
        texts = [_as_text(s) for s in sentences]
        starts = [0]
        for text in texts:
            starts.append(starts[-1] + len(text) + 1)
        spans = [Sentence(t, s, s + len(t)) for t, s in zip(texts, starts, strict=False)]
        article = Article(id="", title=None, date=None, source=None, text=" ".join(texts), sentences=tuple(spans))
        split = _Split(article, self.finder.find(texts) if texts else [])
        return list(next(self._tag([split])).sentences)

    def classify(self, mentions: Iterable[tuple[str, int, int]]) -> list[dict[str, float]]:
        """Return the probability of each label for given mentions, each `(sentence, start, end)`."""
        examples = [self._example(*mention, f"mention {number}") for number, mention in enumerate(mentions)]
        return [self._by_label(row) for row in self.classifier.predict_proba(examples)]

    def explain(self, sentence: str, start: int, end: int, label: str | None = None) -> Explanation:
        """Return which words speak for and against `label`, by default the likeliest, of the mention `start:end`."""
        from stance.explaining import explain

        return explain(self.classifier, self._example(sentence, start, end, "mention"), label)

    def _example(self, text: str, start: int, end: int, what: str) -> Example:
        if not 0 <= start < end <= len(text):
            raise InputError(f"{what}: {start}-{end} is not a span of a sentence of {len(text)} characters")
        found = [(m.start, m.end) for m in self.finder.find([text])[0]]
        return Example(text, start, end, other_spans(start, end, found))

    def _split(self, article: Article) -> _Split:
        if article.sentences:
            bare = tuple(replace(s, tags=()) for s in article.sentences)
            furniture = [is_furniture(s.text) for s in bare]
        else:
            spans = split_spans(article.text)
            bare = tuple(Sentence(article.text[s.start : s.end], s.start, s.end) for s in spans)
            furniture = [s.furniture for s in spans]
        texts = ["" if skip else s.text for s, skip in zip(bare, furniture, strict=True)]
        found = self.finder.find(texts, date=article.date)
        return _Split(replace(article, sentences=bare), found)

    def _tag(self, splits: Sequence[_Split]) -> Iterator[Article]:
        examples = [example for split in splits for example in split.examples()]
        rows = iter(self.classifier.predict_proba(examples))
        for split in splits:
            sentences: list[Sentence] = []
            earlier: deque[Sequence[Mention]] = deque(maxlen=SENTENCES_BACK)
            for sentence, mentions in zip(split.article.sentences, split.mentions, strict=True):
                scored = [(mention, self._by_label(next(rows))) for mention in mentions]
                sentences.append(replace(sentence, tags=tuple(_tags(sentence.text, scored, list(earlier)))))
                earlier.append(mentions)
            yield replace(split.article, sentences=tuple(sentences))

    def _by_label(self, row: Probabilities) -> dict[str, float]:
        return {label: float(p) for label, p in zip(self.labels, row, strict=True)}


def load(name: str | Path | None = None, *, actors: Sequence[str | Path] = (), device: str = "cpu") -> Tagger:
    """Load a tagger: the default model, a name in `models/`, a folder, or `hub:user/name`.

    `actors` are gazetteer files of your own (YAML), beside those the model was trained with. Raises ModelError where the
    model is unknown or its folder is not what it must be.
    """
    if isinstance(name, str) and name.startswith(HUB_PREFIX):
        from stance.hub import download

        name = download(name.removeprefix(HUB_PREFIX))
    folder = open_model(find_model(name))
    classifier = load_classifier(folder.kind, folder.path, folder.labels, device)
    config = load_config(folder.path / CONFIG)
    extra = [folder.path / file for file in config.actors if (folder.path / file).is_file()]
    return Tagger(classifier, mention_finder((*extra, *map(Path, actors))), folder.name)


@lru_cache(maxsize=4)
def mention_finder(extra: tuple[Path, ...] = ()) -> MentionFinder:
    """Return the finder over the default gazetteer and files of one's own; loaded once."""
    return MentionFinder(Gazetteer.load(extra=list(extra)))


class _Split:
    """An article in sentences, and the mentions found in each."""

    def __init__(self, article: Article, mentions: Sequence[Sequence[Mention]]) -> None:
        self.article = article
        self.mentions = mentions
        self.size = sum(len(m) for m in mentions)

    def examples(self) -> Iterator[Example]:
        for sentence, mentions in zip(self.article.sentences, self.mentions, strict=True):
            spans = [(m.start, m.end) for m in mentions]
            for m in mentions:
                yield Example(sentence.text, m.start, m.end, other_spans(m.start, m.end, spans))


def _tags(
    text: str, scored: Sequence[tuple[Mention, dict[str, float]]], earlier: Sequence[Sequence[Mention]]
) -> Iterator[Tag]:
    """Yield a tag for each mention with a stance; of an actor's mentions with the same stance, the most confident."""
    best: dict[tuple[str, str], tuple[Mention, dict[str, float]]] = {}
    for mention, probabilities in scored:
        stance = max(probabilities, key=lambda label: probabilities[label])
        key = (mention.actor, stance)
        if stance != NONE and (key not in best or probabilities[stance] > best[key][1][stance]):
            best[key] = (mention, probabilities)
    mentions = [mention for mention, _ in scored]
    for (actor, stance), (mention, probabilities) in sorted(best.items(), key=lambda x: (x[1][0].start, x[1][0].end)):
        yield Tag(
            actor=actor,
            mention=text[mention.start : mention.end],
            start=mention.start,
            end=mention.end,
            stance=stance,
            confidence=probabilities[stance],
            probabilities=probabilities,
            target=find_target(text, mention, mentions, stance, earlier=earlier),
        )


def _as_article(article: str | Article, number: int) -> Article:
    if isinstance(article, Article):
        return article
    return Article(id=f"text-{number + 1}", title=None, date=None, source=None, text=_as_text(article))


def _as_text(text: object) -> str:
    if not isinstance(text, str):
        raise InputError(f"expected a text or an Article, got {type(text).__name__}")
    return text
