"""From entries to one table of surface forms: what the matcher looks up.

A lexicon is plain JSON data, so that it can be cached without pickle:
`entries` maps a run of tokens joined by spaces to its readings, `heads` the first token of every run to the
lengths to try, longest first. A reading is `[kind, actor, from, to, extra]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from stance.actors.files import Entry, date_text
from stance.actors.tokens import key, plain, tokenize

FORMAT = 3


class Reading(NamedTuple):
    """One meaning of a surface form; dates are ISO text, "" where open."""

    kind: str
    actor: str
    since: str = ""
    until: str = ""
    extra: str = ""


class LexiconBuilder:
    """Collects surface forms, their variants of case and accents, and their readings."""

    def __init__(self) -> None:
        self.entries: dict[str, list[list[str]]] = {}
        self.descriptions: dict[str, list[str]] = {}
        self.contexts: dict[str, list[str | list[str]]] = {}
        self.states: set[str] = set()
        self.armed: set[str] = set()
        self.group_states: dict[str, str] = {}

    def add_states(self, entries: Iterable[Entry]) -> None:
        """Add states with their adjectives, capitals, seats and bodies."""
        kinds = {"names": "state", "adjectives": "adjective", "people": "people", "capitals": "capital",
                 "cities": "city", "seats": "seat", "bodies": "body", "as": "nickname"}  # fmt: skip
        for entry in entries:
            self.states.add(entry["id"])
            for field, kind in kinds.items():
                for item in entry.get(field, ()):
                    self._add_item(item, kind, entry["id"])

    def add_organisations(self, entries: Iterable[Entry]) -> None:
        """Add organisations, the adjectives that stand for them and their later descriptions."""
        for entry in entries:
            for item in [*entry["names"], *entry.get("bodies", ())]:
                self._add_item(item, "organisation", entry["id"])
            for item in entry.get("before", ()):
                self._add_item(item, "before", entry["id"])
            for name in entry.get("as", ()):
                self.descriptions.setdefault(name.lower(), []).append(entry["id"])

    def add_groups(self, entries: Iterable[Entry]) -> None:
        """Add groups and the noun phrases for their members."""
        for entry in entries:
            actor = entry["id"]
            since, until = date_text(entry.get("from")), date_text(entry.get("to"))
            for item in entry["names"]:
                self._add_item(item, "group", actor, since, until)
            for item in entry.get("members", ()):
                self._add_item(item, "member", actor, since, until)
            self.group_states[actor] = str(entry.get("state") or "")
            if any(word in " ".join(map(str, entry.get("members", ()))).lower() for word in _ARMS):
                self.armed.add(actor)

    def add_people(self, entries: Iterable[Entry]) -> None:
        """Add people by full name, aliases and surname, one reading for each term of office."""
        for entry in entries:
            actor, name = str(entry["actor"]), str(entry["name"])
            since, until = date_text(entry.get("from")), date_text(entry.get("to"))
            surname = str(entry.get("surname") or name.split()[-1])
            for form in {name, *map(str, entry.get("aliases", ()))}:
                if form != surname or form == name:
                    self._add(form, Reading("person", actor, since, until, surname))
                else:
                    self._add(form, Reading("surname", actor, since, until, name))
            if surname != name and surname not in _NO_SURNAMES:
                kind = "common surname" if entry.get("common") else "surname"
                self._add(surname, Reading(kind, actor, since, until, name))

    def add_traps(self, entries: Iterable[Entry]) -> None:
        """Add expressions that only look like an actor, or that name another than they seem to."""
        for entry in entries:
            actors = entry.get("actor") or ""
            readings = [["trap", actor, "", "", ""] for actor in (actors if isinstance(actors, list) else [actors])]
            for form in _variants(entry["text"]):
                if when := entry.get("when"):
                    self.contexts.setdefault(form, []).append(when)
                else:
                    self.entries[form] = readings

    def add_agents(self, table: Mapping[str, Any]) -> None:
        """Add the nominal heads, act nouns, modifiers and peoples of `agents.yaml`."""
        titles = {word.lower() for word in table["titles"]}
        dependent = {word.lower() for word in table["dependent"]}
        for side in ("REB", "OPP", "CIV", "state"):
            for words in table[side].values():
                for word in words:
                    lower = word.lower()
                    flags = ("t" if lower in titles else "") + ("d" if lower in dependent else "")
                    self._add_common(word, Reading("agent", "" if side == "state" else side, extra=flags))
        for word in titles:
            self._add_common(word, Reading("agent", "", extra="td"))
        for word in self.descriptions:
            self._add_common(word, Reading("agent", "", extra="d"))
        for word in table["acts"]:
            self._add_common(word, Reading("act", ""))
        for people in table["peoples"]:
            for name in people["names"]:
                extra = " ".join(people.get("also", ()))
                self._add(name, Reading("ethnic", people["state"], extra=f"{people.get('side', '')}|{extra}"))

    def build(self, modifiers: Iterable[str]) -> dict[str, Any]:
        """Return the finished lexicon as JSON data."""
        heads: dict[str, set[int]] = {}
        for form in self.entries:
            words = form.split(" ")
            heads.setdefault(words[0], set()).add(len(words))
        return {
            "format": FORMAT,
            "entries": self.entries,
            "heads": {word: sorted(lengths, reverse=True) for word, lengths in heads.items()},
            "descriptions": self.descriptions,
            "modifiers": sorted(set(modifiers)),
            "states": sorted(self.states),
            "contexts": self.contexts,
            "armed": sorted(self.armed),
            "group_states": self.group_states,
        }

    def _add_item(self, item: Any, kind: str, actor: str, since: str = "", until: str = "") -> None:
        if isinstance(item, dict):
            since, until = date_text(item.get("from")) or since, date_text(item.get("to")) or until
            item = item["name"]
        self._add(str(item), Reading(kind, actor, since, until))

    def _add(self, text: str, reading: Reading) -> None:
        for form in _variants(text):
            self._put(form, reading)

    def _add_common(self, word: str, reading: Reading) -> None:
        lower = word.lower()
        for text in {word, lower, lower.capitalize(), lower.title(), lower.upper()}:
            if len(text) > 2 or text == word:
                form = key(tokenize(text)[0])
                if form not in self.entries:
                    self._put(form, reading)

    def _put(self, form: str, reading: Reading) -> None:
        readings = self.entries.setdefault(form, [])
        if list(reading) not in readings:
            readings.append(list(reading))


# Last words of names that never stand alone for a person.
_NO_SURNAMES = frozenset({"Muslim", "Christian", "Union", "General", "Front", "House", "III", "II", "Jr", "Jr."})
_ARMS = (
    "fighter",
    "rebel",
    "guerrilla",
    "gunm",
    "militant",
    "militia",
    "insurgent",
    "troops",
    "soldiers",
    "jihad",
)


def _variants(text: str) -> set[str]:
    """Return the token forms under which a name is found: as written, plain, in capitals."""
    text = text.strip()
    if text.lower().startswith("the "):
        text = text[4:]
    texts = {text, plain(text)}
    letters = sum(char.isalpha() for char in text)
    if letters > 3:
        texts |= {form.upper() for form in tuple(texts)}
    if text.isupper() and letters > 4 and "." not in text:
        texts.add(text.capitalize())
    if " " in text and text[0].islower():
        texts |= {form[0].upper() + form[1:] for form in tuple(texts)}
    return {key(tokenize(form)[0]) for form in texts} - {""}
