"""Label files to and from the formats of annotation tools and libraries; one file a format.

A format turns sentences into a file's bytes and back without loss: what it has no place for goes into its metadata.
Adding one means one new file with `dump` and `load`, and one line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from stance.errors import InputError
from stance.labels.corpus import LabeledSentence

Resolve = Callable[[str, int, int], str]
"""Gives the actor id of `sentence[start:end]`, where a tool's annotation names none."""

FORMATS = {
    "label-studio": "label_studio",
    "doccano": "doccano",
    "spacy": "docbin",
    "conll": "conll",
    "datasets": "parquet",
}
BINARY = frozenset({"spacy", "datasets"})
"""Formats that are no text: they need a file."""


class Imported(NamedTuple):
    """What `load_labels` read: the labelled sentences, and the number of those left out as not annotated."""

    sentences: list[LabeledSentence]
    skipped: int


def dump_labels(sentences: Sequence[LabeledSentence], file_format: str, *, suggestions: bool = False) -> bytes:
    """Return a file of a format; with `suggestions`, tags are a model's and not yet anybody's annotation."""
    data: bytes = _module(file_format).dump(sentences, suggestions=suggestions)
    return data


def load_labels(data: bytes, file_format: str, where: str, resolve: Resolve) -> Imported:
    """Read a file of a format; `where` is its name, for errors.

    Tags that an annotator added without an actor get the id that `resolve` gives. Raises InputError where the file is
    not what the format wants, with its place.
    """
    imported: Imported = _module(file_format).load(data, where, resolve)
    if not imported.sentences:
        raise InputError(f"{where}: no annotated sentence in it; annotate and submit some, then export them again")
    return imported


def _module(file_format: str) -> Any:
    if file_format not in FORMATS:
        raise InputError(f"unknown format '{file_format}'; known are {', '.join(FORMATS)}")
    return import_module(f"{__name__}.{FORMATS[file_format]}")
