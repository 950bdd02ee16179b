"""The report as Markdown: the tables that a pull request needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stance.evaluation.tables import (
    Score,
    Table,
    best_model,
    confusion_table,
    contrast_table,
    end_to_end_table,
    file_line,
    given_table,
    label_table,
    slice_table,
    summary,
    threshold_table,
)

SLICES = 12
MISTAKES = 5


def markdown(files: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the report of all files."""
    parts = ["# Evaluation report"]
    for name, file in files.items():
        parts += [f"## {escaped(name)}", f"{file_line(file)}.", "\n".join(f"- {escaped(s)}" for s in summary(file))]
        parts += [table_markdown(table) for table in tables(file)]
        parts += _mistakes(file)
    return "\n\n".join(parts) + "\n"


def tables(file: Mapping[str, Any]) -> list[Table]:
    """Return the tables of one file, those without rows left out."""
    found = [given_table(file), end_to_end_table(file), label_table(file)]
    found += [confusion_table(n, s) for n, s in file["models"].items() if s["given_mentions"]["examples"]]
    found.append(threshold_table(file))
    found.append(contrast_table(file) if file["contrast"] else slice_table(file, SLICES))
    return [table for table in found if table.rows]


def table_markdown(table: Table, level: int = 3) -> str:
    """Return a table with its title and note."""
    rules = ["---" if i < table.texts else "---:" for i in range(len(table.head))]
    lines = [f"{'#' * level} {escaped(table.title)}", "", _row(table.head), _row(rules)]
    lines += [_row([f"{c:,}" if isinstance(c, int) else c for c in row]) for row in table.rows]
    return "\n".join(lines) + (f"\n\n{escaped(table.note)}" if table.note else "")


def escaped(text: str) -> str:
    """Return the text with what Markdown would read as markup escaped, on one line."""
    return _piece(" ".join(text.split()))


def _piece(text: str) -> str:
    line = re.sub(r"\s", " ", text)
    return re.sub(r"([\\`*_|\[\]]|<(?=[A-Za-z/!?])|^[>#+-])", r"\\\1", line)


def _row(cells: Any) -> str:
    return "| " + " | ".join(str(c) if isinstance(c, Score) else _cell(str(c)) for c in cells) + " |"


def _cell(text: str) -> str:
    return text if text.startswith("---") else escaped(text)


def _mistakes(file: Mapping[str, Any]) -> list[str]:
    name = best_model(file)
    shown = file["models"][name]["mistakes"][:MISTAKES]
    if not shown:
        return []
    lines = [f"### The most confident mistakes of {escaped(name)}", ""]
    for row in shown:
        where = f"{escaped(row['doc'])}, sentence {row['index']}, characters {row['start']} to {row['end']}"
        what = f"gold {row['gold']}, predicted {row['predicted']} ({row['confidence']:.2f})"
        if "sentence" in row and not file["standoff"]:
            sentence, at = row["sentence"], (row["start"], row["end"])
            marked = f"{_piece(sentence[: at[0]])}**{_piece(row['mention'])}**{_piece(sentence[at[1] :])}"
            lines.append(f"- {marked} ({where}): {what}")
        else:
            lines.append(f"- {where}: {what}")
    return ["\n".join(lines)]
