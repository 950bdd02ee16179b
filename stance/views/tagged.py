"""Reads articles that are tagged already (lines of `Article.to_dict()`), and tags the others on the way."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from stance.errors import InputError
from stance.text import SUFFIXES, read_articles
from stance.types import Article

if TYPE_CHECKING:
    from stance.tagger import Tagger

Report = Callable[[InputError], None]


def tagged_articles(
    paths: Iterable[str | Path], tagger: Callable[[], Tagger], on_error: Report | None = None
) -> Iterator[Article]:
    """Yield the tagged articles of files, folders (sorted, with all below) and stdin (`-`), as a stream.

    A file of JSON lines whose first line holds `sentences` is taken as tagged; any other is read as `read_articles` does
    and tagged by `tagger()`, which is called only then. Stdin must be tagged. Raises InputError (file, line, field)
    for a malformed input; if `on_error` is given it gets the error instead, and reading goes on.
    """
    report = on_error or _raise
    files = list(chain.from_iterable(_files(path) for path in paths))
    for tagged, run in groupby(files, key=_is_tagged):
        if not tagged:
            yield from tagger().tag_many(read_articles(run, on_error=on_error))
            continue
        for file in run:
            try:
                yield from _read_stdin(report) if str(file) == "-" else _read_file(Path(file), report)
            except InputError as error:
                report(error)


def _raise(error: InputError) -> None:
    raise error


def _files(path: str | Path) -> Sequence[str | Path]:
    """Return the files below a folder. A path that is none, or holds none, is left to `read_articles` to name."""
    folder = Path(path)
    if str(path) == "-" or not folder.is_dir():
        return [path]
    found = [
        p
        for p in sorted(folder.rglob("*"))
        if p.suffix.lower() in SUFFIXES
        and p.is_file()
        and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    ]
    return found or [path]


def _is_tagged(path: str | Path) -> bool:
    if str(path) == "-":
        return True
    if Path(path).suffix.lower() not in (".jsonl", ".ndjson", ""):
        return False
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            first = next((line for line in file if line.strip()), "")
    except (OSError, UnicodeDecodeError):
        return False
    return _holds_sentences(first)


def _holds_sentences(line: str) -> bool:
    if '"sentences"' not in line:
        return False
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    sentences = record.get("sentences") if isinstance(record, dict) else None
    return isinstance(sentences, list) and all(isinstance(s, dict) for s in sentences)


def _read_stdin(report: Report) -> Iterator[Article]:
    stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace")
    first = next((line for line in stream if line.strip()), "")
    if not _holds_sentences(first):
        raise InputError(
            "stdin: not tagged articles; tag them first: stance predict - --format jsonl | stance timeline -"
        )
    yield from _read_lines(chain([first], stream), "stdin", report)


def _read_file(path: Path, report: Report) -> Iterator[Article]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            yield from _read_lines(file, str(path), report)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); check the file and its rights") from None


def _read_lines(lines: Iterable[str] | IO[str], name: str, report: Report) -> Iterator[Article]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                article = _article(line, f"{name}:{number}")
            except InputError as error:
                report(error)
            else:
                yield article


def _article(line: str, where: str) -> Article:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise InputError(f"{where}: not JSON ({reason}); write one tagged article a line") from None
    _need(isinstance(record, dict), where, "a JSON object is needed")
    for name in ("id", "text"):
        _need(isinstance(record.get(name), str), where, f"field '{name}' must be text")
    _need(record.get("date") is None or isinstance(record["date"], str), where, "field 'date' must be text or null")
    _need(isinstance(record.get("sentences"), list), where, "field 'sentences' must be a list")
    for i, sentence in enumerate(record["sentences"]):
        _check_sentence(sentence, where, f"sentences[{i}]")
    return Article.from_dict(record)


def _check_sentence(sentence: Any, where: str, at: str) -> None:
    _need(isinstance(sentence, dict), where, f"{at} must be an object")
    _need(isinstance(sentence.get("text"), str), where, f"field '{at}.text' must be text")
    for name in ("start", "end"):
        _need(isinstance(sentence.get(name), int), where, f"field '{at}.{name}' must be a whole number")
    tags = sentence.get("tags", [])
    _need(isinstance(tags, list), where, f"field '{at}.tags' must be a list")
    for j, tag in enumerate(tags):
        place = f"{at}.tags[{j}]"
        _need(isinstance(tag, dict), where, f"{place} must be an object")
        for name in ("actor", "mention", "stance"):
            _need(isinstance(tag.get(name), str), where, f"field '{place}.{name}' must be text")
        for name in ("start", "end"):
            _need(isinstance(tag.get(name), int), where, f"field '{place}.{name}' must be a whole number")
        confidence = tag.get("confidence", 1.0)
        number = isinstance(confidence, int | float) and 0 <= confidence <= 1
        _need(number, where, f"field '{place}.confidence' must be a number from 0 to 1")
        _need(isinstance(tag.get("probabilities", {}), dict), where, f"field '{place}.probabilities' must be an object")
        _need(isinstance(tag.get("target"), str | None), where, f"field '{place}.target' must be text or null")


def _need(holds: bool, where: str, what: str) -> None:
    if not holds:
        raise InputError(f"{where}: {what}; write lines as 'stance predict --format jsonl' does")
