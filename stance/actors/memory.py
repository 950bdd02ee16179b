"""What an article has named so far: the ground for titles, surnames, descriptions and pronouns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from typing import TYPE_CHECKING

from stance.actors.lexicon import Reading

if TYPE_CHECKING:
    from stance.actors.scanner import Found, Place

TODAY = "9999"


def choose(readings: list[Reading], day: str | None, in_play: Container[str] = ()) -> Reading:
    """Return the reading that holds on `day` (ISO text), else the nearest; without a day the latest.

    Where several hold, the first whose actor is `in_play` wins, else the first.
    """
    if len(readings) == 1:
        return readings[0]
    day = day or TODAY
    best, best_gap = readings[0], 10**9
    for reading in readings:
        distance = gap(reading, day)
        if distance < best_gap or (distance == best_gap and best.actor not in in_play and reading.actor in in_play):
            best, best_gap = reading, distance
    return best


def gap(reading: Reading, day: str) -> int:
    """Years between `day` and the time in which the reading holds, 0 inside it."""
    since, until = reading.since, reading.until
    if since and day < since[: len(day)] and day < since:
        return 1 + int(since[:4]) - int(day[:4])
    if until and day[: len(until)] >= until and not (len(until) == 4 and day[:4] == until):
        return 1 + int(day[:4]) - int(until[:4])
    return 0


def state_of(actor: str, states: Container[str]) -> str:
    """Return the state behind an actor id (`COL-REB` -> `COL`), "" for a group or an organisation."""
    state = actor[:3] if actor[3:] in ("", "-REB", "-OPP", "-CIV") else ""
    return state if state in states else ""


class Memory:
    """The actors of one article, most recent last."""

    def __init__(self, day: str | None, known_states: Container[str]) -> None:
        self.day = day
        self.known_states = known_states
        self.people: dict[str, str] = {}
        self.states: Counter[str] = Counter()
        self.in_play: Counter[str] = Counter()
        self.named: list[str] = []
        self.persons: list[str] = []
        self.plurals: list[str] = []
        self.groups: list[str] = []

    def see(self, found: Found, actor: str) -> None:
        """Record that a phrase of the sentence in hand names `actor`."""
        if found.name:
            self.people.setdefault(found.name, actor)

    def end_sentence(self, actors: list[tuple[Found, str]], places: list[Place]) -> None:
        """Record a sentence's actors for the sentences after it."""
        for found, actor in sorted(actors, key=lambda item: -item[0].start):
            if actor == "OTHER" or found.kind == "pronoun":
                continue
            self.named.append(actor)
            (self.persons if found.name and found.kind == "name" else self.plurals).append(actor)
            if state := state_of(actor, self.known_states):
                self.states[state] += 2
            if actor.endswith("-REB") or not state:
                self.groups.append(actor)
        for place in places:
            if place.received:
                self.named.insert(0, choose(place.readings, self.day).actor)
            if state := state_of(choose(place.readings, self.day).actor, self.known_states):
                self.states[state] += 1
