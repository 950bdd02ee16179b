"""The nouns of the library: `Stance`, `Tag`, `Sentence`, `Article`.

All are frozen dataclasses that turn into plain dicts (`to_dict`) and back (`from_dict`). Two rules always hold:
`article.text[s.start:s.end] == s.text` and `s.text[t.start:t.end] == t.mention`. Offsets count characters
(Unicode code points).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NONE = "none"
"""The label of a mention that bears no stance. No tag is written for it."""


class Stance(StrEnum):
    """The default label set (see `labels/CODEBOOK.md`). A config may name another."""

    ESCALATION = "escalation"
    DE_ESCALATION = "de-escalation"
    DETERRENCE = "deterrence"
    CONCESSION = "concession"


@dataclass(frozen=True, slots=True)
class Tag:
    """An actor's stance in a sentence.

    `actor` and `target` are actor ids (`RUS`, `NATO`; `target` is None where nobody is named), `start` and `end` the
    mention's characters in the sentence, `confidence` the probability of `stance` (0-1), and `probabilities` those of
    every label, `none` included.
    """

    actor: str
    mention: str
    start: int
    end: int
    stance: str
    confidence: float = 1.0
    probabilities: Mapping[str, float] = field(default_factory=dict)
    target: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold; `from_dict` is its inverse."""
        return {
            "actor": self.actor,
            "mention": self.mention,
            "start": self.start,
            "end": self.end,
            "stance": str(self.stance),
            "confidence": self.confidence,
            "probabilities": dict(self.probabilities),
            "target": self.target,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Tag:
        """Build a tag from `to_dict`'s dict. Raises KeyError where a field without a default is missing."""
        return cls(
            actor=data["actor"],
            mention=data["mention"],
            start=data["start"],
            end=data["end"],
            stance=data["stance"],
            confidence=data.get("confidence", 1.0),
            probabilities=dict(data.get("probabilities", {})),
            target=data.get("target"),
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `start` and `end` are its characters in the article's text."""

    text: str
    start: int
    end: int
    tags: tuple[Tag, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold; `from_dict` is its inverse."""
        return {"text": self.text, "start": self.start, "end": self.end, "tags": [t.to_dict() for t in self.tags]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Sentence:
        """Build a sentence from `to_dict`'s dict."""
        tags = tuple(Tag.from_dict(tag) for tag in data.get("tags", ()))
        return cls(text=data["text"], start=data["start"], end=data["end"], tags=tags)


@dataclass(frozen=True, slots=True)
class Article:
    """A news article. `date` is ISO 8601 (`2021-12-07`) or None; `sentences` is empty until it was tagged."""

    id: str
    title: str | None
    date: str | None
    source: str | None
    text: str
    sentences: tuple[Sentence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold: one line of `stance predict --format jsonl`."""
        return {
            "id": self.id,
            "title": self.title,
            "date": self.date,
            "source": self.source,
            "text": self.text,
            "sentences": [s.to_dict() for s in self.sentences],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Article:
        """Build an article from `to_dict`'s dict."""
        return cls(
            id=data["id"],
            title=data.get("title"),
            date=data.get("date"),
            source=data.get("source"),
            text=data["text"],
            sentences=tuple(Sentence.from_dict(s) for s in data.get("sentences", ())),
        )

    def to_dataframe(self) -> pd.DataFrame:
        """Return one row a tag with the columns of `stance predict --format csv` (needs pandas)."""
        from stance.views.rows import dataframe

        return dataframe([self])

    def to_html(self) -> str:
        """Return the tagged article as one self-contained HTML page."""
        from stance.views.html import article_page

        return article_page([self])
