"""Hugging Face datasets: a Parquet file with one row a sentence and its tags as a list of structs.

`datasets.load_dataset("parquet", data_files="corpus.parquet")` reads it, and so does pandas.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from stance.errors import InputError
from stance.labels.corpus import DOCUMENT_FIELDS, LabeledSentence
from stance.labels.exchange import Imported, Resolve
from stance.labels.exchange.fields import make_tag, sentence_from

_OWN = ("doc", "index", "text", "tags", "start", "end")
_TAG = ("actor", "mention", "start", "end", "stance", "target")


def dump(sentences: Sequence[LabeledSentence], *, suggestions: bool = False) -> bytes:
    """Return a Parquet file; document fields are text columns, null where a sentence has none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number, text = pa.int32(), pa.string()
    tag = pa.struct([(name, number if name in {"start", "end"} else text) for name in _TAG])
    fields = [*DOCUMENT_FIELDS, *sorted({key for s in sentences for key in s.meta} - set(DOCUMENT_FIELDS))]
    types = {"doc": text, "index": number, "text": text, "tags": pa.list_(tag), "start": number, "end": number}
    schema = pa.schema([*types.items(), *((field, text) for field in fields)])
    table = pa.Table.from_pylist([_row(sentence, fields) for sentence in sentences], schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def load(data: bytes, where: str, resolve: Resolve) -> Imported:
    """Read such a file, whoever wrote it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(io.BytesIO(data)).to_pylist()
    except (pa.ArrowException, OSError):
        raise InputError(f"{where}: not a Parquet file") from None
    return Imported([_sentence(row, resolve, f"{where}: row {n}") for n, row in enumerate(rows, 1)], 0)


def _row(sentence: LabeledSentence, fields: Sequence[str]) -> dict[str, Any]:
    start, end = sentence.span or (None, None)
    own = {"doc": sentence.doc, "index": sentence.index, "text": sentence.text, "start": start, "end": end}
    tags = [{name: getattr(tag, name) for name in _TAG} for tag in sentence.tags]
    return {**own, "tags": tags, **{field: sentence.meta.get(field) for field in fields}}


def _sentence(row: dict[str, Any], resolve: Resolve, where: str) -> LabeledSentence:
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError(f"{where}: the column text is missing or empty")
    tags = []
    for tag in row.get("tags") or []:
        start, end, actor = tag.get("start"), tag.get("end"), tag.get("actor")
        bare = make_tag(text, start, end, tag.get("stance"), actor or "", tag.get("target"), where)
        tags.append(
            bare if actor else make_tag(text, start, end, bare.stance, resolve(text, start, end), bare.target, where)
        )
    meta = {key: value for key, value in row.items() if key not in _OWN and value is not None}
    span = None if row.get("start") is None else (row["start"], row.get("end"))
    return sentence_from(
        {"doc": row.get("doc"), "index": row.get("index"), "meta": meta, "span": span}, text, tags, where
    )
