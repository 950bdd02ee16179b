"""Plain text -> its title and date, where they can be told with care."""

from __future__ import annotations

import re

from stance.text.dates import iso_date
from stance.text.furniture import is_furniture
from stance.text.lines import logical_lines
from stance.text.shadow import shadow

_HEAD = 6  # lines at the top that may hold the title and the date
_FOOT = 8  # lines at the end that may hold the date
_TOP = 20_000  # characters of a text that are looked at, from either end


def find_title(text: str) -> str | None:
    """Return the headline of a text: a `# heading` at the top, else a first line that reads as one.

    A first line reads as a headline where it is short, other lines follow, and no full stop, colon or comma
    ends it.
    """
    lines = _lines(text[:_TOP])[:_HEAD]
    for line in lines:
        if heading := _HEADING.fullmatch(line):
            return None if is_furniture(heading[1]) else heading[1]
    candidates = [line for line in lines[:3] if not is_furniture(line)]
    first = candidates[0] if candidates and len(lines) > 1 else ""
    return first if 3 <= len(first) <= 160 and not _SENTENCE_END.search(first) else None


def find_date(text: str) -> str | None:
    """Return the date (ISO) of a text: from a line that is a date (`Status: 07.12.2021`), or a dateline.

    Dates within sentences do not count, but for a dateline with its year (`LONDON, Nov. 6, 1956 - `).
    """
    head = _lines(text[:_TOP])[:_HEAD]
    foot = _lines(text[-_TOP:])[-_FOOT:]
    for line in head + foot[::-1]:
        if len(line) <= 80 and _DATE_LINE.fullmatch(line) and (day := iso_date(line)):
            return day
    for line in head:
        dateline = _DATELINE.match(line)
        if dateline and (day := iso_date(dateline[0])):
            return day
    return None


_HEADING = re.compile(r"#{1,2}\s+(\S.{0,200}?)\s*#*")
_SENTENCE_END = re.compile(r"[.:;,…]$|\.[\"”’']$")
_MONTH = r"[A-Z][a-z]{2,8}\.?"
_DATE_LINE = re.compile(
    r"""(?:(?:status|date|publish(?:ed)?|posted|issued|(?:last\s)?updated|publication\sdate|first\spublished)
           (?:\s(?:on|at))?\s?:?\s?)?
        (?:\w{3,9}day,?\s|\w{3,4}\.?,\s)?
        (?:\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}
           |MONTH\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}
           |\d{1,2}(?:st|nd|rd|th)?\.?\s(?:of\s)?MONTH,?\s\d{4})
        (?:[T,\s].{0,30})?""".replace("MONTH", _MONTH),
    re.VERBOSE | re.IGNORECASE,
)
_DATELINE = re.compile(
    r"""[A-Z][A-Z\s.’'-]{2,30}(?:,\s[A-Z][\w.\s]{2,24})?,\s(?:MONTH\s\d{1,2},\s\d{4}|\d{1,2}\sMONTH\s\d{4})
        (?:\s\([^)]{2,20}\))?\s?(?:[-–—]|\.\s)""".replace("MONTH", _MONTH),
    re.VERBOSE,
)


def _lines(text: str) -> list[str]:
    plain = shadow(text)
    return [" ".join(text[line.start : line.end].split()) for line in logical_lines(plain)]
