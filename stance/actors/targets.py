"""Whom a tag points at: every other actor in sight is scored by where and how it stands to the mention.

The rules are named features (`after rank 0`, `after, word before: against`, `joined, mutual`); each adds its
weight, and the candidate with the highest sum is the target. The weights lie in `data/target_weights.json`; they
are fitted as a conditional logit on labelled text by `python -m benchmarks.actors --fit-targets`: a few hundred
numbers that anyone can read, and no name among them but those of a few organisations.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from stance.actors.gazetteer import Gazetteer
from stance.actors.memory import choose, state_of
from stance.actors.mention import Mention
from stance.actors.reader import SentenceReader
from stance.actors.scanner import Place

WEIGHTS = Path(__file__).parent / "data" / "target_weights.json"


def find_target(
    sentence: str,
    mention: Mention,
    mentions: Sequence[Mention],
    stance: str,
    *,
    earlier: Sequence[Sequence[Mention]] = (),
    gazetteer: Gazetteer | None = None,
) -> str | None:
    """Return the id of the actor at whom `mention`'s stance points, None where no other actor is in sight.

    Args:
        sentence: The sentence.
        mention: The mention that bears the stance.
        mentions: All mentions of the sentence.
        stance: The stance's label (a default one helps; any other is taken as neutral).
        earlier: The mentions of the article's earlier sentences: the other party may stand only there.
        gazetteer: Knows places and adjectives, which are no mentions but may be targets (`into Vietnam`).
    """
    weights = target_weights()
    best, best_score = None, 0.0
    for actor, names in candidates(sentence, mention, mentions, stance, earlier=earlier, gazetteer=gazetteer):
        score = sum(weights.get(name, 0.0) for name in names)
        if best is None or score > best_score:
            best, best_score = actor, score
    return best or None


@cache
def target_weights() -> Mapping[str, float]:
    """Return the weight of each feature."""
    try:
        weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return weights


@dataclass(frozen=True, slots=True)
class _Seen:
    """An actor somewhere in the sentence, as a mention or as a place."""

    start: int
    end: int
    actor: str
    kind: str


def candidates(
    sentence: str,
    mention: Mention,
    mentions: Sequence[Mention],
    stance: str,
    *,
    earlier: Sequence[Sequence[Mention]] = (),
    gazetteer: Gazetteer | None = None,
) -> Iterator[tuple[str, list[str]]]:
    """Yield `(actor, features)` of every candidate; "" stands for no target."""
    gazetteer = gazetteer or _default_gazetteer()
    states = gazetteer.states
    seen = _seen(sentence, mention, mentions, gazetteer)
    actors = list(dict.fromkeys(other.actor for other in seen))
    article = Counter(other.actor for found in earlier for other in found if other.actor != mention.actor)
    ranked = [actor for actor, _ in article.most_common(3)]
    last = next((other.actor for found in reversed(earlier) for other in found if other.actor != mention.actor), "")
    shape = _Shape(sentence, mention, seen, stance)
    for actor in actors:
        names: set[str] = set()
        for other in seen:
            if other.actor == actor:
                names.update(shape.features(other))
        names.update(_family(mention.actor, actor, states))
        names.update(f"article rank {ranked.index(actor)}" for _ in [0] if actor in ranked)
        yield actor, sorted(names)
    own_state = state_of(mention.actor, states)
    for actor in dict.fromkeys([*ranked[:2], last, own_state]):
        if actor in {*actors, mention.actor, ""}:
            continue
        names = {"absent", *_family(mention.actor, actor, states)}
        names.update(f"absent, article rank {ranked.index(actor)}" for _ in [0] if actor in ranked)
        names.update(["absent, named last"] if actor == last else [])
        names.update(["absent, others here"] if actors else ["absent, nobody here"])
        yield actor, sorted(names)
    yield "", ["none", "none, others here" if actors else "none, nobody here", f"none, {stance}",
               *(["none, no article"] if not article else [])]  # fmt: skip


def _family(actor: str, other: str, states: Container[str]) -> Iterator[str]:
    state, other_state = state_of(actor, states), state_of(other, states)
    if state and state == other_state:
        yield "same country"
        yield f"same country, {actor[3:] or 'state'} on {other[3:] or 'state'}"
    if not other_state:
        yield "no state"
    if other in ("UN", "EU", "AU", "NATO", "ICJ", "OSCE", "UNHCR", "WEST", "EUROPE", "OTHER"):
        yield f"is {other}"


class _Shape:
    """The build of the sentence around the mention."""

    def __init__(self, sentence: str, mention: Mention, seen: Sequence[_Seen], stance: str) -> None:
        self.sentence, self.mention, self.stance, self.seen = sentence, mention, stance, seen
        self.passive = bool(_BY.search(sentence[max(0, mention.start - 60) : mention.start]))
        self.partners = _partners(sentence, mention, seen)
        end = max([mention.end, *(other.end for other in self.partners)])
        self.mutual = bool(_MUTUAL.search(sentence[end : end + 40]))
        mains = [other for other in seen if other.kind not in _PLACES and other not in self.partners]
        self.after = list(dict.fromkeys(other.actor for other in mains if other.start >= end))
        self.before = list(dict.fromkeys(other.actor for other in reversed(mains) if other.end <= mention.start))

    def features(self, other: _Seen) -> Iterator[str]:
        """Yield the names of what holds of `other` as the target."""
        yield f"kind {other.kind}"
        if other in self.partners:
            yield "joined, mutual" if self.mutual else "joined"
            yield f"joined, {self.stance}" + (", mutual" if self.mutual else "")
            if not self.after and not self.before:
                yield "joined, nobody else"
            return
        side = "after" if other.start >= self.mention.end else "before"
        yield side
        yield from self._order(other, side)
        gap = (
            self.sentence[self.mention.end : other.start]
            if side == "after"
            else self.sentence[other.end : self.mention.start]
        )
        yield from self._between(gap, side)
        word = _word_before(self.sentence, other.start)
        yield f"{side}, word before: {word}"
        if other.kind in _PLACES:
            yield f"place, word before: {word}"
        yield f"{side}, {self.stance}"
        if _SPEAKS.match(self.sentence, other.end):
            yield f"{side}, speaks"
        if _GENITIVE.match(self.sentence, other.end):
            yield f"{side}, genitive"
        if self.passive:
            yield f"passive, {side}"

    def _order(self, other: _Seen, side: str) -> Iterator[str]:
        order = self.after if side == "after" else self.before
        if other.actor in order:
            rank = min(order.index(other.actor), 3)
            yield f"{side} rank {rank}"
            passive, alone = ", passive" if self.passive else "", "" if self.after else ", none after"
            yield f"{side} rank {rank}{passive}{alone}"

    def _between(self, gap: str, side: str) -> Iterator[str]:
        yield f"{side}, far {min(len(gap) // 40, 3)}"
        if ";" in gap:
            yield f"{side}, semicolon"
        if "," in gap:
            yield f"{side}, comma"
        if _SAID.search(gap):
            yield f"{side}, said between"
        if _SUB.search(gap):
            yield f"{side}, clause between"


_PLACES = frozenset({"place", "in place", "adjective"})
_JOIN = re.compile(r"\s*(?:,|and|, and|or|&|as well as|along with|together with|/|-)\s*(?:the\s+)?", re.IGNORECASE)
_MUTUAL = re.compile(
    r"\b(?:met|meet|meets|meeting|agree[ds]?|sign(?:ed|s)?|talks?|talked|h[eo]ld|exchang\w+|resum\w+|"
    r"restor\w+|clash\w*|fought|fight\w*|trad(?:ed?|ing)|shook|negotiat\w+|establish\w*|reached?|initial\w*|sat|sit|"
    r"normali[sz]\w+|discuss\w*|conclud\w+|settl\w+|swap\w*|each other|one another|joint\w*|mutual\w*|both|began|opened|"
    r"made peace|shar\w+)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s+(?:the\s+|an?\s+)?(?:[\w.'’-]+\s+){0,4}$", re.IGNORECASE)
_SPEAKS = re.compile(r"(?:'s|’s)?[ ,]+(?:\w+ ){0,2}(?:said|says|told|announced|reported|according)\b")
_SAID = re.compile(r"\b(?:said|says|told|announced|according)\b")
_SUB = re.compile(r"\b(?:after|before|while|when|if|unless|which|who|whose|because|although|though|until|as)\b")
_GENITIVE = re.compile(r"['’]s?\b")
_WORDS_BEFORE = re.compile(
    r"([\w]+)\W*\s(?:(?:the|a|an|its|his|their|President|Mr|Mr\.|Prime|Minister|Foreign)\s+){0,4}$"
)
_KNOWN_WORDS = frozenset(
    [
        "with",
        "against",
        "to",
        "on",
        "at",
        "from",
        "of",
        "for",
        "by",
        "between",
        "in",
        "into",
        "over",
        "toward",
        "towards",
        "and",
        "or",
        "that",
        "if",
        "unless",
        "than",
        "as",
        "after",
        "near",
        "across",
        "through",
        "before",
        "while",
        "but",
        "told",
        "warned",
        "accused",
        "urged",
        "asked",
        "let",
        "made",
        "gave",
        "offered",
        "called",
        "invited",
        "met",
        "visited",
        "supported",
        "recognised",
        "attacked",
        "condemned",
        "blamed",
    ]
)


def _word_before(sentence: str, start: int) -> str:
    match = _WORDS_BEFORE.search(sentence[max(0, start - 60) : start])
    if not match:
        return "start"
    word = match[1].lower()
    if word in _KNOWN_WORDS:
        return word
    return "ed" if word.endswith("ed") else "ing" if word.endswith("ing") else "other"


def _seen(sentence: str, mention: Mention, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[_Seen]:
    """All actors of the sentence but the mention's own: its mentions, then its places and adjectives."""
    seen = [
        _Seen(other.start, other.end, other.actor, other.kind) for other in mentions if other.actor != mention.actor
    ]
    known = {other.actor for other in mentions} | {mention.actor}
    read = _reader(gazetteer).read(sentence)
    for place in read.places:
        actor = choose(place.readings, None, known).actor
        start, end = read.spans[place.token][0], read.spans[place.end - 1][1]
        inside = mention.start <= start < mention.end
        if actor != mention.actor and not inside:
            seen.append(_Seen(start, end, actor, _place_kind(place)))
    return sorted(seen, key=_position)


def _place_kind(place: Place) -> str:
    if place.received:
        return "received"
    if place.locative:
        return "in place"
    return "adjective" if place.readings[0].kind in ("adjective", "ethnic", "before") else "place"


@lru_cache(maxsize=4)
def _reader(gazetteer: Gazetteer) -> SentenceReader:
    return SentenceReader(gazetteer)


@cache
def _default_gazetteer() -> Gazetteer:
    return Gazetteer.load()


def _position(seen: _Seen) -> tuple[int, int]:
    return seen.start, seen.end


def _partners(sentence: str, mention: Mention, seen: Sequence[_Seen]) -> list[_Seen]:
    """Those joined to the mention (`France, Germany and <mention>`), or of the same span (both sides)."""
    partners = [other for other in seen if (other.start, other.end) == (mention.start, mention.end)]
    left, right = mention.start, mention.end
    for other in seen:
        if other.start >= right and _JOIN.fullmatch(sentence[right : other.start]):
            partners.append(other)
            right = other.end
    for other in reversed(seen):
        if other.end <= left and _JOIN.fullmatch(sentence[other.end : left]):
            partners.append(other)
            left = other.start
    return partners
