"""Text -> its logical lines: paragraphs, headlines, credits; hard-wrapped lines are joined."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple


class Line(NamedTuple):
    """A logical line: `start` and `end` in the text, without blanks around, and its blank-line block."""

    start: int
    end: int
    block: int


def logical_lines(shadow: str) -> list[Line]:
    """Cut a text's shadow (`stance.text.shadow`) into its logical lines, in order. Takes linear time.

    A blank line always ends a line. A single newline ends it too, unless the text is hard-wrapped there (text
    of a PDF or a mail) or its sentence visibly runs on (in lower case, or after a comma or a word like "of").
    """
    lines = _physical_lines(shadow)
    if len(lines) < 2:
        return lines
    wrap = _Wrapping(shadow, lines)
    logical = [lines[0]]
    for before, line in pairwise(lines):
        if wrap.joins(before, line):
            logical[-1] = logical[-1]._replace(end=line.end)
        else:
            logical.append(line)
    return logical


def _physical_lines(shadow: str) -> list[Line]:
    lines = []
    start = block = 0
    blank = False
    for raw in shadow.split("\n"):
        body = raw.lstrip()
        begin = start + len(raw) - len(body)
        start += len(raw) + 1
        if body := body.rstrip():
            block += blank
            blank = False
            lines.append(Line(begin, begin + len(body), block))
        else:
            blank = True
    return lines


class _Wrapping:
    """Tells the newlines of hard wrapping from those that end a line.

    A wrapped line is full: the next line's first word would not have fitted. A text counts as hard-wrapped
    where most of its newlines come after full lines and at many of these a sentence visibly runs on, as it
    does in no list of headlines.
    """

    WIDEST = 130  # characters; longer lines were not wrapped for a page
    FULL = 0.85  # of the widest line: PDFs wrap by points, not by characters

    def __init__(self, shadow: str, lines: list[Line]) -> None:
        self._shadow = shadow
        inner = [(a, b) for a, b in pairwise(lines) if a.block == b.block]
        self._width = max((max(a.end - a.start, b.end - b.start) for a, b in inner), default=0)
        self._wrapped = False
        if 0 < self._width <= self.WIDEST:
            full = [(a, b) for a, b in inner if self._is_full(a, b)]
            run_on = sum(self._runs_on(a, b) for a, b in full)
            self._wrapped = len(full) >= 0.6 * len(inner) and run_on >= 0.3 * len(full)

    def joins(self, before: Line, line: Line) -> bool:
        """True where the newline between two lines stands in mid-paragraph."""
        if before.block != line.block:
            return False
        if self._wrapped and self._is_full(before, line):
            return True
        return self._runs_on(before, line)

    def _runs_on(self, before: Line, line: Line) -> bool:
        """True where the words show that a sentence runs over a newline."""
        if self._shadow[before.end - 1] in '.!?"”:…':
            return False
        return (
            self._shadow[line.start].islower()
            or _OPEN_END.search(self._shadow, max(0, before.end - 10), before.end) is not None
        )

    def _is_full(self, before: Line, line: Line) -> bool:
        cut = self._shadow.find(" ", line.start, line.end)
        word = (line.end if cut < 0 else cut) - line.start
        return before.end - before.start + 1 + word > self.FULL * self._width


_OPEN_END = re.compile(r"(?:[,;]|\b(?:the|an?|of|to|in|on|at|by|for|from|with|and|or|as|that|than|his|her|its|their))$")
