"""What is wrong in label files: `stance labels check`.

Errors make a corpus untrustworthy (wrong offsets, a sentence in two splits, tags that the codebook forbids); warnings
ask a person to look. `RULES` names them all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, NamedTuple

from stance.errors import InputError, did_you_mean
from stance.labels.corpus import BLANK, LabeledSentence, MissingDocumentError, read_numbered
from stance.labels.duplicates import near_duplicates, plain_words
from stance.text import is_furniture
from stance.types import NONE, Stance, Tag

DEFAULT_LABELS = tuple(map(str, Stance))

SPLITS = ("train", "dev", "test")
"""Files of these names (without suffix) are the splits of one corpus; others are sets that stand for themselves."""

FITTED = frozenset({"train", "dev"})
"""Splits that a model is fitted to or chosen on: no other set may share a sentence with them."""

BLOCS = frozenset({"OTHER", "WEST", "EUROPE"})
"""Ids that stand for several actors."""

ACTOR_ID = re.compile(r"[A-Z0-9]+(?:[_-][A-Z0-9]+)*")
_SIDE = re.compile(r"(.+)-(?:REB|OPP|CIV)")
_STATE = re.compile(r"[A-Z]{3}")

RULES = {
    "format": "each line has its fields, offsets that fit, and for standoff the hash of the sentence",
    "document-missing": "the documents of standoff labels are at hand",
    "sentence-empty": "a sentence has words, and no blanks around them",
    "sentence-twice": "a document's sentence stands once in all files",
    "document-in-two-splits": "a document's sentences are in one split",
    "dispute-in-two-splits": "a dispute's sentences are in one split",
    "duplicate": "no sentence of train or dev stands in another set; elsewhere a repeated one asks for a look",
    "near-duplicate": "no sentence of train or dev nearly stands in another set",
    "actor-id": "ids are capitals, digits, _ and -; -REB, -OPP, -CIV follow a state's three letters",
    "actor-unknown": "ids are those of the gazetteer",
    "stance": "stances are of the label set; none is no tag",
    "tag-twice": "an actor has one tag a stance and target in a sentence",
    "two-stances": "one mention of an actor has one stance",
    "furniture": "page furniture bears no tag",
    "mention-bounds": "a mention is whole words without blanks around them",
    "self-target": "an actor's target is another actor",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a line of a label file; `rule` is a key of `RULES`."""

    file: str
    line: int
    level: Literal["error", "warning"]
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.message} [{self.rule}]"

    def to_dict(self) -> dict[str, Any]:
        """Return a dict that JSON can hold."""
        return {name: getattr(self, name) for name in ("file", "line", "level", "rule", "message")}


def check_labels(
    files: Sequence[str | Path],
    *,
    labels: Collection[str] = DEFAULT_LABELS,
    known_actors: Collection[str] | None = None,
    seeds: str | Path | None = None,
) -> list[Finding]:
    """Return what is wrong in label files, by file and line.

    `labels` is the label set without `none`; `known_actors` are the gazetteer's ids (None: any id will do); `seeds` is
    the folder of the documents that standoff labels point into. Raises InputError where a file can't be read at all.
    """
    findings: list[Finding] = []
    entries: list[_Entry] = []
    for file in files:
        entries += _read(Path(file), seeds, findings)
    for entry in entries:
        findings += _check_sentence(entry, labels)
    findings += _places(entries)
    findings += _duplicates([e for e in entries if not e.blank])
    if known_actors is not None:
        findings += _unknown_actors(entries, known_actors)
    order = {str(file): number for number, file in enumerate(files)}
    return sorted(findings, key=lambda f: (order[f.file], f.line, f.level, f.rule, f.message))


class _Entry(NamedTuple):
    file: str
    line: int
    sentence: LabeledSentence

    @property
    def set(self) -> str:
        return Path(self.file).stem

    @property
    def blank(self) -> bool:
        return not self.sentence.text.strip(BLANK)

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"

    def error(self, rule: str, message: str) -> Finding:
        return Finding(self.file, self.line, "error", rule, message)

    def warning(self, rule: str, message: str) -> Finding:
        return Finding(self.file, self.line, "warning", rule, message)


def _read(path: Path, seeds: str | Path | None, findings: list[Finding]) -> list[_Entry]:
    missing: dict[str, int] = {}

    def note(line: int, error: InputError) -> None:
        message = re.sub(rf"^{re.escape(str(path))}(?::{line})?:\s*", "", str(error))
        if isinstance(error, MissingDocumentError):
            missing.setdefault(message, line)
        else:
            findings.append(Finding(str(path), line, "error", "format", message))

    entries = [_Entry(str(path), line, sentence) for line, sentence in read_numbered(path, seeds, note)]
    for message, line in missing.items():
        findings.append(Finding(str(path), line, "warning", "document-missing", f"{message}; its text went unchecked"))
    if not entries and not findings:
        raise InputError(f"{path}: no labelled sentences in it")
    return entries


def _check_sentence(entry: _Entry, labels: Collection[str]) -> Iterator[Finding]:
    text, tags = entry.sentence.text, entry.sentence.tags
    if not entry.blank and (not text.strip() or (text != text.strip() and entry.sentence.span is None)):
        yield entry.error("sentence-empty", f"the sentence is empty or has blanks around it: {_short(text)}")
    if tags and not entry.blank and is_furniture(text):
        yield entry.error("furniture", f"page furniture bears no tag: {_short(text)}")
    for tag in tags:
        yield from _check_tag(entry, tag, labels)
    for one, other in combinations(tags, 2):
        yield from _check_pair(entry, one, other)


def _check_tag(entry: _Entry, tag: Tag, labels: Collection[str]) -> Iterator[Finding]:
    if tag.stance == NONE:
        yield entry.error("stance", f"{tag.actor}: no tag is written for '{NONE}'; leave the tag out")
    elif tag.stance not in labels:
        near = did_you_mean(tag.stance, labels)
        yield entry.error("stance", f"{tag.actor}: unknown stance '{tag.stance}'{near}; known are {', '.join(labels)}")
    for field, actor in (("actor", tag.actor), ("target", tag.target)):
        if actor is None:
            continue
        side = _SIDE.fullmatch(actor)
        if not ACTOR_ID.fullmatch(actor):
            yield entry.error(
                "actor-id", f"{field} {actor!r} is not an id: capitals, digits, _ and -, such as RUS or AL_QAEDA"
            )
        elif side and not _STATE.fullmatch(side[1]):
            yield entry.error("actor-id", f"{field} {actor}: -REB, -OPP and -CIV follow a state's three letters")
    if tag.actor == tag.target and not _stands_for_several(tag.actor):
        yield entry.warning(
            "self-target",
            f"{tag.actor} is its own target; give the sides of a domestic conflict ids of their own, such as FRA-OPP",
        )
    if not entry.blank and _cuts_a_word(entry.sentence.text, tag):
        yield entry.warning("mention-bounds", f"the mention {tag.mention!r} cuts a word or has blanks around it")


def _check_pair(entry: _Entry, one: Tag, other: Tag) -> Iterator[Finding]:
    if one.actor != other.actor:
        return
    same_span = (one.start, one.end) == (other.start, other.end)
    if one.stance == other.stance and same_span:
        yield entry.error("tag-twice", f"{one.actor} has the tag {one.stance} on {one.mention!r} twice")
    elif one.stance == other.stance and one.target == other.target and not _stands_for_several(one.actor):
        mentions = f"{one.mention!r} and {other.mention!r}"
        yield entry.warning(
            "tag-twice", f"{one.actor} has the tag {one.stance} on {mentions}; keep the first that fits"
        )
    elif one.stance != other.stance and same_span:
        stances = f"{one.stance} and {other.stance}"
        yield entry.error(
            "two-stances", f"{one.actor}'s mention {one.mention!r} has two stances, {stances}; tag the main clause"
        )


def _places(entries: Sequence[_Entry]) -> Iterator[Finding]:
    """Each sentence once; each document and each dispute in one split."""
    yield from _repeats(
        entries, "sentence-twice", "sentence", lambda e: f"{e.sentence.doc}:{e.sentence.index}", anywhere=True
    )
    splits = [e for e in entries if e.set in SPLITS]
    yield from _repeats(splits, "document-in-two-splits", "document", lambda e: e.sentence.doc)
    yield from _repeats(splits, "dispute-in-two-splits", "dispute", lambda e: e.sentence.meta.get("dispute", ""))


def _repeats(
    entries: Sequence[_Entry], rule: str, what: str, key: Callable[[_Entry], str], *, anywhere: bool = False
) -> Iterator[Finding]:
    """Report a key that comes back: anywhere, or else in another set (once for each set)."""
    first: dict[str, _Entry] = {}
    reported: set[tuple[str, str]] = set()
    for entry in entries:
        name = key(entry)
        if not name:
            continue
        before = first.setdefault(name, entry)
        if before is entry or (not anywhere and (before.set == entry.set or (name, entry.set) in reported)):
            continue
        reported.add((name, entry.set))
        yield entry.error(rule, f"{what} '{name}' is in {before.where} too")


def _duplicates(entries: Sequence[_Entry]) -> Iterator[Finding]:
    taken = [e for e in entries if not is_furniture(e.sentence.text)]
    first: dict[str, _Entry] = {}
    same: set[int] = set()
    for number, entry in enumerate(taken):
        before = first.setdefault(plain_words(entry.sentence.text), entry)
        if before is not entry:
            same.add(number)
            yield from _same(before, entry)
    for i, j, share in near_duplicates([e.sentence.text for e in taken]):
        if i in same or j in same:
            continue
        before, entry = taken[i], taken[j]
        message = (
            f"nearly the sentence of {before.where} ({share:.0%} of the word trigrams): {_short(entry.sentence.text)}"
        )
        if _leaks(before, entry):
            yield entry.error("near-duplicate", message)
        elif before.set == entry.set and before.set in SPLITS:
            yield entry.warning("near-duplicate", message)


def _same(before: _Entry, entry: _Entry) -> Iterator[Finding]:
    short = _short(entry.sentence.text)
    if _leaks(before, entry):
        yield entry.error("duplicate", f"the sentence of {before.where} again: {short}")
    elif _labelling(before) != _labelling(entry):
        yield entry.warning("duplicate", f"the sentence of {before.where} again, labelled otherwise: {short}")
    else:
        yield entry.warning("duplicate", f"the sentence of {before.where} again: {short}")


def _leaks(one: _Entry, other: _Entry) -> bool:
    """Say whether what a model is fitted to would be what it is scored on."""
    return one.set != other.set and bool(FITTED & {one.set, other.set})


def _labelling(entry: _Entry) -> set[tuple[str, str]]:
    return {(tag.actor, tag.stance) for tag in entry.sentence.tags}


def _unknown_actors(entries: Sequence[_Entry], known: Collection[str]) -> Iterator[Finding]:
    """Report an id that no gazetteer has, once, where it first stands."""
    first: dict[str, _Entry] = {}
    counts: Counter[str] = Counter()
    for entry in entries:
        for tag in entry.sentence.tags:
            for actor in {tag.actor, tag.target or tag.actor}:
                first.setdefault(actor, entry)
                counts[actor] += 1
    for actor, entry in first.items():
        side = _SIDE.fullmatch(actor)
        if actor in BLOCS or actor in known or not ACTOR_ID.fullmatch(actor) or (side and side[1] in known):
            continue
        near = did_you_mean(actor, known)
        yield entry.warning(
            "actor-unknown", f"id {actor} is not in the gazetteer{near}; it stands in {counts[actor]} tags"
        )


def _stands_for_several(actor: str) -> bool:
    return actor in BLOCS or _SIDE.fullmatch(actor) is not None


def _cuts_a_word(text: str, tag: Tag) -> bool:
    if tag.mention != tag.mention.strip():
        return True
    before, after = text[tag.start - 1 : tag.start], text[tag.end : tag.end + 1]
    return (before.isalnum() and tag.mention[0].isalnum()) or (after.isalnum() and tag.mention[-1].isalnum())


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
