"""The noun of this package: a stretch of a sentence that names an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MentionKind = Literal["name", "nominal", "pronoun"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a sentence that name an actor.

    Attributes:
        start: First character in the sentence.
        end: One past the last character; `sentence[start:end] == text`.
        text: The words, letter by letter as in the sentence.
        actor: Actor id (`RUS`, `NATO`, `COL-REB`, `OTHER`).
        kind: `name` (Moscow, Putin), `nominal` (Russian troops, the rebels) or `pronoun` (He).
    """

    start: int
    end: int
    text: str
    actor: str
    kind: MentionKind
