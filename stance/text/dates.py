"""Dates as news writes them -> ISO 8601. Careful: what can be read two ways is no date."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_FORMS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"\b(?P<day>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",  # dots put the day first
        r"\b(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<year>\d{4})(?!\d)",
        rf"\b{_NAME}\s(?P<day>\d{{1,2}}){_ORDINAL},?\s(?P<year>\d{{4}})(?!\d)",
        rf"\b(?P<day>\d{{1,2}}){_ORDINAL}\.?[\s-](?:of\s)?{_NAME},?[\s-](?P<year>\d{{4}})(?!\d)",
    )
]


def iso_date(value: object) -> str | None:
    """Return the first date in `value` (a string, or a date of a record) as `YYYY-MM-DD`, or None.

    `03/04/2021` may be March or April and gives None. Years from 1800 to 2199.
    """
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    if not isinstance(value, str):
        return None
    found = [(match.start(), day) for form in _FORMS for match in form.finditer(value[:200]) if (day := _day(match))]
    return min(found)[1] if found else None


def _day(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if "a" in parts:
        a, b = int(parts["a"]), int(parts["b"])
        if a <= 12 and b <= 12 and a != b:
            return None
        month, day = (a, b) if a <= 12 else (b, a)
    else:
        month = _MONTHS.index(parts["month"].lower()) + 1 if "month" in parts else int(parts["m"])
        day = int(parts["day"])
    year = int(parts["year"])
    if not 1800 <= year < 2200:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
