"""A text's shadow: same length, same offsets, but with the odd characters of real pages made plain.

Rules that look for quotes, blanks and line ends read the shadow and report offsets that hold in the text as
given.
"""

from __future__ import annotations

import re

NEWLINES = "\n\v\x1c\x1d\x1e\x85\u2028\u2029"
"""The characters that end a line. A form feed does not: a page of a PDF may end in mid-sentence."""

BLANKS = "\f\x1f\xa0\u1680\u180e\u202f\u205f\u3000\ufeff\u00ad" + "".join(map(chr, range(0x2000, 0x2010))) + "\u2060"
"""Blanks and marks without width, which all read as a space."""


def shadow(text: str) -> str:
    """Return `text` with mojibake quotes as quotes, odd blanks as spaces and every line end as a newline.

    The result is as long as `text`, character for character. Takes any string, lone surrogates included.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if "\u00e2" in text or "\u00c2" in text:
        text = _MOJIBAKE.sub(_as_meant, text)
    if _ODD.search(text):
        text = text.translate(_PLAIN)
    return text


_ODD = re.compile(f"[{re.escape((NEWLINES + BLANKS).replace(chr(10), ''))}]")
_PLAIN = {ord(c): "\n" for c in NEWLINES} | {ord(c): " " for c in BLANKS}


def _misread(char: str) -> list[str]:
    """Return what `char` becomes where its UTF-8 bytes were read as Latin-1 or Windows-1252."""
    octets = char.encode()
    windows = "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in octets)
    return [octets.decode("latin-1"), windows]


# The longest first: a closing quote often lost its last byte, which cp1252 does not define.
_MEANT = {bad: good for good in "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\xa0" for bad in _misread(good)}
_MEANT |= {"\u00e2\u20ac\ufffd": "\u201d", "\u00e2\u20ac": "\u201d", "\u00c2 ": " "}
_MOJIBAKE = re.compile("|".join(map(re.escape, sorted(_MEANT, key=len, reverse=True))))


def _as_meant(match: re.Match[str]) -> str:
    return _MEANT[match[0]] * len(match[0])
