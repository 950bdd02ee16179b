"""Sentences -> words -> lexemes: the longest runs of words that the gazetteer knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stance.actors.words import NOT_NAMES

if TYPE_CHECKING:
    from stance.actors.gazetteer import Gazetteer
    from stance.actors.lexicon import Reading
    from stance.actors.mention import MentionKind


@dataclass(slots=True)
class Lexeme:
    """A run of tokens that the gazetteer knows, with its readings."""

    start: int
    end: int
    kind: str
    readings: list[Reading]


@dataclass(slots=True)
class Found:
    """A phrase of tokens `[start, end)`.

    `how` says what is known: `readings` (a name: choose by date), `owned` (the readings are its owner's),
    `bare` (an agent without owner), `possessive` (his, their ...), `both` (the two sides), `pronoun`,
    `described` (the alliance), `title` (an unknown person whose state is in play).
    """

    start: int
    end: int
    kind: MentionKind
    how: str
    readings: list[Reading] = field(default_factory=list)
    side: str = ""
    head: str = ""
    name: str = ""
    weak: bool = False
    owners: list[Reading] = field(default_factory=list)
    titled: bool = False

    def readings_kind(self) -> str:
        """Return the kind of the first reading, "" for none."""
        return self.readings[0].kind if self.readings else ""


@dataclass(slots=True)
class Place:
    """An actor in play without being a doer: a city, an adjective, `in Iran`, `told Iran`."""

    token: int
    readings: list[Reading]
    locative: bool = False
    received: bool = False
    end: int = 0


@dataclass(slots=True)
class Sentence:
    """What a sentence holds."""

    words: list[str]
    spans: list[tuple[int, int]]
    found: list[Found] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


_DATELINE = re.compile(
    r"^[A-Z][A-Z'’.\- /]{2,40}(?:,? [A-Z][A-Za-z.,\- ]{1,25})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}"
    r"(?:, \d{4})?)?,? ?"
    r"(?:\([^)]{2,40}\) ?)?(?: ?[-–—]{1,2} |: )"
)


FURNITURE = re.compile(
    r"\W*(?:additional reporting|reporting (?:by|from)|writing by|editing by|photo(?:graph)?s? (?:by|credit)|"
    r"credit\b|click here|source:|original url|sign up|related (?:article|post))",
    re.IGNORECASE,
)


class Scanner:
    """Cuts a sentence into words and finds the runs that the gazetteer knows.

    Attributes (of the sentence in hand):
        words: Its words.
        lexemes: The known runs, in order; `at` maps a run's first word to its number.
        headline: Whether it is a headline in capitals.
        used: The first word that no phrase has taken yet.
        out: What has been found so far.
    """

    words: list[str]
    lexemes: list[Lexeme]
    at: dict[int, int]
    headline: bool
    used: int
    out: Sentence

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._heads = gazetteer.heads
        self._lookup = gazetteer.lookup
        self._modifiers = gazetteer.modifiers
        self._descriptions = gazetteer.descriptions
        self._contexts = gazetteer.contexts

    def _scan(self, words: list[str]) -> list[Lexeme]:
        heads, lookup = self._heads, self._lookup
        lexemes: list[Lexeme] = []
        done, size = 0, len(words)
        for index, word in enumerate(words):
            if index < done or word not in heads:
                continue
            for length in heads[word]:
                if index + length > size:
                    continue
                form = word if length == 1 else " ".join(words[index : index + length])
                readings = lookup(form)
                if readings is not None:
                    done = index + length
                    if form in self._contexts and self._trapped(words, index, done, self._contexts[form]):
                        break
                    lexemes.append(Lexeme(index, done, readings[0].kind, readings))
                    break
        return lexemes

    def _trapped(self, words: list[str], start: int, end: int, conditions: list[str | list[str]]) -> bool:
        """Is this name a trap here: a person (`Jordan Spieth`), a namesake (`Georgia` near `Atlanta`)?"""
        for condition in conditions:
            if condition == "name":
                if self.headline:
                    continue
                following = words[end] if end < len(words) else "."
                if self._name_word(following) and following not in NOT_NAMES and following not in self._heads:
                    return not following.isupper()
            elif not set(words).isdisjoint(condition):
                return True
        return False

    def _dateline(self, text: str) -> int:
        """Return the number of tokens of a dateline (`LONDON, Dec. 4 (Reuters) -`), 0 without one."""
        if not text[:3].isupper():
            return 0
        match = _DATELINE.match(text)
        if not match:
            return 0
        return sum(1 for start, _ in self.out.spans if start < match.end())

    def _name_word(self, word: str) -> bool:
        return word[0].isupper() and (len(word) == 1 or not word.isupper() or len(word) > 3)
