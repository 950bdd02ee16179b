"""HTML pages -> title, date, publisher and text, by trafilatura."""

from __future__ import annotations

import logging
from typing import NamedTuple

from stance.text.dates import iso_date


class Page(NamedTuple):
    """What a page holds: `text` has a blank line between paragraphs, and is empty without an article."""

    title: str | None
    date: str | None
    source: str | None
    text: str


def read_page(html: str) -> Page:
    """Return the article of an HTML page. Never raises: a page without one gives an empty text."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # it logs what our errors say better
    document = trafilatura.bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if document is None or isinstance(document, dict):
        return Page(None, None, None, "")
    text = (document.text or "").replace("\n", "\n\n")  # one newline ends a paragraph there
    return Page(document.title or None, iso_date(document.date), document.sitename or document.hostname or None, text)
