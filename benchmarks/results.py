"""The shipped models' scores: `python -m benchmarks.results` writes docs/results.md.

Scores every model in `models/` and the majority model on the test split, the contrast set and the user's articles, those
of them that are there; the user's articles need STANCE_SEEDS, the folder of their text. `--check` compares the file with
the models instead and ends with 1 where a number differs.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.evaluation import evaluate
from stance.evaluation.markdown import escaped, table_markdown
from stance.evaluation.models import MAJORITY
from stance.evaluation.tables import contrast_table, end_to_end_table, file_line, given_table, label_table, summary
from stance.labels.corpus import SEEDS_VARIABLE
from stance.model_folder import find_model, list_models, shipped_models

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "results.md"
SETS = {
    "test.jsonl": "Test split",
    "contrast.jsonl": "Contrast set",
    "user-articles.jsonl": "The user's articles",
}
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
TOLERANCE = 0.02
"""Rounding of int8 models differs between processors by this much at most; counts must be the same."""


def main() -> None:
    """Write or check docs/results.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the file with the models; change nothing")
    if parser.parse_args().check:
        problems = differences(RESULTS.read_text(encoding="utf-8"), results(label_files(), shipped_names()))
        print(*problems or ["docs/results.md is the models' own"], sep="\n")
        sys.exit(bool(problems))
    text = results(label_files(), shipped_names())
    RESULTS.write_text(text, encoding="utf-8")
    print(f"wrote {RESULTS.relative_to(ROOT)}")


def label_files() -> dict[str, Path]:
    """Return the label files that can be scored here, by heading."""
    found = {heading: ROOT / "labels" / name for name, heading in SETS.items() if (ROOT / "labels" / name).is_file()}
    if not os.environ.get(SEEDS_VARIABLE):
        found.pop(SETS["user-articles.jsonl"], None)
    return found


def shipped_names() -> list[str]:
    """Return the models that come with the library, the default first."""
    names = [path.name for path in list_models() if path.parent.resolve() == shipped_models().resolve()]
    return sorted(names, key=lambda name: (name != find_model().name, name))


def results(files: Mapping[str, Path], models: Sequence[str]) -> str:
    """Return the document: tables for each label file, no sentence of any."""
    parts = [
        "# Results",
        "Written by `python -m benchmarks.results` from the models in `models/`; CI checks that these are their own\n"
        "numbers. The whole report, with calibration, weak slices and mistakes, comes from `stance evaluate`.",
    ]
    for heading, path in files.items():
        report = evaluate([*models, MAJORITY], path)
        parts += _section(heading, path.name, next(iter(report.files.values())))
    return "\n\n".join(parts) + "\n"


def differences(written: str, computed: str) -> list[str]:
    """Return where a written document differs from what was computed, by section of level 2.

    Sections that could not be computed here (text that is not at hand) are passed over; numbers may differ by `TOLERANCE`.
    """
    problems = []
    old, new = _sections(written), _sections(computed)
    for heading, lines in new.items():
        if heading not in old:
            problems.append(f"docs/results.md: no section '{heading}'; run python -m benchmarks.results")
        elif len(old[heading]) != len(lines):
            problems.append(f"docs/results.md: '{heading}' has {len(old[heading])} lines, computed {len(lines)}")
        else:
            pairs = zip(old[heading], lines, strict=True)
            problems += [
                f"docs/results.md: '{was}' is now '{is_now}'" for was, is_now in pairs if not _same(was, is_now)
            ]
    return problems


def _section(heading: str, name: str, file: Mapping[str, Any]) -> list[str]:
    tables = [given_table(file), end_to_end_table(file), label_table(file)]
    if file["contrast"]:
        tables.insert(0, contrast_table(file))
    said = "\n".join(f"- {escaped(sentence)}" for sentence in summary(file) if not sentence.startswith(MAJORITY))
    head = [f"## {heading}", f"`labels/{name}`: {file_line(file)}.", said]
    return head + [table_markdown(table) for table in tables if table.rows]


def _sections(text: str) -> dict[str, list[str]]:
    """Return the table lines of each section; sentences in words turn with the last digit and are left out."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        found[heading] = [line for line in body.splitlines() if line.startswith("|")]
    return found


def _same(was: str, is_now: str) -> bool:
    if NUMBER.sub("0", was) != NUMBER.sub("0", is_now):
        return False
    pairs = zip(NUMBER.findall(was), NUMBER.findall(is_now), strict=True)
    return all(abs(float(a) - float(b)) <= TOLERANCE if "." in a and "." in b else a == b for a, b in pairs)


if __name__ == "__main__":
    main()
