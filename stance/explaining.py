"""Why a mention got its stance: a weight for each word of the sentence.

A linear model (TF-IDF) is taken apart exactly: each n-gram's contribution is shared out among the words that it stands
on. Any other classifier is asked again without each word in turn (occlusion: Zeiler and Fergus 2014, "Visualizing and
Understanding Convolutional Networks"; over words: Li et al. 2016, "Understanding Neural Networks through Representation
Erasure").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np

from stance.classifiers.base import Classifier, Example
from stance.errors import InputError, did_you_mean

WORDS = 512
"""At most so many words next to the mention are left out in turn: more than a model's window holds."""

_TINY = 1e-12
_WORD_TOKEN = re.compile(r"\w+|[\"“”?!]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the sentence (another actor's whole mention counts as one): `text`, its characters, its weight."""

    text: str
    start: int
    end: int
    weight: float

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold."""
        return {"text": self.text, "start": self.start, "end": self.end, "weight": self.weight}


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a linear model: the view of the sentence that it belongs to, its n-gram, its contribution."""

    view: str
    ngram: str
    weight: float

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold."""
        return {"view": self.view, "ngram": self.ngram, "weight": self.weight}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What speaks for and against a label of the mention `sentence[start:end]`.

    `words` are those outside the mention, in order; a weight above 0 speaks for `label`. With the method `occlusion` a weight
    is the log-odds of the label (natural logarithm) that are lost when the word is left out. With `linear` it is the
    word's share in the margin of the label over that of `against`, its strongest rival; all words and `rest` (what the
    mention alone contributes) sum up to the contributions of `features`, the strongest first.
    """

    sentence: str
    start: int
    end: int
    label: str
    probabilities: dict[str, float]
    method: Literal["linear", "occlusion"]
    words: tuple[Word, ...]
    against: str | None = None
    rest: float = 0.0
    features: tuple[Feature, ...] = ()

    @property
    def mention(self) -> str:
        """The mention's words."""
        return self.sentence[self.start : self.end]

    @property
    def probability(self) -> float:
        """The probability of the label that is explained."""
        return self.probabilities[self.label]

    def strongest(self, count: int | None = None) -> list[Word]:
        """Return the words by the size of their weight, those without any left out."""
        return sorted((w for w in self.words if w.weight), key=lambda w: -abs(w.weight))[:count]

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold."""
        return {
            "sentence": self.sentence,
            "mention": self.mention,
            "start": self.start,
            "end": self.end,
            "label": self.label,
            "probability": self.probability,
            "probabilities": dict(self.probabilities),
            "method": self.method,
            "against": self.against,
            "words": [word.to_dict() for word in self.words],
            "rest": self.rest,
            "features": [feature.to_dict() for feature in self.features],
        }

    def to_html(self) -> str:
        """Return the explanation as one self-contained HTML page."""
        from stance.views.explanation import explanation_page

        return explanation_page([self])


def explain(classifier: Classifier, example: Example, label: str | None = None) -> Explanation:
    """Explain why the example's mention gets `label`, by default the one that the classifier gives it.

    Raises InputError where the classifier does not know the label.
    """
    if label is not None and label not in classifier.labels:
        near = did_you_mean(label, classifier.labels)
        raise InputError(f"unknown label '{label}'{near}; the model's labels are {', '.join(classifier.labels)}")
    row = classifier.predict_proba([example])[0]
    probabilities = {name: float(p) for name, p in zip(classifier.labels, row, strict=True)}
    chosen = label or max(probabilities, key=lambda name: probabilities[name])
    bare = Explanation(example.text, example.start, example.end, chosen, probabilities, "occlusion", ())
    if isinstance(classifier, _Linear):
        return _linear(classifier, example, bare)
    return replace(bare, words=_occluded(classifier, example, chosen))


def without(example: Example, spans: Sequence[tuple[int, int]]) -> Example:
    """Return the example without the given stretches of its sentence, none of which touches the mention."""
    text, start, end, others = example.text, example.start, example.end, list(example.others)
    for s, e in sorted(spans, reverse=True):
        # One of the two spaces around a word goes with it.
        e = e + 1 if text[e : e + 1] == " " and (s == 0 or text[s - 1] == " ") else e
        others = [(a - e + s, b - e + s) if a >= e else (a, b) for a, b in others if b <= s or a >= e]
        if s < start:
            start, end = start - (e - s), end - (e - s)
        text = text[:s] + text[e:]
    return Example(text, start, end, tuple(others))


@runtime_checkable
class _Linear(Protocol):
    def contributions(self, example: Example, label: str) -> list[tuple[str, str, float]]: ...


def _occluded(classifier: Classifier, example: Example, label: str) -> tuple[Word, ...]:
    spans = [(p.start, p.end) for p in _pieces(example) if not p.is_mention]
    near = sorted(spans, key=lambda span: max(span[0] - example.end, example.start - span[1]))[:WORDS]
    rows = classifier.predict_proba([example, *(without(example, [span]) for span in near)])
    p = np.clip(rows[:, classifier.labels.index(label)], _TINY, 1 - _TINY)
    odds = np.log(p) - np.log1p(-p)
    lost = dict(zip(near, odds[0] - odds[1:], strict=True))
    return tuple(Word(example.text[s:e], s, e, float(lost.get((s, e), 0.0))) for s, e in spans)


def _linear(classifier: _Linear, example: Example, bare: Explanation) -> Explanation:
    rivals = {name: p for name, p in bare.probabilities.items() if name != bare.label}
    rival = max(rivals, key=lambda name: rivals[name])
    against = {(view, ngram): c for view, ngram, c in classifier.contributions(example, rival)}
    features = [
        Feature(view, ngram, c - against[view, ngram])
        for view, ngram, c in classifier.contributions(example, bare.label)
    ]
    features.sort(key=lambda f: -abs(f.weight))
    pieces = _pieces(example)
    weights, rest = [0.0] * len(pieces), 0.0
    views = _views(pieces, example)
    for feature in features:
        shares = [i for i in _places(feature, pieces, views[feature.view]) if not pieces[i].is_mention]
        rest += 0.0 if shares else feature.weight
        for index in shares:
            weights[index] += feature.weight / len(shares)
    words = [
        Word(example.text[p.start : p.end], p.start, p.end, weight)
        for p, weight in zip(pieces, weights, strict=True)
        if not p.is_mention
    ]
    return replace(bare, method="linear", words=tuple(words), against=rival, rest=rest, features=tuple(features))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word as the models see it: `masked` as TF-IDF reads it, its characters in the sentence without punctuation."""

    masked: str
    start: int
    end: int
    is_mention: bool = False


def _pieces(example: Example) -> list[_Piece]:
    """Cut the sentence at blanks and around mentions, as `tfidf.masked_views` does."""
    spans = [(s, e, "OTHER") for s, e in example.others if e <= example.start or s >= example.end]
    spans.append((example.start, example.end, "ACTOR"))
    pieces, at = [], 0
    for start, end, mask in [*sorted(spans), (len(example.text), len(example.text), "")]:
        for match in re.finditer(r"\S+", example.text[at:start]):
            bare = re.search(r"\w(?:.*\w)?", match.group()) or re.search(r".+", match.group())
            assert bare is not None  # noqa: S101 - \S+ holds a character
            first = at + match.start()
            masked = re.sub(r"\d+", "0", match.group())
            masked = re.sub(r"\b(?!ACTOR\b|OTHER\b)\w+", lambda m: m.group().lower(), masked)
            pieces.append(_Piece(masked, first + bare.start(), first + bare.end()))
        if mask:
            pieces.append(_Piece(mask, start, end, is_mention=mask == "ACTOR"))
        at = end
    return pieces


def _views(pieces: Sequence[_Piece], example: Example) -> dict[str, range]:
    """Return the pieces of each of TF-IDF's views: its text is a run of them that the mention's place fixes."""
    from stance.classifiers.tfidf import masked_views

    size = {view: len(text.split()) for view, text in masked_views(example).items()}
    mention = next(i for i, piece in enumerate(pieces) if piece.is_mention)
    everything = range(len(pieces))
    return {
        "whole": everything,
        "characters": everything,
        "before": everything[max(0, mention + 1 - size["before"]) : mention + 1],
        "after": everything[mention : mention + size["after"]],
        "between": everything[mention + 1 : mention + 1 + size["between"]],
    }


def _places(feature: Feature, pieces: Sequence[_Piece], view: range) -> list[int]:
    """Return the piece of every word of every place at which the n-gram stands in its view."""
    if feature.view == "characters":
        padded = ((i, f" {pieces[i].masked} ") for i in view)
        return [i for i, word in padded for at in range(len(word)) if word.startswith(feature.ngram, at)]
    tokens = [(token, i) for i in view for token in _WORD_TOKEN.findall(pieces[i].masked)]
    ngram = feature.ngram.split(" ")
    starts = (at for at in range(len(tokens)) if [token for token, _ in tokens[at : at + len(ngram)]] == ngram)
    return [i for at in starts for _, i in tokens[at : at + len(ngram)]]
