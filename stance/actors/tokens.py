"""Words with offsets: the one way in which names and sentences are cut, so that they meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_TOKEN = re.compile(r"\w+|[^\w\s]")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "´": "'", "`": "'", "‐": "-", "‑": "-"})


def tokenize(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Cut `text` into words and single signs; return them and their `(start, end)` offsets.

    Words come without accents, curly apostrophes and odd hyphens; the offsets are those of `text` as given.
    """
    text = text.translate(_APOSTROPHES)
    spans = [match.span() for match in _TOKEN.finditer(text)]
    words = [text[start:end] for start, end in spans]
    if not text.isascii():
        words = [word if word.isascii() else plain(word) or word for word in words]
    return words, spans


def key(words: Sequence[str]) -> str:
    """Return the form under which a run of words is looked up."""
    return " ".join(words)


def plain(text: str) -> str:
    """Return `text` without accents (`Erdoğan` -> `Erdogan`)."""
    text = text.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("đ", "d")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
