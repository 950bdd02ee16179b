"""`stance.evaluate`: score a model on labelled sentences and write the report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.evaluation.end_to_end import end_to_end_scores, tag_documents
from stance.evaluation.metrics import classification_scores
from stance.examples import given_mentions
from stance.labels.corpus import read_labels
from stance.model_folder import ModelFolder, write_json
from stance.tagger import Tagger, load


@dataclass(frozen=True, slots=True)
class Report:
    """A model's scores on a label file; `metrics` is a plain dict."""

    model: str
    data: str
    metrics: dict[str, Any]

    def to_markdown(self) -> str:
        """Return the scores as Markdown tables."""
        given, whole = self.metrics["given_mentions"], self.metrics["end_to_end"]
        lines = [
            f"## {self.model} on {self.data}",
            "",
            f"Given mentions ({given['examples']:,}): macro-F1 {given['macro_f1']:.3f}, accuracy {given['accuracy']:.3f}, "
            f"kappa {given['kappa']:.3f}, ECE {given['ece']:.3f}, Brier {given['brier']:.3f}.",
            "",
            "| label | precision | recall | F1 | support |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        lines += [
            f"| {label} | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} | {s['support']:,} |"
            for label, s in given["labels"].items()
        ]
        lines += ["", f"End to end, {whole['sentences']:,} sentences:", "", "| on | precision | recall | F1 |"]
        lines += ["| --- | ---: | ---: | ---: |"]
        lines += [
            f"| {name} | {whole[key]['precision']:.3f} | {whole[key]['recall']:.3f} | {whole[key]['f1']:.3f} |"
            for key, name in _END_TO_END.items()
        ]
        return "\n".join(lines) + "\n"


_END_TO_END = {
    "actor_stance": "(actor, stance)",
    "actors": "actor ids",
    "mentions": "mention spans",
    "stances": "stances by sentence",
}


def evaluate(
    model: str | Path | ModelFolder | Tagger | None = None,
    data: str | Path = "labels/test.jsonl",
    output: str | Path | None = None,
) -> Report:
    """Score a model on a label file, for given mentions and end to end; writes `report.json` and `report.md` to `output`.

    Raises InputError where the file has no sentence, or labels that the model does not know.
    """
    tagger = _tagger(model)
    sentences = read_labels(data)
    if not any(s.tags for s in sentences):
        raise InputError(f"{data}: no tags in it; nothing to score against")
    examples = given_mentions(sentences, tagger.finder, tagger.labels)
    probabilities = tagger.classifier.predict_proba(examples.examples)
    metrics = {
        "given_mentions": classification_scores(examples.gold, probabilities, tagger.labels),
        "end_to_end": end_to_end_scores(tag_documents(tagger, sentences)),
    }
    report = Report(tagger.name, Path(data).name, metrics)
    if output is not None:
        folder = Path(output)
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / "report.json", {"model": report.model, "data": report.data, **metrics})
        (folder / "report.md").write_text(report.to_markdown(), encoding="utf-8")
    return report


def _tagger(model: str | Path | ModelFolder | Tagger | None) -> Tagger:
    if isinstance(model, Tagger):
        return model
    return load(model.path if isinstance(model, ModelFolder) else model)
