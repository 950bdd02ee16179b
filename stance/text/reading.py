"""Files, folders and stdin -> articles, one after the other."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from stance.errors import InputError
from stance.text.dates import iso_date
from stance.text.encoding import decode, decoded_lines
from stance.text.headings import find_date, find_title
from stance.text.records import Report, clean, is_record, read_csv, read_jsonl, read_parquet
from stance.types import Article

_PLAIN = (".txt", ".md", ".markdown")
_PAGES = (".html", ".htm")
_JSON_LINES = (".jsonl", ".ndjson")
_TABLES = (".csv", ".tsv")
SUFFIXES = (*_PLAIN, *_PAGES, *_JSON_LINES, *_TABLES, ".parquet")
"""The kinds of file that `read_articles` knows. A file without a suffix is read as stdin is."""


def read_articles(
    paths: Iterable[str | Path],
    *,
    text_field: str | None = None,
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[Article]:
    """Yield the articles of files, folders (sorted, with all below) and stdin (`-`), as a stream.

    One article a `.txt`, `.md` or `.html` file; one a record of `.jsonl`, `.csv` and `.parquet`, whose text
    stands in the field `text` (also `body`, `content`) or in `text_field`. Stdin is plain text, a page, or
    JSON lines. An article's text is the file's text as decoded (of a page: as extracted); its id is the one
    given, else the file's stem, for records with `:` and the line (a Parquet file: the row).

    Raises InputError (one line: what is wrong, where, what to do) for a missing, empty, binary or malformed
    input and a folder without articles; if `on_error` is given it gets the error instead, and reading goes on
    with the next.
    """
    for path in [paths] if isinstance(paths, str | Path) else paths:
        yield from _read(path, text_field, on_error or _raise)


def _raise(error: InputError) -> None:
    raise error


def _read(path: str | Path, text_field: str | None, report: Report) -> Iterator[Article]:
    if str(path) == "-":
        yield from _read_stdin(text_field, report)
        return
    try:
        files = list(_files(Path(path)))
    except InputError as error:
        return report(error)
    for file in files:
        try:
            yield from _read_file(file, text_field, report)
        except InputError as error:
            report(error)
        except OSError as error:
            report(InputError(f"{file}: cannot be read ({error.strerror or error}); check the file and its rights"))


def _files(path: Path) -> Iterator[Path]:
    """Yield `path`, or the articles' files below it. Raises InputError where there are none."""
    if path.is_dir():
        below = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES and p.is_file())
        found = [p for p in below if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        if not found:
            raise InputError(f"{path}: a folder without articles; it needs files of kind {', '.join(SUFFIXES)}")
        yield from found
    elif not path.exists():
        raise InputError(f"{path}: no such file or folder; check the path")
    elif path.suffix and path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: not a known kind of file ({path.suffix}); known are {', '.join(SUFFIXES)}")
    else:
        yield path


def _read_file(path: Path, text_field: str | None, report: Report) -> Iterator[Article]:
    """Yield the articles of one file. Raises InputError and OSError for what ends the file as a whole."""
    suffix, name = path.suffix.lower(), str(path)
    if path.is_file() and path.stat().st_size == 0:
        raise InputError(f"{name}: the file is empty; give a file with text")
    if suffix == ".parquet":
        yield from read_parquet(path, text_field, report)
    elif suffix in _JSON_LINES or suffix in _TABLES:
        read = read_jsonl if suffix in _JSON_LINES else read_csv
        with path.open("rb") as stream:
            yield from read(decoded_lines(stream, name), name, path.stem, text_field, report)
    elif suffix in _PLAIN or suffix in _PAGES:
        text = decode(path.read_bytes(), name)
        yield (_page(text, path.stem, name) if suffix in _PAGES else _plain(text, path.stem, name, suffix != ".txt"))
    else:
        with path.open("rb") as stream:
            yield from _sniff(stream, path.stem, name, text_field, report)


def _read_stdin(text_field: str | None, report: Report) -> Iterator[Article]:
    raw = getattr(sys.stdin, "buffer", None)
    stream = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(io.BytesIO(_stdin_bytes(raw)))
    try:
        yield from _sniff(stream, "stdin", "stdin", text_field, report)
    except InputError as error:
        report(error)


def _stdin_bytes(raw: io.BufferedIOBase | None) -> bytes:
    return raw.read() if raw is not None else sys.stdin.read().encode("utf-8", "surrogateescape")


def _sniff(
    stream: io.BufferedReader, stem: str, name: str, text_field: str | None, report: Report
) -> Iterator[Article]:
    """Yield the articles of a stream: JSON lines if its first line is a record, else one text."""
    first = b""
    while not first.strip() and (line := stream.readline()):
        first += line
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and is_record(
        first.decode("utf-8-sig", "replace"), text_field
    ):
        lines = chain(decode(first, name).splitlines(keepends=True), decoded_lines(stream, name))
        yield from read_jsonl(lines, name, stem, text_field, report)
        return
    text = decode(first + stream.read(), name)
    if not text.strip():
        raise InputError(f"{name}: no text came in; pipe an article's text or JSON lines into it")
    yield _page(text, stem, name) if _HTML.match(text) else _plain(text, stem, name, markdown=False)


_HTML = re.compile(r"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def _plain(text: str, stem: str, name: str, markdown: bool) -> Article:
    """Build the article of a plain or Markdown text; front matter is not part of its text."""
    meta: dict[str, object] = {}
    if markdown and (match := _FRONT_MATTER.match(text)):
        meta = _front_matter(match[1], name)
        text = text[match.end() :]
    if not text.strip():
        raise InputError(f"{name}: the file holds no text; give a file with text")
    given = {key: clean(str(value)) for key, value in meta.items() if isinstance(value, str | int)}
    return Article(
        id=given.get("id") or stem,
        title=given.get("title") or find_title(text),
        date=iso_date(meta.get("date")) or find_date(text),
        source=given.get("source") or given.get("publisher"),
        text=clean(text),
    )


def _front_matter(block: str, name: str) -> dict[str, object]:
    import yaml

    try:
        meta = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problem = getattr(error, "problem", None) or "a bad value"
        raise InputError(f"{name}:{line}: the front matter is not YAML ({problem}); mend or remove it") from None
    if meta is not None and not isinstance(meta, dict):
        raise InputError(f"{name}:2: the front matter is no list of 'key: value' lines; mend or remove it")
    return {str(key).lower(): value for key, value in (meta or {}).items()}


def _page(html: str, stem: str, name: str) -> Article:
    from stance.text.pages import read_page

    page = read_page(html)
    if not page.text.strip():
        raise InputError(f"{name}: no article text found in the page; save its text as .txt")
    return Article(id=stem, title=page.title, date=page.date, source=page.source, text=clean(page.text))
