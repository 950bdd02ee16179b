"""Parts of noun phrases, as the reader asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.actors.scanner import Found, Lexeme, Place, Scanner
from stance.actors.words import (
    AFTER_NOUN,
    BOTH,
    DETERMINERS,
    JOINED,
    NOT_NAMES,
    OWNERS,
    PARTICLES,
    PERSONS,
    POSSESSIVE,
)

if TYPE_CHECKING:
    pass


class PhraseParts(Scanner):
    """The parts of noun phrases: heads, owners, names, determiners, joined owners."""

    def _coordinated(self, number: int) -> list[Lexeme]:
        """`Belgian, Dutch and German` before an agent: all of them own it."""
        owners = [self.lexemes[number]]
        if owners[0].kind not in JOINED:
            return owners
        while True:
            index = owners[-1].end
            while index < len(self.words) and self.words[index] in (",", "and", "the", "/", "-"):
                index += 1
            following = self.at.get(index)
            if index == owners[-1].end or following is None or self.lexemes[following].kind not in JOINED:
                break
            owners.append(self.lexemes[following])
        if len(owners) > 1 and owners[-1].kind == "state":
            return owners[:1]
        if len(owners) > 1 and any(owner.kind not in ("adjective", "before", "ethnic") for owner in owners[:1]):
            return owners[:1]
        return owners

    def _genitive(self, index: int) -> int:
        words = self.words
        if index < len(words) and words[index] == "'":
            if index + 1 < len(words) and words[index + 1] in ("s", "S"):
                return index + 2
            return index + 1
        return index

    def _head(self, index: int) -> tuple[int, str, bool, str] | None:
        """Return `(end, side, is title, word)` of the agent chain from `index`; None without one."""
        words, at, lexemes, size = self.words, self.at, self.lexemes, len(self.words)
        end, side, title, word, steps = 0, "", False, "", 0
        while index < size and steps < 6:
            number = at.get(index)
            steps += 1
            if number is not None:
                lexeme = lexemes[number]
                if lexeme.kind == "body" or (
                    lexeme.kind == "organisation" and words[index] in ("Security", "General", "Human")
                ):
                    index = end = lexeme.end
                    title, word = False, words[end - 1]
                    continue
                if lexeme.kind == "agent":
                    reading = lexeme.readings[0]
                    index = end = lexeme.end
                    side, title = side or reading.actor, "t" in reading.extra
                    word = " ".join(words[lexeme.start : lexeme.end])
                    continue
                if lexeme.kind != "act" or not words[index].islower() or words[index] not in self._modifiers:
                    break
            lower = words[index].lower()
            if lower not in self._modifiers and not lower.isdigit():
                break
            index += 1
        return (end, side, title, word) if end else None

    def _flags(self, end: int) -> str:
        for lexeme in reversed(self.lexemes):
            if lexeme.end == end:
                return lexeme.readings[0].extra
        return ""

    def _left(self, start: int) -> int:
        """Extend a phrase to the left over its modifiers and one determiner."""
        words, index, steps = self.words, start, 0
        while index > self.used and steps < 4:
            word = words[index - 1]
            if word in DETERMINERS or word in POSSESSIVE:
                return index - 1
            lower = word.lower()
            if (lower in self._modifiers or lower.isdigit()) and word != "-" and index - 1 not in self.at:
                index -= 1
                steps += 1
                continue
            break
        return index

    def _owner_after(self, end: int) -> tuple[list[Lexeme], int]:
        """`police in Vancouver`, `the presidents of Guinea and Mauritania`: the owners and where they end."""
        words = self.words
        if words[end : end + 2] == ["loyal", "to"]:
            return self._loyal_to(end + 2, end)
        if end + 1 >= len(words) or words[end] not in ("of", "in", "from", "at", "under", "for"):
            return [], end
        index = end + 1
        while index < len(words) and words[index] in (
            "the",
            "northern",
            "southern",
            "eastern",
            "western",
            "all",
            "General",
            "President",
        ):
            index += 1
        number = self.at.get(index)
        if number is None or self.lexemes[number].kind not in OWNERS:
            return [], end
        owners = [self.lexemes[number]]
        after = owners[-1].end
        if after + 1 < len(words) and words[after] == "and" and words[end] == "of":
            second = self.at.get(after + 1)
            if second is not None and self.lexemes[second].kind == owners[0].kind:
                owners.append(self.lexemes[second])
        if owners[-1].kind in ("adjective", "ethnic") or self._genitive(owners[-1].end) != owners[-1].end:
            return [], end
        return owners, owners[-1].end

    def _loyal_to(self, index: int, end: int) -> tuple[list[Lexeme], int]:
        """`troops loyal to Ivory Coast leader Laurent Gbagbo`: theirs is the last owner of the run."""
        owner: Lexeme | None = None
        for position in range(index, min(index + 8, len(self.words))):
            number = self.at.get(position)
            if (
                number is not None
                and self.lexemes[number].kind in OWNERS
                and (owner is None or position <= owner.end + 3)
            ):
                owner = self.lexemes[number]
        return ([owner], owner.end) if owner else ([], end)

    def _person_after(self, index: int) -> int:
        """Return the end of the person's name that starts at `index`, 0 where none does."""
        number = self.at.get(index)
        if number is not None:
            kind = self.lexemes[number].kind
            if kind == "person":
                return self.lexemes[number].end
            if kind not in PERSONS and kind not in ("city", "state"):
                return 0
            if kind in ("city", "state") and not (
                self.lexemes[number].end < len(self.words) and self._name_word(self.words[self.lexemes[number].end])
            ):
                return 0
        return self._name_end(index)

    def _name_end(self, index: int) -> int:
        """Return where a run of name words (`Tamim bin Hamad Al Thani`) ends, 0 for none."""
        words, end, start = self.words, index, index
        while end < len(words) and end - start < 7:
            word = words[end]
            if self._name_word(word) and word not in NOT_NAMES:
                end += 1
                if len(word) == 1 and end < len(words) and words[end] == ".":
                    end += 1
            elif end > start and (word in PARTICLES or (word == "-" and self._tight(end))) and self._name_follows(end):
                end += 1
            else:
                break
        return end if end > start else 0

    def _name_follows(self, index: int) -> bool:
        following = self.words[index + 1 : index + 3]
        return bool(following) and (
            self._name_word(following[0]) or (following[0] in "-" + "" or following[0] in PARTICLES)
        )

    def _skip_place(self, index: int) -> None:
        number = self.at.get(index)
        if number is not None and self.lexemes[number].kind in ("state", "capital", "organisation", "city"):
            self._place(self.lexemes[number], True)
            self.used = self.lexemes[number].end

    def _is_both(self, start: int, end: int) -> bool:
        return any(word in BOTH for word in self.words[start:end]) or (start > 0 and self.words[start - 1] in BOTH)

    def _act_after(self, index: int) -> bool:
        """An act noun within three words, only modifiers and agents before it (`helicopter strike`)."""
        for position in range(index, min(index + 3, len(self.words))):
            number = self.at.get(position)
            kind = self.lexemes[number].kind if number is not None else ""
            if kind == "act":
                return True
            if kind != "agent" and self.words[position].lower() not in self._modifiers:
                return False
        return False

    def _ends_phrase(self, index: int) -> bool:
        """No noun follows: the next word is a sign, a verb-like or a small word."""
        if index >= len(self.words):
            return True
        word = self.words[index]
        return not word[0].isalnum() or word in AFTER_NOUN or (word.endswith("ed") and word.islower())

    def _tight(self, index: int) -> bool:
        spans = self.out.spans
        return (
            0 < index < len(spans) - 1
            and spans[index - 1][1] == spans[index][0]
            and spans[index][1] == spans[index + 1][0]
        )

    def _place(self, lexeme: Lexeme, locative: bool, received: bool = False) -> None:
        self.out.places.append(Place(lexeme.start, lexeme.readings, locative, received, lexeme.end))

    def _emit(self, found: Found) -> None:
        self.out.found.append(found)
