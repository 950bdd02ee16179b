"""Sentences of an article -> mentions with actor ids: read one by one, resolved in the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

from stance.actors.gazetteer import Gazetteer
from stance.actors.lexicon import Reading
from stance.actors.memory import Memory, choose, gap, state_of
from stance.actors.mention import Mention
from stance.actors.reader import SentenceReader
from stance.actors.scanner import Found, Place, Sentence

_STATELESS = frozenset({"organisation", "group", "member", "before"})
# An article or possessive is no part of a mention (labels/CODEBOOK.md, Mention).
_LEADING = frozenset({"the", "a", "an", "his", "her", "its", "their", "our", "whose"})
_PLURAL_PRONOUNS = frozenset({"they", "them", "it", "we", "their", "its"})
_PERSON_PRONOUNS = frozenset({"he", "she", "him", "his", "her", "i"})


class MentionFinder:
    """Finds who is named in the sentences of an article.

    One finder may read any number of articles; nothing is remembered from one article to the next.
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        """Use `gazetteer`, the library's own by default."""
        self.gazetteer = gazetteer or Gazetteer.load()
        self._reader = SentenceReader(self.gazetteer)

    def find(self, sentences: Sequence[str], date: str | None = None) -> list[list[Mention]]:
        """Return the mentions of each sentence, in order of their start.

        Args:
            sentences: The sentences of one article, in order (coreference runs across them).
            date: The article's date as ISO text (`1962-10-22`, `1962-10` or `1962`); without one the
                era is read off the people and former states that the article names.
        """
        read = [self._reader.read(text) for text in sentences]
        memory = self._memory(read, date)
        return [self._resolve(text, sentence, memory) for text, sentence in zip(sentences, read, strict=True)]

    def resolve(self, sentence: str, start: int, end: int, context: Sequence[str] = (), date: str | None = None) -> str:
        """Return the actor id of the words `sentence[start:end]`, given by someone else than this finder.

        Args:
            sentence: The sentence.
            start: First character of the mention.
            end: One past its last character.
            context: The sentences of the article before this one.
            date: The article's date as ISO text.
        """
        first, _, rest = sentence[start:end].partition(" ")
        if rest.strip() and first.lower() in _LEADING:
            start = end - len(rest.lstrip())
        read = [self._reader.read(text) for text in (*context, sentence)]
        memory = self._memory(read, date)
        for text, earlier in zip(context, read, strict=False):
            self._resolve(text, earlier, memory)
        span = self._reader.read(sentence[start:end])
        named = [actor for found in span.found if (actor := self._named(found, memory))]
        last = read[-1]
        mentions = self._resolve(sentence, last, memory)
        same = [mention.actor for mention in mentions if (mention.start, mention.end) == (start, end)]
        if same:
            return next((actor for actor in same if actor in named), same[0])
        if named:
            return named[-1]
        return self._resolve_unread(last, span, mentions, memory, start, end)

    def _resolve_unread(self, sentence: Sentence, span: Sentence, mentions: Sequence[Mention], memory: Memory,
                        start: int, end: int) -> str:  # fmt: skip
        """Resolve words that the finder passes over: places, bare agents, unknown names."""
        overlapping = [mention for mention in mentions if mention.start < end and mention.end > start]
        if overlapping:
            return max(overlapping, key=lambda mention: _overlap(mention, start, end)).actor
        token = sum(1 for _, stop in sentence.spans if stop <= start)
        side = next((found.side for found in span.found), "")
        if span.places:
            return _owned_by(choose(span.places[0].readings, memory.day, memory.in_play), side, memory.known_states)
        actors = [(found, actor) for found in sentence.found if (actor := self._named(found, memory))]
        scene = Scene(actors, sentence.places, memory, self.gazetteer.group_states)
        for found in span.found:
            found.start, found.weak = token, False
            if found.how != "remembered" and (resolved := scene.resolve(found, self.gazetteer)):
                return resolved[0]
        pronoun = sentence.words[token : token + 1]
        if pronoun and pronoun[0].lower() in _PERSON_PRONOUNS and memory.persons:
            return memory.persons[-1]
        if pronoun and pronoun[0].lower() in _PLURAL_PRONOUNS and memory.plurals:
            return memory.plurals[-1]
        return scene.apposed(token) or scene.state_for(token) or "OTHER"

    def _memory(self, read: Sequence[Sentence], date: str | None) -> Memory:
        memory = Memory(date or era(read, self.gazetteer.states), self.gazetteer.states)
        _survey(read, memory)
        self._remember_full_names(read, memory)
        return memory

    # -- names ---------------------------------------------------------------------------------------

    def _remember_full_names(self, read: Sequence[Sentence], memory: Memory) -> None:
        """Headlines and leads use a surname before the full name comes: learn full names first."""
        for sentence in read:
            for found in sentence.found:
                if found.name and found.how in ("readings", "titled") and found.readings_kind() != "surname":
                    actor = self._named(found, memory)
                    if actor and found.readings_kind() != "common surname":
                        memory.people.setdefault(found.name, actor)

    def _named(self, found: Found, memory: Memory) -> str:
        """Return the actor of a phrase that needs only the article's date and people, "" if unknown."""
        if found.how == "readings":
            return self._name_actor(found, memory)
        if found.how == "owned":
            owner = self._at_home(self._owner(found, memory), memory)
            if owner.actor == "OTHER" and not found.head.endswith("s"):
                return ""  # `the West African nation`: one state, to be found in the article
            return _owned_by(owner, found.side, memory.known_states)
        if found.how == "titled":
            return self._titled_actor(found, memory)
        if found.how == "nickname":
            pair = {"PRK": "KOR", "KOR": "PRK"}
            actor = found.readings[0].actor
            return actor if memory.in_play[actor] or memory.in_play[pair.get(actor, actor)] else ""
        if found.how in ("title", "remembered"):
            return memory.people.get(found.name, "")
        return ""

    def _at_home(self, owner: Reading, memory: Memory) -> Reading:
        """Serbs in an article on Bosnia are Bosnian Serbs: a people also lives where only that state is named."""
        if owner.kind != "ethnic":
            return owner
        _, _, also = owner.extra.partition("|")
        if not also or memory.in_play[owner.actor]:
            return owner
        elsewhere = max(also.split(), key=lambda state: memory.in_play[state])
        return owner._replace(actor=elsewhere, extra="REB|") if memory.in_play[elsewhere] else owner

    def _owner(self, found: Found, memory: Memory) -> Reading:
        reading = choose(found.readings, memory.day, memory.in_play)
        if found.name and found.name in memory.people:
            return reading._replace(actor=memory.people[found.name])
        return reading

    def _name_actor(self, found: Found, memory: Memory) -> str:
        reading = choose(self._of_title(found, memory), memory.day, memory.in_play)
        if reading.kind in ("surname", "common surname"):
            if found.name in memory.people:
                return memory.people[found.name]
            if found.titled:
                return reading.actor
            if reading.kind == "common surname":
                return _in_office(found.readings, memory)
            if memory.day and gap(reading, memory.day) > 12:
                return ""
        if reading.kind == "ethnic":
            return _owned_by(self._at_home(reading, memory), found.side, memory.known_states)
        if reading.kind == "person" and memory.people.get(found.name) in {other.actor for other in found.readings}:
            return memory.people[found.name]
        return reading.actor

    def _of_title(self, found: Found, memory: Memory) -> list[Reading]:
        """`rebel leader X`, `opposition leader X`: the terms in which X was no officer of the state."""
        if not found.titled or found.side not in ("REB", "OPP"):
            return found.readings
        states = memory.known_states
        return [reading for reading in found.readings if reading.actor not in states] or found.readings

    def _titled_actor(self, found: Found, memory: Memory) -> str:
        owner = choose(found.owners, memory.day, memory.in_play)
        actor = _owned_by(owner, found.side, memory.known_states)
        if found.readings:
            same = [reading for reading in self._of_title(found, memory) if reading.actor[:3] == owner.actor[:3]]
            if same:
                return choose(same, memory.day).actor
        return actor

    # -- the sentence --------------------------------------------------------------------------------

    def _resolve(self, text: str, sentence: Sentence, memory: Memory) -> list[Mention]:
        actors: list[tuple[Found, str]] = []
        pending: list[Found] = []
        for found in sentence.found:
            actor = self._named(found, memory)
            if actor:
                actors.append((found, actor))
                memory.see(found, actor)
            elif found.how not in ("readings", "nickname"):
                pending.append(found)
        scene = Scene(actors, sentence.places, memory, self.gazetteer.group_states)
        for found in pending:
            for actor in scene.resolve(found, self.gazetteer):
                actors.append((found, actor))
        actors += _later_surnames(sentence, actors, memory)
        mentions = [_mention(text, sentence, found, actor) for found, actor in actors]
        memory.end_sentence(actors, sentence.places)
        return sorted(set(mentions), key=lambda mention: (mention.start, mention.end, mention.actor))


class Scene:
    """The states and actors in play in one sentence, for what the sentence leaves unnamed."""

    def __init__(self, actors: list[tuple[Found, str]], places: list[Place], memory: Memory,
                 group_states: dict[str, str]) -> None:  # fmt: skip
        self.memory = memory
        self.actors = actors
        self.group_states = group_states
        states = memory.known_states
        self.states = sorted(
            [(found.start, state_of(actor, states), False) for found, actor in actors
             if state_of(actor, states) and "peacekeep" not in found.head]
            + [(place.token, actor, place.locative) for place in places
               if (actor := state_of(choose(place.readings, memory.day).actor, states))]
        )  # fmt: skip

    def resolve(self, found: Found, gazetteer: Gazetteer) -> list[str]:
        """Return the actors of a phrase without an owner of its own; none where it had better be left out."""
        if found.how == "pronoun":
            return self._pronoun(found)
        if found.how == "both":
            return self._both(found)
        if found.how == "described":
            return self._described(found, gazetteer)
        if found.how == "possessive":
            return self._possessive(found)
        if found.how == "title":
            actor = self._bare(found, gazetteer)
            if actor and found.name:
                self.memory.people[found.name] = actor
            return [actor] if actor else []
        if found.how == "remembered" or found.weak:
            return []
        actor = self._bare(found, gazetteer)
        return [actor] if actor else []

    def _bare(self, found: Found, gazetteer: Gazetteer) -> str:
        """`the rebels`, `police`: a group named in the article, else the state in play."""
        if found.side == "REB":
            scene = next((state for _, state, locative in self.states if locative), "")
            for group in reversed(self.memory.groups):
                home = self.group_states.get(group) or group[:3]
                if (group in gazetteer.armed or group.endswith("-REB")) and scene in ("", home):
                    return group
        state = self.state_for(found.start)
        if not state:
            return "OTHER"
        return f"{state}-{found.side}" if found.side else state

    def state_for(self, token: int) -> str:
        """Return the state in play at a token: of the place, else the last named, else the article's."""
        after = [state for at, state, locative in self.states if at > token and locative]
        if after:
            return after[0]
        before = [state for at, state, _ in self.states if at < token]
        if before:
            return before[-1]
        if self.memory.states:
            return self.memory.states.most_common(1)[0][0]
        rest = [state for at, state, _ in self.states if at > token]
        if rest:
            return rest[0]
        in_play = [actor for actor, _ in self.memory.in_play.most_common()]
        states = [actor for actor in in_play if state_of(actor, self.memory.known_states) == actor]
        named = [actor for _, actor in self.actors] + in_play
        return next(iter(states + [state for actor in named if (state := self.group_states.get(actor))]), "")

    def apposed(self, token: int) -> str:
        """Return the state named within a few words after `token` (`X Y, deputy director of Seoul's ...`)."""
        return next((state for at, state, _ in self.states if token < at <= token + 9), "")

    def _described(self, found: Found, gazetteer: Gazetteer) -> list[str]:
        ids = gazetteer.descriptions[found.head.lower()]
        for actor in reversed(self.memory.named + [actor for _, actor in self.actors]):
            if actor in ids:
                return [actor]
        if found.weak:
            return []
        actor = self._bare(found, gazetteer)
        return [actor] if actor else []

    def _both(self, found: Found) -> list[str]:
        if found.side:
            state = self.state_for(found.start)
            return [f"{state}-{found.side}"] if state else ["OTHER"]
        named = list(dict.fromkeys(actor for other, actor in self.actors if other.start < found.start))
        if len(named) >= 2:
            return named[:2]
        parties = [state for state, _ in self.memory.states.most_common(4)]
        pair = (named + [state for state in parties if state not in named])[:2]
        return pair if len(pair) == 2 else []

    def _possessive(self, found: Found) -> list[str]:
        owners = [actor for other, actor in self.actors if other.start < found.start]
        owner = owners[-1] if owners else (self.memory.named[-1] if self.memory.named else "")
        if not owner:
            return []
        if found.side and state_of(owner, self.memory.known_states) == owner:
            return [f"{owner}-{found.side}"]
        return [owner]

    def _pronoun(self, found: Found) -> list[str]:
        pool = self.memory.persons if found.head in _PERSON_PRONOUNS else self.memory.plurals
        here = {actor for _, actor in self.actors}
        if not pool or pool[-1] in here or (found.start > 3 and here):
            return []
        return [pool[-1]]


def _later_surnames(sentence: Sentence, actors: list[tuple[Found, str]], memory: Memory) -> list[tuple[Found, str]]:
    """Surnames of people whom only this article knows (`X Y, the Greek prime minister ... Y said`)."""
    later: list[tuple[Found, str]] = []
    for name in sorted(memory.people.keys() & set(sentence.words)):
        token = sentence.words.index(name)
        if name[0].isupper() and not any(found.start <= token < found.end for found, _ in actors):
            later.append((Found(token, token + 1, "name", "readings", name=name), memory.people[name]))
    return later


def _in_office(readings: Sequence[Reading], memory: Memory) -> str:
    """Return the actor of a very common surname: of those in office at the time, the one whose side is in play."""
    actors = {reading.actor for reading in readings
              if memory.day and not gap(reading, memory.day) and memory.in_play[reading.actor]}  # fmt: skip
    return actors.pop() if len(actors) == 1 else ""


def _survey(read: Sequence[Sentence], memory: Memory) -> None:
    """Count the actors that the whole article names without doubt."""
    for sentence in read:
        for readings in [found.readings for found in sentence.found] + [place.readings for place in sentence.places]:
            if (
                readings
                and readings[0].kind not in ("common surname", "ethnic")
                and len({reading.actor for reading in readings}) == 1
            ):
                memory.in_play[readings[0].actor] += 1


def era(read: Sequence[Sentence], states: Container[str]) -> str | None:
    """Return the year (ISO text) that most dated people and former states of an article share, or None."""
    years: Counter[int] = Counter()
    for sentence in read:
        for word in sentence.words:
            if len(word) == 4 and word.isdigit() and 1945 <= int(word) <= _LAST_YEAR:
                years[int(word)] += 3
        for place in sentence.places:
            if len(place.readings) == 1 and (last := _FORMER.get(place.readings[0].actor)):
                for year in range(1945, last):
                    years[year] += 3
        for found in sentence.found:
            served: dict[int, int] = {}
            for reading in [*found.readings, *found.owners]:
                if reading.kind in ("person", "surname") and reading.since:
                    last = int(reading.until[:4]) if reading.until else _LAST_YEAR
                    votes = (3 if reading.kind == "person" else 1) + (state_of(reading.actor, states) == reading.actor)
                    served |= {
                        year: max(votes, served.get(year, 0)) for year in range(int(reading.since[:4]), last + 1)
                    }
                elif reading.actor in _FORMER and len(found.readings) == 1:
                    served |= dict.fromkeys(range(1945, _FORMER[reading.actor]), 3)
            years.update(served)
    if not years:
        return None
    best = max(years.values())
    return str(max(year for year, votes in years.items() if votes == best))


_LAST_YEAR = 2026
_FORMER = {
    "SUN": 1992,
    "YUG": 2003,
    "DDR": 1991,
    "CSK": 1993,
    "VDR": 1976,
    "RHO": 1980,
    "YMD": 1990,
    "SCG": 2006,
}


def _owned_by(owner: Reading, side: str, states: Container[str]) -> str:
    """Return the actor that an owner and the side of its agent make together."""
    if owner.kind == "ethnic":
        side = side if side and side != "state" else owner.extra.split("|")[0]
        return f"{owner.actor}-{side}" if side else owner.actor
    if owner.kind in _STATELESS or not side or state_of(owner.actor, states) != owner.actor:
        return owner.actor
    return f"{owner.actor}-{side}"


def _mention(text: str, sentence: Sentence, found: Found, actor: str) -> Mention:
    first = found.start
    if found.end - first > 1 and sentence.words[first].lower() in _LEADING:
        first += 1
    start, end = sentence.spans[first][0], sentence.spans[found.end - 1][1]
    return Mention(start, end, text[start:end], actor, found.kind)


def _overlap(mention: Mention, start: int, end: int) -> tuple[int, int]:
    shared = min(mention.end, end) - max(mention.start, start)
    return shared, -(mention.end - mention.start)
