"""The report: every number as a plain dict, and its forms on disk."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import StanceError
from stance.views.output import text_output

FORMAT = 1


@dataclass(slots=True)
class Report:
    """Scores of models on label files.

    `files` maps a label file's name to its counts, the `models` with their scores, the `labellers`' agreement (or None) and the
    `comparisons` between models; `predictions` are the rows of `predictions.csv`.
    """

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    predictions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def metrics(self) -> dict[str, Any]:
        """The scores of the first model on the first file: `given_mentions`, `end_to_end` and the rest."""
        scores: dict[str, Any] = next(iter(next(iter(self.files.values()))["models"].values()))
        return scores

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the single predictions, as JSON can hold it."""
        return {"format": FORMAT, "files": self.files}

    def to_markdown(self) -> str:
        """Return the report as Markdown, for a pull request."""
        from stance.evaluation.markdown import markdown

        return markdown(self.files)

    def to_html(self) -> str:
        """Return the report as one self-contained page."""
        from stance.evaluation.page import page

        return page(self.files)

    def write(self, folder: str | Path) -> None:
        """Write `report.html`, `report.md`, `report.json` and `predictions.csv` into a folder, each whole or not at all."""
        folder = Path(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StanceError(f"{folder}: can't write there: {error.strerror}") from None
        numbers = json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        forms = {"report.html": self.to_html(), "report.md": self.to_markdown(), "report.json": numbers}
        for name, text in forms.items():
            with text_output(folder / name) as file:
                file.write(encodable(text))
        self._write_predictions(folder / "predictions.csv")

    def _write_predictions(self, path: Path) -> None:
        from stance.evaluation.predictions import COLUMNS

        with text_output(path) as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for row in self.predictions:
                writer.writerow({k: encodable(v) if isinstance(v, str) else v for k, v in row.items()})


def encodable(text: str) -> str:
    """Return the text with what UTF-8 can't hold (lone surrogates) replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
