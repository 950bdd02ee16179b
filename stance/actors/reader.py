"""One sentence -> its noun phrases that may name actors, some of them still to be resolved in the article.

The grammar is small. An *owner* (a state, its adjective, a capital, an organisation, a group, a person) may
have an *agent* after it (`Turkish riot police`, `Iran's parliament`, `Assad's army`) or before it (`police in
Vancouver`, `the leaders of Guinea and Mauritania`). An agent may lead to a person (`Foreign Minister X Y`).
What has no owner is marked with how it is to be resolved (see `Found.how`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.actors.phrases import PhraseParts
from stance.actors.scanner import FURNITURE, Found, Lexeme, Sentence
from stance.actors.tokens import tokenize
from stance.actors.words import (
    COUNTS,
    EVENTS,
    FALLS,
    FIGHTER,
    LED,
    LOCATIVE,
    MASS,
    MESSAGES,
    NAMED,
    NOT_NAMES,
    OBJECT_OF,
    OBJECTS,
    OWNERS,
    PERSONS,
    POLICE_NOUNS,
    POSSESSIVE,
    PREFIXES,
    PREMISES,
    PRONOUNS,
    RECEIVED,
    SUBJECT_BEFORE,
    TITLE_LINK,
    TOWARDS,
)

if TYPE_CHECKING:
    from stance.actors.lexicon import Reading
    from stance.actors.mention import MentionKind


class SentenceReader(PhraseParts):
    """Reads sentences with one gazetteer; holds no state between sentences but the sentence in hand."""

    def read(self, text: str) -> Sentence:
        """Return the phrases of `text` in order of their first token."""
        words, spans = tokenize(text)
        self.out = Sentence(words, spans)
        self.words = words
        self.headline = _is_headline(words)
        self.lexemes = self._scan(words)
        self.at = {lexeme.start: number for number, lexeme in enumerate(self.lexemes)}
        self.used = 0
        if FURNITURE.match(text):
            return self.out
        body = self._dateline(text)
        number = 0
        while number < len(self.lexemes):
            lexeme = self.lexemes[number]
            if lexeme.start >= self.used:
                if lexeme.start < body:
                    self._place(lexeme, False)
                else:
                    self._read_lexeme(number, lexeme)
            number += 1
        self._both_and_pronouns(body)
        self.out.found.sort(key=_first)
        return self.out

    def _read_lexeme(self, number: int, lexeme: Lexeme) -> None:
        kind = lexeme.kind
        if kind == "agent":
            self._agent(lexeme)
        elif kind in PERSONS:
            self._person(lexeme)
        elif kind in OWNERS:
            self._owner(number, lexeme)
        elif kind == "nickname":
            if (
                lexeme.start
                and self.words[lexeme.start - 1].lower() == "the"
                and self._ends_phrase(self._genitive(lexeme.end))
            ):
                self._emit(Found(lexeme.start - 1, lexeme.end, "nominal", "nickname", lexeme.readings))
        elif kind == "trap":
            for reading in lexeme.readings:
                if reading.actor:
                    self._emit(Found(lexeme.start, lexeme.end, "name", "readings", [reading]))
            self.used = lexeme.end

    def _owner(self, number: int, lexeme: Lexeme) -> None:
        owners = self._coordinated(number)
        after = self._genitive(owners[-1].end)
        head = self._head(after)
        if head is None and len(owners) > 1 and self._act_after(after):
            for owner in owners:
                self._emit(Found(owner.start, owner.end, "name", "readings", owner.readings))
            self.used = owners[-1].end
            return
        if head is None and len(owners) > 1:
            owners, after = [lexeme], self._genitive(lexeme.end)
            head = self._head(after) if after != lexeme.end else None
        if head is not None:
            self._owned(owners, *head)
        else:
            self._unowned(lexeme, after)

    def _owned(self, owners: list[Lexeme], end: int, side: str, title: bool, word: str) -> None:
        """Owner and agent: a title leads on to a person, all else is a nominal of each owner."""
        start = owners[0].start
        if title:
            person_end = self._person_after(end)
            if person_end:
                self._titled_person(end, person_end, owners[-1].readings, side)
                return
        start = self._left(start)
        self.used = end
        if self._receives(start, RECEIVED, end) or (word.lower() in PREMISES and self.words[end : end + 1] != ["said"]):
            for owner in owners:
                self._place(owner, False, received=True)
            return
        if title and end < len(self.words) and self.words[end] in TITLE_LINK:
            self._skip_place(end + 1)
        end = max(end, self.used)
        if title and len(owners) == 1 and self._apposed_name(start, end, owners[0].readings, side):
            return
        for owner in owners:
            self._emit(Found(start, end, "nominal", "owned", owner.readings, side=side, head=word))

    def _apposed_name(self, start: int, end: int, owners: list[Reading], side: str) -> bool:
        """`X Y, the Greek prime minister` and `the Greek prime minister, X Y`: the name is the mention."""
        words = self.words
        if start > 2 and words[start - 1] == ",":
            first = start - 1
            while first > 0 and self._name_word(words[first - 1]) and words[first - 1] not in NOT_NAMES:
                first -= 1
            if start - 1 - first >= 2:
                known = any(self._lookup(" ".join(words[first:stop])) for stop in range(first + 1, start))
                if not known or self.at.get(first) is None:
                    self._emit(
                        Found(
                            first,
                            start - 1,
                            "name",
                            "titled",
                            name=words[start - 2],
                            owners=owners,
                            side=side,
                        )
                    )
                    return True
                return self._claim_name(start - 1, owners, side)
        if end + 1 < len(words) and words[end] == ",":
            stop = self._name_end(end + 1)
            if stop - end > 2 and stop < len(words) and words[stop] in (",", ".", ";"):
                self._titled_person(end + 1, self._person_after(end + 1) or stop, owners, side)
                return True
        return False

    def _claim_name(self, end: int, owners: list[Reading], side: str) -> bool:
        """A name that ends at `end` and is nobody's yet becomes that of the title beside it."""
        for found in self.out.found:
            if found.end == end and found.name:
                if found.how == "remembered":
                    found.how, found.owners, found.side = "titled", owners, side
                return True
        return False

    def _unowned(self, lexeme: Lexeme, after: int) -> None:
        """A name or adjective without an agent: a name mention, a place, or nothing but context."""
        words, kind = self.words, lexeme.kind
        before = words[lexeme.start - 1].lower() if lexeme.start else ""
        if (
            before == "the"
            and lexeme.start > 1
            and lexeme.kind == "organisation"
            and words[lexeme.start - 2] in ("at", "in", "join")
        ):
            before = words[lexeme.start - 2]
        hyphen = lexeme.end < len(words) and words[lexeme.end] == "-" and self._tight(lexeme.end)
        if hyphen:
            led = lexeme.end + 1 < len(words) and words[lexeme.end + 1] in LED
            if not led:
                self._place(lexeme, False)
                self.used = lexeme.end + 1
                return
            head = self._head(lexeme.end + 2)
            end = head[0] if head else lexeme.end
            self._emit(
                Found(
                    self._left(lexeme.start) if head else lexeme.start,
                    end,
                    "name",
                    "readings",
                    lexeme.readings,
                )
            )
            self.used = end
            return
        prefix = words[lexeme.start - 2].lower() if lexeme.start > 1 else ""
        if before == "-" and self._tight(lexeme.start - 1) and prefix in PREFIXES:
            self._place(lexeme, False)
            return
        if kind in ("adjective", "before", "ethnic"):
            self._adjective(lexeme, before)
        elif self._attributive(lexeme, before) and after == lexeme.end:
            self._place(lexeme, kind == "capital")
        elif self._receives(lexeme.start, RECEIVED, after) or self._is_object(lexeme, after):
            self._place(lexeme, False, received=True)
        elif kind == "city" or (before in LOCATIVE and _is_place(lexeme) and after == lexeme.end
                                and not self._sends(lexeme.start)):  # fmt: skip
            self._place(lexeme, before in LOCATIVE)
        elif after != lexeme.end and after not in self.at and (stop := self._name_end(after)) > after + 1:
            self._titled_person(after, stop, lexeme.readings, "")
            return
        else:
            start = lexeme.start - 1 if before == "the" else lexeme.start
            self._emit(Found(start, lexeme.end, "name", "readings", lexeme.readings, weak=before in LOCATIVE))
        self.used = lexeme.end

    def _receives(self, start: int, words_before: frozenset[str], end: int) -> bool:
        """`to Egypt`, `told the Israeli government`, `if Iran`: the one acted upon, a target and no doer."""
        index = self._before_article(start)
        if index < 0 or self.words[index] not in words_before or self._acts_later(end):
            return False
        return not (index > 0 and self.words[index] == "to" and self.words[index - 1] in FALLS)

    def _acts_later(self, end: int) -> bool:
        """`bowing to Cairo, which has sent troops`, `for a U.S. drone strike`: acted upon, yet a doer."""
        following = self.words[end : end + 2]
        relative = following[:1] == ["who"] or (following[:1] == [","] and following[1:] in (["who"], ["which"]))
        return relative or self._act_after(end)

    def _before_article(self, start: int) -> int:
        index = start - 1
        while index > 0 and self.words[index].lower() in ("the", "a", "an"):
            index -= 1
        return index

    def _is_object(self, lexeme: Lexeme, after: int) -> bool:
        """`the isolation of Iran`, `into post-war Iraq.`: nothing follows that this name could do."""
        if lexeme.kind not in OBJECTS or lexeme.start == 0 or self._acts_later(after):
            return False
        before = self.words[self._before_article(lexeme.start)].lower()
        if before in TOWARDS:
            return True
        ends = after == len(self.words) or self.words[after] in (".", "?", "!")
        return ends and before.isalpha() and not before.endswith("ed") and before not in SUBJECT_BEFORE

    def _sends(self, start: int) -> bool:
        """`a protest from Beijing`, `orders from Baghdad`: here `from` names a doer, no place."""
        words = self.words
        return start > 1 and words[start - 1] == "from" and words[start - 2].lower() in MESSAGES

    def _attributive(self, lexeme: Lexeme, before: str) -> bool:
        """`the Bucharest summit`, `Baghdad airport`, `13,000 Greeks`: a place or a count, no actor."""
        if lexeme.kind == "people":
            return before.isdigit() or before in COUNTS
        following = self.words[lexeme.end] if lexeme.end < len(self.words) else ""
        if lexeme.kind == "capital" and before == "the" and self.words[lexeme.start] != "Hague":
            return True
        if lexeme.kind == "organisation" and before in ("at", "in", "join", "joined", "joining"):
            return True
        return lexeme.end - lexeme.start <= 2 and lexeme.kind in NAMED and following.lower() in EVENTS

    def _adjective(self, lexeme: Lexeme, before: str) -> None:
        """`the Russian buildup` names RUS by the adjective, `the Chinese` as a people; else context."""
        if before in ("former", "ex"):
            return
        if lexeme.kind == "ethnic" and (before in ("the", "") or self._ends_phrase(lexeme.end)):
            start = lexeme.start - 1 if before == "the" else lexeme.start
            self._emit(Found(start, lexeme.end, "name", "readings", lexeme.readings))
            return
        if self._act_after(lexeme.end):
            self._emit(Found(lexeme.start, lexeme.end, "name", "readings", lexeme.readings))
        elif before == "the" and self._ends_phrase(lexeme.end):
            self._emit(Found(lexeme.start - 1, lexeme.end, "name", "readings", lexeme.readings))
        else:
            self._place(lexeme, False)

    def _person(self, lexeme: Lexeme) -> None:
        after = self._genitive(lexeme.end)
        head = self._head(after) if after != lexeme.end else None
        if lexeme.kind != "person" and self._part_of_other_name(lexeme):
            self._unknown_name(lexeme)
            return
        if head is not None and not head[2]:
            end, side, _, word = head
            self._emit(Found(lexeme.start, end, "nominal", "owned", lexeme.readings, side=side, head=word,
                             name=self._surname(lexeme)))  # fmt: skip
            self.used = end
            return
        self._emit(Found(lexeme.start, lexeme.end, "name", "readings", lexeme.readings, name=self._surname(lexeme)))
        self.used = lexeme.end

    def _surname(self, lexeme: Lexeme) -> str:
        return lexeme.readings[0].extra if lexeme.kind == "person" else self.words[lexeme.end - 1]

    def _part_of_other_name(self, lexeme: Lexeme) -> bool:
        """`Johnson` in `Ron Johnson` or `Johnson Smith`: not the person the surname stands for."""
        words = self.words
        if lexeme.start and self._name_word(words[lexeme.start - 1]) and lexeme.start - 1 >= self.used:
            known = self.at.get(lexeme.start - 1)
            previous = words[lexeme.start - 1]
            if (
                known is None
                and lexeme.start > 1
                and previous not in NOT_NAMES
                and previous not in ("Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "Gen")
            ):
                return True
        end = lexeme.end
        return (
            not self.headline
            and end < len(words)
            and end not in self.at
            and self._name_word(words[end])
            and words[end] not in NOT_NAMES
        )

    def _unknown_name(self, lexeme: Lexeme) -> None:
        """A full name that ends in a known surname by chance: resolve it by the article."""
        start = lexeme.start
        while start > self.used and self._name_word(self.words[start - 1]) and start - 1 not in self.at:
            start -= 1
        end = self._name_end(lexeme.start) or lexeme.end
        self._emit(Found(start, end, "name", "remembered", name=self.words[end - 1]))
        self.used = end

    def _agent(self, lexeme: Lexeme) -> None:
        head = self._head(lexeme.start)
        if head is None:
            return
        end, side, title, word = head
        if title:
            person_end = self._person_after(end)
            if person_end:
                self._titled_person(end, person_end, [], side)
                return
        start = self._left(lexeme.start)
        first = self.words[start]
        before = self.words[start - 1] if start else ""
        possessed = first in POSSESSIVE or before in POSSESSIVE
        owners, owner_end = self._owner_after(end)
        if owners and not possessed:
            self.used = owner_end
            for owner in owners:
                self._emit(Found(start, owner_end, "nominal", "owned", owner.readings, side=side, head=word))
            return
        self.used = end
        if possessed:
            start = start if first in POSSESSIVE else start - 1
            self._emit(Found(start, end, "nominal", "possessive", side=side, head=word))
        elif self.words[start : start + 2] and self._is_both(start, end):
            if before.lower() in OBJECT_OF or before == "between":
                return
            self._emit(Found(start, end, "nominal", "both", side=side, head=word))
        elif first.lower() == "the" and word.lower() in self._descriptions:
            weak = "d" in self._flags(end)
            self._emit(Found(start, end, "nominal", "described", side=side, head=word, weak=weak))
        else:
            before = self.words[start - 1].lower() if start else ""
            following = self.words[end] if end < len(self.words) else ""
            doer = following in ("who", "that", "whose") or (side and following.endswith("ing"))
            doer = doer or self.words[end : end + 2] == [",", "who"]
            weak = "d" in self._flags(end) and not (doer and first.lower() == "the")
            weak = weak or (before in OBJECT_OF and not doer) or self._attributive_agent(first, word, end)
            self._emit(Found(start, end, "nominal", "bare", side=side, head=word, weak=weak))

    def _attributive_agent(self, first: str, word: str, end: int) -> bool:
        """`a military analyst`, `court reform`, `police station`: the agent only describes another noun."""
        lower = word.lower()
        if lower in MASS and first in ("a", "an"):
            return True
        following = self.words[end] if end < len(self.words) else "."
        if lower in FIGHTER and following.islower() and not self._ends_phrase(end):
            return True
        return lower in MASS and following.islower() and following in POLICE_NOUNS

    def _titled_person(self, title_end: int, end: int, owners: list[Reading], side: str) -> None:
        if not owners:
            apposed, _ = self._owner_after(end)
            if apposed and self.words[end] in ("of", "for"):
                owners = apposed[0].readings
                self._place(apposed[0], True)
        number = self.at.get(title_end)
        known = number is not None and self.lexemes[number].kind in PERSONS and self.lexemes[number].end == end
        readings = self.lexemes[number].readings if known and number is not None else []
        name = readings[0].extra if known and readings[0].kind == "person" else self.words[end - 1]
        how = "readings" if known and not owners else "titled" if owners else "title"
        after = self._genitive(end)
        head = self._head(after) if after != end else None
        kind: MentionKind = "name"
        start, stop = title_end, end
        if head is not None and not head[2]:
            stop, kind, side = head[0], "nominal", head[1]
        self._emit(Found(start, stop, kind, how, readings, side=side, name=name, owners=owners, titled=True))
        self.used = stop

    def _both_and_pronouns(self, body: int) -> None:
        words = self.words
        for index in range(body, len(words)):
            if words[index] in PRONOUNS:
                self._emit(Found(index, index + 1, "pronoun", "pronoun", head=words[index].lower()))
        if words[body : body + 1] and words[body] in ("Each", "Neither") and body + 1 not in self.at:
            self._emit(Found(body, body + 1, "pronoun", "both"))


def _is_headline(words: list[str]) -> bool:
    """Every longer word begins with a capital (`Truman Commits Ground Troops`)."""
    longer = [word for word in words if len(word) > 3 and word.isalpha()]
    return len(longer) > 3 and all(word[0].isupper() for word in longer)


def _is_place(lexeme: Lexeme) -> bool:
    return any(reading.kind in ("state", "capital") for reading in lexeme.readings)


def _first(found: Found) -> int:
    return found.start
