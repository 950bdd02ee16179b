"""A request -> articles -> tagged articles -> the bytes of the answer."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from stance.errors import InputError
from stance.serve.limits import Limits
from stance.serve.problems import TooLargeError
from stance.serve.schemas import ArticleIn, Format, TagRequest
from stance.tagger import Tagger
from stance.text.dates import iso_date
from stance.text.headings import find_date, find_title
from stance.text.pages import read_page
from stance.text.records import clean
from stance.types import Article
from stance.views.writers import confident, write_articles

MEDIA_TYPES = {
    Format.json: "application/json",
    Format.jsonl: "application/x-ndjson",
    Format.csv: "text/csv; charset=utf-8",
    Format.html: "text/html; charset=utf-8",
}


def answer(request: TagRequest, tagger: Tagger, limits: Limits, deadline: float) -> bytes:
    """Tag what a request holds and return the answer's body in the format it asks for.

    `deadline` is a `time.monotonic()`: no article is begun after it. Raises InputError (an empty text, no date),
    TooLargeError, TimeoutError.
    """
    check_sizes(request, limits)
    tagged = [_wanted(article, request) for article in _tagged(list(_articles(request)), tagger, deadline)]
    if request.format is Format.json:
        return json.dumps([article.to_dict() for article in tagged]).encode()
    with TemporaryDirectory(prefix="stance-") as folder:
        file = Path(folder) / f"tags.{request.format}"
        write_articles(tagged, request.format, file)
        return file.read_bytes()


def check_sizes(request: TagRequest, limits: Limits) -> None:
    """Raise TooLargeError where a text, a page or the list of articles is beyond the limits."""
    articles = request.articles or ()
    if len(articles) > limits.articles:
        raise TooLargeError(f"articles: {len(articles):,} articles; the limit is {limits.articles:,} a request")
    texts = {"text": request.text, "html": request.html}
    texts |= {f"articles[{number}].text": article.text for number, article in enumerate(articles)}
    for name, text in texts.items():
        if text is not None and len(text) > limits.text_chars:
            raise TooLargeError(f"{name}: {len(text):,} characters; the limit is {limits.text_chars:,}")


def _tagged(articles: Sequence[Article], tagger: Tagger, deadline: float) -> Iterator[Article]:
    for article in articles:
        if time.monotonic() > deadline:
            raise TimeoutError
        yield tagger.tag(article)


def _articles(request: TagRequest) -> Iterator[Article]:
    """Yield the articles of a request, each with an id."""
    if request.html is not None:
        page = read_page(clean(request.html))
        if not page.text.strip():
            raise InputError("html: no article text found in the page; send its text as 'text'")
        date = _date(request.date, "date") or page.date
        title = _label(request.title) or page.title
        yield Article(_label(request.id) or "article-1", title, date, page.source, clean(page.text))
        return
    given = request.articles
    if given is None:
        text = request.text or ""
        given = [ArticleIn(text=text, id=request.id, title=request.title, date=request.date)]
    for number, article in enumerate(given):
        where = f"articles[{number}]." if request.articles is not None else ""
        if not article.text.strip():
            raise InputError(f"{where}text: is empty; send an article's text")
        yield Article(
            id=_label(article.id) or f"article-{number + 1}",
            title=_label(article.title) or find_title(article.text),
            date=_date(article.date, f"{where}date") or find_date(article.text),
            source=_label(article.source),
            text=clean(article.text),
        )


def _wanted(article: Article, request: TagRequest) -> Article:
    """Return the article with the tags that the request asks for."""
    article = confident(article, request.min_confidence)
    sentences = tuple(
        replace(s, tags=tuple(t for t in s.tags if _in(t.actor, request.actors) and _in(t.stance, request.stances)))
        for s in article.sentences
    )
    return replace(article, sentences=sentences)


def _in(name: str, wanted: Collection[str] | None) -> bool:
    return wanted is None or name in wanted


def _label(text: str | None) -> str | None:
    return clean(text).strip() or None if text else None


def _date(text: str | None, where: str) -> str | None:
    if not text or not text.strip():
        return None
    date = iso_date(text)
    if date is None:
        raise InputError(f"{where}: not a date; write it as 2021-12-07 or leave it out")
    return date
