"""Writes tagged articles as a stream in each output format; a file appears under its name only when it is complete."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import IO

from stance.errors import StanceError
from stance.types import Article
from stance.views.html import PAGE_FOOT, article_section, legend, page_head
from stance.views.output import partial, text_output
from stance.views.rows import COLUMNS, rows

ROWS_A_GROUP = 50_000


def write_articles(
    articles: Iterable[Article], output_format: str, output: Path | None, min_confidence: float = 0.0
) -> None:
    """Write articles as they come, to `output` or to stdout. `output_format` is one of `table jsonl csv parquet html`.

    Tags below `min_confidence` are left out. Raises StanceError where the file can't be written.
    """
    if output_format == "parquet":
        if output is None:
            raise StanceError("parquet is binary and needs an output file")
        _parquet(articles, output, min_confidence)
        return
    with text_output(output) as file:
        _TEXT_WRITERS[output_format](articles, file, min_confidence)


def _jsonl(articles: Iterable[Article], file: IO[str], min_confidence: float) -> None:
    for article in articles:
        file.write(_json_line(confident(article, min_confidence).to_dict()) + "\n")


def _csv(articles: Iterable[Article], file: IO[str], min_confidence: float) -> None:
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(articles, min_confidence):
        writer.writerow({k: _clean(v) if isinstance(v, str) else v for k, v in row.items()})


def _html(articles: Iterable[Article], file: IO[str], min_confidence: float) -> None:
    file.write(page_head("tagged articles") + legend())
    for article in articles:
        file.write(article_section(article, min_confidence))
    file.write(PAGE_FOOT)


def _table(articles: Iterable[Article], file: IO[str], min_confidence: float) -> None:
    from rich.console import Console

    from stance.views.table import article_table

    console = Console(file=file, soft_wrap=False, highlight=False)
    for article in articles:
        console.print(article_table(confident(article, min_confidence)))


def _parquet(articles: Iterable[Article], output: Path, min_confidence: float) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole, text, number = pa.int64(), pa.string(), pa.float64()
    kinds = {"sentence_index": whole, "start": whole, "end": whole, "confidence": number}
    schema = pa.schema([(name, kinds.get(name, text)) for name in COLUMNS])
    aside = partial(output)
    try:
        with pq.ParquetWriter(aside, schema) as writer:
            group = []
            for row in rows(articles, min_confidence):
                group.append({k: _clean(v) if isinstance(v, str) else v for k, v in row.items()})
                if len(group) == ROWS_A_GROUP:
                    writer.write_table(pa.Table.from_pylist(group, schema))
                    group = []
            writer.write_table(pa.Table.from_pylist(group, schema))
        aside.replace(output)
    except OSError as error:
        raise StanceError(f"{output}: can't write: {error.strerror or error}") from None
    finally:
        aside.unlink(missing_ok=True)


def confident(article: Article, min_confidence: float) -> Article:
    """Return the article with only the tags of at least `min_confidence`."""
    if not min_confidence:
        return article
    sentences = tuple(
        replace(s, tags=tuple(t for t in s.tags if t.confidence >= min_confidence)) for s in article.sentences
    )
    return replace(article, sentences=sentences)


def _json_line(data: object) -> str:
    """JSON with text as it is; only what UTF-8 can't hold (lone surrogates) is escaped."""
    line = json.dumps(data, ensure_ascii=False)
    return line if line.isascii() or _encodable(line) else json.dumps(data)


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _clean(text: str) -> str:
    """Replace what UTF-8 can't hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


_TEXT_WRITERS: dict[str, Callable[[Iterable[Article], IO[str], float], None]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "html": _html,
    "table": _table,
}
