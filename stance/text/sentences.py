"""Text -> sentences with exact offsets: sentencex cuts, and a few rules mend what news does to it.

The choice, and how the other splitters do: `docs/sentences.md`. sentencex (Wikimedia, MIT) knows
abbreviations and initials. Ours are the lines it gets (`stance.text.lines`), the quotes, and joins where it
cut in mid-sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

from stance.text.furniture import furniture_lines, is_furniture
from stance.text.lines import logical_lines
from stance.text.shadow import shadow
from stance.types import Sentence


class Span(NamedTuple):
    """A sentence's characters in its text, and whether it is page furniture (a credit, an advert, a rule)."""

    start: int
    end: int
    furniture: bool


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in order; `text[s.start:s.end] == s.text` holds for each.

    Only blanks and the marks before a heading or a quoted line (`##`, `>`) are left out. No sentence goes
    over a blank line; a line of page furniture is one sentence. Takes any string, in linear time; never
    raises.
    """
    return [Sentence(text[start:end], start, end) for start, end, _ in split_spans(text)]


def taggable(sentence: str) -> bool:
    """Say whether a sentence may bear tags: page furniture may not.

    `split_spans` knows a little more, as it sees the lines around (a caption above its photo credit).
    """
    return not is_furniture(sentence)


def split_spans(text: str) -> list[Span]:
    """Return what `split_sentences` does as bare spans, with page furniture flagged."""
    plain = shadow(text)
    lines = logical_lines(plain)
    spans = []
    for line, furniture in zip(lines, furniture_lines(plain, lines), strict=True):
        mark = _LINE_MARK.match(plain, line.start, line.end)
        start = mark.end() if mark else line.start
        if furniture:
            spans.append(Span(start, line.end, True))
        else:
            spans.extend(Span(start + a, start + b, False) for a, b in _sentences(plain[start : line.end]))
    return spans


_LINE_MARK = re.compile(r"(?:(?:#{1,6}|>)[ \t]+)+(?=\S)")

# What sentencex is not to see. It never cuts within quotes or brackets, though a news quote runs over
# sentences: it gets blanks in their place, apostrophes kept. It takes no lone surrogates, and some words for
# abbreviations ("in May."). A newline within a line is a blank.
_HIDDEN = dict.fromkeys(map(ord, '"“”„‟‘«»\n'), " ") | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_OPENING = re.compile(r"(?<!\w)'(?=\w)|(?:^|(?<=[.!?]\s))\(")
_WORD = re.compile(r"(?<!\w)(?:[Mm]ay|me|[Nn]o|ill|art|miss|ore|fed|mar|Ken)(?=\.[\s\"”’](?!\s*\d))")

_OPENERS = "\"“„«‘'([{"
_CLOSERS = "\"“”’'»)]}"
_STRAY = re.compile(r"(?:\s+(?:[†‡…]|\.{1,3}|[\"”’»])(?=\s|$)){1,4}")


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of one logical line's shadow."""
    start, last = 0, len(line)
    for cut in _cuts(_hide(line)):
        if cut <= start:
            continue
        end, following = _around(line, start, cut)
        if start < end and following < last and not _goes_on(line, start, end, following):
            yield start, end
            start = following
    yield start, last


_WINDOW = 4000  # characters; sentencex takes quadratic time on a long line that is not ASCII


def _cuts(seen: str) -> Iterator[int]:
    """Yield where sentencex cuts a line, which it sees in windows that begin at a cut."""
    start, last = 0, len(seen)
    while start < last:
        stop = min(start + _WINDOW, last)
        if stop < last and (blank := seen.rfind(" ", start + _WINDOW // 2, stop)) > 0:
            stop = blank
        cuts = [start + found["end_index"] for found in get_sentence_boundaries("en", seen[start:stop])]
        if stop < last:
            cuts = cuts[:-1]  # where the window ends, no sentence need end
        yield from cuts
        start = cuts[-1] if cuts else stop


def _hide(line: str) -> str:
    if "'" in line or "(" in line:
        line = _OPENING.sub(" ", line)
    return _WORD.sub(lambda word: "x" * len(word[0]), line).translate(_HIDDEN)


def _around(line: str, start: int, cut: int) -> tuple[int, int]:
    """Return where the sentence before a cut ends and the next starts: each keeps its own quotes."""
    stop = cut
    while stop > start and (line[stop - 1].isspace() or line[stop - 1] in _OPENERS + _CLOSERS):
        stop -= 1
    if stop == start:
        return start, start  # the mark was given to the sentence before
    end = stop
    while end < len(line) and line[end] in _CLOSERS:
        end += 1
    if stray := _STRAY.match(line, end):
        end = stray.end()
    following = end
    while following < len(line) and line[following].isspace():
        following += 1
    return end, following


_INITIAL = re.compile(r"(?:^|[\s(“\"])(?:[A-Z]|[A-Z]\.(?:[A-Z]\.)*[A-Z])\.$")
_NEVER_LAST = re.compile(
    r"(?:^|[\s(“\"])(?:Lieut|Comdr|Cmdr|Brig|Adm|Supt|Amb|Msgr|Hon|Messrs|Nos|Sgt|Cpl|Sens?|Reps?|Gen|Gov|Rev|Maj|Capt|vs)\.$"
)
_PAUSE = re.compile(r"\w\s(?:\.\.\.|…)$")
_LIST_MARK = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z])\.$")
_DATELINE = re.compile(r"[^\Wa-z]{2}[^a-z]{0,40}, (?:[^,]{2,24}, )?[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\.$")
_TIME = re.compile(r"\d\s?[ap]\.?m\.$")
_AFTER_TIME = re.compile(
    r"(?:[A-Z]{2,4}|Moscow|Eastern|Central|Pacific|Greenwich|Beijing|Kyiv|Kiev|Local|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_STARTER = re.compile(
    r"[\"“‘'(]*(?:An?|The|This|That|These|Those|He|She|It|They|We|I|You|There|His|Her|Its|Their|Our|My|But|And|Yet|So|If"
    r"|When|While|As|After|Before|Since|Although|Though|However|Meanwhile|In|On|At|By|For|From|With|Both|Some|Many"
    r"|Most|Neither|Not|None|Who|What|Why|How|Where|Now|Then|Later|Earlier|Last|Among|Despite|Instead|Still)\b"
)
_SPEAKER = re.compile(
    r"(?:[A-Z][\w.’'-]{0,24}\s){1,4}(?:said|says|asked|asks|wondered|told|wrote|shouted|replied|demanded|cried|added)\b"
)


def _goes_on(line: str, start: int, end: int, following: int) -> bool:
    """Say whether the sentence that began at `start` goes on past a cut between `end` and `following`."""
    opening = following
    while opening < len(line) and line[opening] in _OPENERS:
        opening += 1
    if line[opening : opening + 1].islower():
        return True  # "killed his commanders. ordered to", '"Who?" he asked'
    tail = line[max(start, end - 16) : end]
    if tail[-1] in '"”’':
        return tail.rstrip("\"”’'")[-1:] in ("?", "!") and _SPEAKER.match(line, following) is not None
    if _NEVER_LAST.search(tail) or (end - start <= 4 and _LIST_MARK.match(tail)):
        return True
    if _TIME.search(tail):
        return _AFTER_TIME.match(line, following) is not None
    if _INITIAL.search(tail) or _PAUSE.search(tail):  # "the U.S. Fifth Fleet", "Gen. A. A. K. Niazi"
        return line[-1] not in _ENDS or not _STARTER.match(line, following)
    return end - start <= 90 and _DATELINE.match(line[start:end]) is not None


_ENDS = '.!?…"”’)'  # a line that ends otherwise is a headline, where every word may have its capital
