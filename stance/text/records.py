"""Tables and lines of records (.jsonl, .csv, .parquet) -> articles, streamed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from stance.errors import InputError, did_you_mean
from stance.text.dates import iso_date
from stance.types import Article

Report = Callable[[InputError], None]
"""Takes an error and raises it, or notes it so that reading goes on with the next record."""

TEXT_FIELDS = ("text", "body", "content", "article", "article_text", "full_text")
_ID_FIELDS = ("id", "article_id", "doc_id", "uid")
_TITLE_FIELDS = ("title", "headline")
_DATE_FIELDS = (
    "date",
    "published",
    "published_at",
    "publish_date",
    "publication_date",
    "pub_date",
    "datetime",
)
_SOURCE_FIELDS = ("source", "publisher", "outlet", "site", "sitename")


def read_jsonl(lines: Iterable[str], name: str, stem: str, text_field: str | None, report: Report) -> Iterator[Article]:
    """Yield the articles of JSON lines. Errors call the file `name`, ids begin with `stem`."""
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        empty = False
        try:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
                raise InputError(f"{name}:{number}: not JSON ({reason}); write one object a line") from None
            if not isinstance(record, dict):
                raise InputError(f"{name}:{number}: a JSON {type(record).__name__}, not an object with a field 'text'")
            yield _article(record, f"{name}:{number}", f"{stem}:{number}", text_field)
        except InputError as error:
            report(error)
    if empty:
        report(_no_records(name))


def read_csv(lines: Iterable[str], name: str, stem: str, text_field: str | None, report: Report) -> Iterator[Article]:
    """Yield the articles of a CSV table with a header; comma, semicolon, tab or bar part the fields."""
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 30))
    rest = iter(lines)
    header = next(rest, "")
    delimiter = max(",;\t|", key=header.count)
    names = [field.strip() for field in next(csv.reader([header], delimiter=delimiter), [])]
    if _field(names, TEXT_FIELDS, text_field) is None:
        return report(_no_text_field(names, f"{name}:1", text_field))
    rows = csv.reader(rest, delimiter=delimiter)
    empty = True
    start = 2
    while True:
        try:
            row = next(rows)
            if row:
                empty = False
                if len(row) > len(names):
                    raise InputError(
                        f"{name}:{start}: {len(row)} fields under a header of {len(names)}; quote the text"
                    )
                record = dict(zip(names, row, strict=False))
                yield _article(record, f"{name}:{start}", f"{stem}:{start}", text_field)
        except StopIteration:
            break
        except csv.Error as error:
            report(InputError(f"{name}:{start}: not CSV ({error}); check the quotes of this line"))
        except InputError as error:
            report(error)
        start = rows.line_num + 2
    if empty:
        report(_no_records(name))


def read_parquet(path: Path, text_field: str | None, report: Report) -> Iterator[Article]:
    """Yield the articles of a Parquet file, a batch of rows in memory at a time (needs pyarrow)."""
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        return report(InputError(f"{path}: reading .parquet needs pyarrow; run: pip install pyarrow"))
    try:
        with parquet.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            if _field(names, TEXT_FIELDS, text_field) is None:
                return report(_no_text_field(names, str(path), text_field))
            known = (*TEXT_FIELDS, *_ID_FIELDS, *_TITLE_FIELDS, *_DATE_FIELDS, *_SOURCE_FIELDS, "url")
            columns = [field for field in names if field == text_field or field.lower() in known]
            number = 0
            for batch in file.iter_batches(batch_size=256, columns=columns):
                for record in batch.to_pylist():
                    number += 1
                    try:
                        yield _article(record, f"{path}: row {number}", f"{path.stem}:{number}", text_field)
                    except InputError as error:
                        report(error)
            if number == 0:
                report(_no_records(str(path)))
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        report(InputError(f"{path}: not readable as Parquet ({reason}); write it anew"))


def is_record(line: str, text_field: str | None) -> bool:
    """Say whether a line is a JSON object that holds an article's text."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and isinstance(_value(record, TEXT_FIELDS, text_field), str)


def clean(text: str) -> str:
    """Return `text` with lone surrogates, which no file can hold, as U+FFFD; offsets stay."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


_SURROGATE = re.compile("[\ud800-\udfff]")


def _article(record: Mapping[str, object], where: str, fallback: str, text_field: str | None) -> Article:
    """Build the article of one record. Raises InputError where it has no text."""
    key = _field(record, TEXT_FIELDS, text_field)
    if key is None:
        raise _no_text_field(record, where, text_field)
    text = record[key]
    if not isinstance(text, str):
        raise InputError(f"{where}: field '{key}' must be text, not {_kind(text)}")
    if not text.strip():
        raise InputError(f"{where}: field '{key}' is empty; fill it or remove the record")
    source = _label(record, _SOURCE_FIELDS) or _host(record)
    day = next((day for name in _DATE_FIELDS if (day := iso_date(_value(record, (name,), None)))), None)
    return Article(
        id=_label(record, _ID_FIELDS) or fallback,
        title=_label(record, _TITLE_FIELDS),
        date=day,
        source=source,
        text=clean(text),
    )


def _field(names: Iterable[str], wanted: Iterable[str], only: str | None) -> str | None:
    """Return the first of `wanted` among `names`, whatever its case; if `only` is given, exactly that one."""
    if only is not None:
        return only if only in names else None
    by_lower = {str(name).lower(): name for name in reversed(list(names))}
    return next((by_lower[field] for field in wanted if field in by_lower), None)


def _value(record: Mapping[str, object], wanted: Iterable[str], only: str | None) -> object:
    key = _field(record, wanted, only)
    return None if key is None else record[key]


def _label(record: Mapping[str, object], wanted: Iterable[str]) -> str | None:
    value = _value(record, wanted, None)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return clean(str(value)).strip() or None


def _host(record: Mapping[str, object]) -> str | None:
    url = _label(record, ("url",))
    try:
        return urlsplit(url).hostname.removeprefix("www.") if url else None  # type: ignore[union-attr]
    except (ValueError, AttributeError):
        return None


def _no_text_field(names: Iterable[str], where: str, text_field: str | None) -> InputError:
    there = [str(name) for name in names]
    wanted = text_field or "text"
    listed = f"fields there: {', '.join(there[:8]) or 'none'}"
    return InputError(f"{where}: no field '{wanted}'{did_you_mean(wanted, there)}; {listed}; name the right one")


def _no_records(name: str) -> InputError:
    return InputError(f"{name}: no records in it; give a file with at least one")


def _kind(value: object) -> str:
    return "null" if value is None else type(value).__name__
