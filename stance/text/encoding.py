"""Bytes -> text: UTF-8 first, byte order marks heeded, anything else by charset-normalizer."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper

from stance.errors import InputError

SAMPLE = 1 << 16  # bytes looked at to tell text from binary and to guess an encoding


def decode(data: bytes, where: str) -> str:
    """Return the text of a file; a byte order mark is dropped, line ends stay as they are.

    Raises InputError, naming `where`, if the bytes are no text.
    """
    if (encoding := _marked(data)) is not None:
        return data.decode(encoding, errors="replace")
    if kind := _binary_kind(data):
        raise InputError(f"{where}: {kind}, not text; convert it to .txt or .html first")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_guess(data, where), errors="replace")


def decoded_lines(stream: BufferedReader, where: str) -> Iterator[str]:
    """Yield the lines of a stream of records with their line ends, decoded as `decode` does.

    Raises InputError, naming `where`, if the stream's start is no text.
    """
    head = stream.peek(SAMPLE)
    encoding = _marked(head)
    if encoding is not None and encoding != "utf-8-sig":
        wrapper = TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        try:
            yield from wrapper
        finally:
            wrapper.detach()  # whoever opened the stream closes it
        return
    if kind := _binary_kind(head):
        raise InputError(f"{where}: {kind}, not lines of text")
    guess = None
    for number, line in enumerate(stream):
        if number == 0:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            guess = guess or _guess(line if _is_utf8(head) else head, where)
            yield line.decode(guess, errors="replace")


_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_KINDS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip, Word or e-book file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a gzip file",
    b"{\\rtf": "an RTF file",
    b"PAR1": "a Parquet file without the suffix .parquet",
}


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _binary_kind(data: bytes) -> str | None:
    for magic, kind in _KINDS.items():
        if data.startswith(magic):
            return kind
    return "a binary file" if b"\0" in data[:SAMPLE] else None


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes, where: str) -> str:
    """Return the likeliest encoding of bytes that are not UTF-8. Windows-1252 wins near ties."""
    from charset_normalizer import from_bytes

    if sum(b < 32 and b not in b"\t\n\v\f\r\x1b\x85" for b in data[:SAMPLE]) > len(data[:SAMPLE]) // 20:
        raise InputError(f"{where}: a binary file, not text; convert it to .txt or .html first")
    matches = from_bytes(data, preemptive_behaviour=True)
    best = matches.best()
    if best is None or any(m.encoding == "cp1252" and m.chaos <= best.chaos + 0.02 for m in matches):
        return "cp1252"
    return best.encoding
