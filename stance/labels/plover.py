"""Relation files (PLOVER, CAMEO and the like: sentence, source, target, class) -> labelled sentences.

A mapping file says which columns hold what and which class is which stance:

    columns: {text: sentence, source: source, target: target, class: gold_root}   # id: sentence_id, where there is one
    stances: {ACCUSE: escalation, AID: de-escalation, CONSULT: de-escalation}     # none: the class bears no stance
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from stance.errors import InputError, did_you_mean
from stance.labels.corpus import LabeledSentence
from stance.labels.exchange import Imported, Resolve
from stance.types import NONE, Tag

COLUMNS = ("text", "source", "target", "class")
OPTIONAL = ("id",)
MAX_FIELD = 10_000_000


def read_relations(path: str | Path, mapping: str | Path, resolve: Resolve) -> Imported:
    """Read a relation file (.tsv, .csv) with a mapping file (YAML).

    A row is one relation; rows with the same text become one sentence, with one tag for each source, stance and target.
    The source's words are the mention; `resolve` gives the ids of source and target. A target that the text does not
    have letter by letter ("a recipient") is nobody; a row whose source it does not have is skipped and counted. Raises
    InputError with file, line and field: an unknown column, a class without a stance.
    """
    path = Path(path)
    columns, stances = _read_mapping(Path(mapping))
    sentences: dict[str, LabeledSentence] = {}
    skipped = 0
    for line, row in _rows(path, columns):
        where = f"{path}:{line}"
        label = row["class"].strip()
        if label not in stances:
            near = did_you_mean(label, stances)
            raise InputError(
                f"{where}: class '{label}' is not in {mapping}: stances{near}; map it to a stance or to none"
            )
        source, target = (_find(row["text"], row[side]) for side in ("source", "target"))
        if source is None:
            skipped += 1
            continue
        doc = f"{path.stem}-{row['id'].strip() if 'id' in row else line}"
        sentence = sentences.setdefault(row["text"], LabeledSentence(doc, 0, row["text"]))
        if stances[label] != NONE:
            tag = _tag(row["text"], source, target, stances[label], resolve)
            tags = sorted(
                [t for t in sentence.tags if t != tag] + [tag], key=lambda t: (t.start, t.end, t.stance, t.target or "")
            )
            sentences[row["text"]] = replace(sentence, tags=tuple(tags))
    if not sentences:
        raise InputError(f"{path}: no relation in it whose source stands in the text; check the columns in {mapping}")
    return Imported(list(sentences.values()), skipped)


def _tag(text: str, source: tuple[int, int], target: tuple[int, int] | None, stance: str, resolve: Resolve) -> Tag:
    start, end = source
    named = resolve(text, *target) if target else None
    return Tag(resolve(text, start, end), text[start:end], start, end, stance, target=named)


def _find(text: str, words: str) -> tuple[int, int] | None:
    words = words.strip()
    start = text.find(words) if words else -1
    return (start, start + len(words)) if start >= 0 else None


def _rows(path: Path, columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's first line number and its fields under our names."""
    delimiter = "\t" if path.suffix.lower() in {".tsv", ".tab"} else ","
    before = csv.field_size_limit(MAX_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=delimiter)
            known = reader.fieldnames or ()
            for name, column in columns.items():
                if column not in known:
                    near = did_you_mean(column, known)
                    raise InputError(f"{path}:1: no column '{column}' (for {name}){near}; it has {', '.join(known)}")
            line = 2
            for row in reader:
                yield line, {name: row[column] or "" for name, column in columns.items()}
                line = reader.line_num + 1
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); check the path") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a table in UTF-8 ({error})") from None
    finally:
        csv.field_size_limit(before)


def _read_mapping(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror or error}); name a mapping file with --mapping"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(f"{path}{f':{mark.line + 1}' if mark else ''}: not valid YAML") from None
    if not isinstance(data, dict) or set(data) != {"columns", "stances"}:
        raise InputError(f"{path}: a mapping file has two keys, columns and stances")
    columns, stances = _texts(path, data, "columns"), _texts(path, data, "stances")
    for name in columns:
        if name not in (*COLUMNS, *OPTIONAL):
            known = (*COLUMNS, *OPTIONAL)
            raise InputError(
                f"{path}: columns: unknown '{name}'{did_you_mean(name, known)}; known are {', '.join(known)}"
            )
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise InputError(f"{path}: columns: {', '.join(missing)} is missing; name the column that holds it")
    return columns, stances


def _texts(path: Path, data: Mapping[str, Any], key: str) -> dict[str, str]:
    block = data[key]
    if not isinstance(block, dict) or not all(isinstance(value, str) for value in block.values()):
        raise InputError(f"{path}: {key} must be a mapping of names to names; put a word such as NO in quotes")
    return {str(name): value for name, value in block.items()}
