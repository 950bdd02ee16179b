"""Tagged articles as rows: one a tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from stance.types import Article

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "article",
    "date",
    "sentence_index",
    "sentence",
    "actor",
    "mention",
    "start",
    "end",
    "stance",
    "confidence",
    "target",
)
"""The columns of csv and parquet output, in order."""


def rows(articles: Iterable[Article], min_confidence: float = 0.0) -> Iterator[dict[str, Any]]:
    """Yield a row a tag; `start` and `end` are the mention's characters in the sentence."""
    for article in articles:
        for index, sentence in enumerate(article.sentences):
            for tag in sentence.tags:
                if tag.confidence >= min_confidence:
                    yield {
                        "article": article.id,
                        "date": article.date,
                        "sentence_index": index,
                        "sentence": sentence.text,
                        "actor": tag.actor,
                        "mention": tag.mention,
                        "start": tag.start,
                        "end": tag.end,
                        "stance": str(tag.stance),
                        "confidence": tag.confidence,
                        "target": tag.target,
                    }


def dataframe(articles: Iterable[Article]) -> pd.DataFrame:
    """Return the rows as a pandas DataFrame with `COLUMNS`."""
    import pandas as pd

    return pd.DataFrame(list(rows(articles)), columns=list(COLUMNS))
