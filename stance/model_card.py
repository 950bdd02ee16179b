"""The model card: README.md of a model folder, written from its config and its metrics and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from stance.config import Config, FinetuneSettings
from stance.types import NONE

METRICS = {
    "macro_f1": "macro-F1",
    "macro_f1_stances": "macro-F1 of stances",
    "weighted_f1": "weighted F1",
    "accuracy": "accuracy",
    "kappa": "Cohen's kappa",
    "ece": "expected calibration error",
    "brier": "Brier score (0 to 2)",
}
_TYPES = {"macro_f1": "f1", "macro_f1_stances": "f1", "weighted_f1": "f1", "accuracy": "accuracy"}
"""Metric types that the Hugging Face model index knows; the rest go by their own name."""


def model_card(config: Config, metrics: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the card as Markdown with Hugging Face metadata.

    `metrics` is what `metrics.json` holds: by split, the scores of `evaluation.metrics.classification_scores`; for `train`
    the counts of the labels.
    """
    scored = {split: scores for split, scores in metrics.items() if "macro_f1" in scores}
    lines = [
        "---",
        yaml.safe_dump(_metadata(config, scored), sort_keys=False).strip(),
        "---",
        f"# {config.name}",
        "",
        f"Says which stance ({', '.join(config.labels)}, or {NONE}) an actor's mention takes in a sentence of political news.",
        f"Kind: {_kind(config)}. Trained by `stance train` from `config.yaml`; use it with",
        f"`stance predict --model {config.name}`.",
        "",
        "## Scores",
        "",
        "For given mentions. Intervals, scores from raw text, and those on news that was not written for the corpus come from",
        "`stance evaluate` and stand in `docs/results.md`.",
        "",
        *_score_lines(scored),
        *_label_lines(scored),
        *_training_lines(metrics.get("train", {})),
        "## Data, limits, use",
        "",
        "- The training prose was written for the corpus by AI systems and is not journalism; the labels are AI coders' by",
        "  the codebook, and agreement between such coders flatters.",
        "- English only. Every article is read sentence by sentence: irony, and stances that only the whole article shows,",
        "  are missed.",
        "- The tags are a reading aid and a measurement with error bars, not a judgement of persons. Do not act on a",
        "  single tag.",
        "",
    ]
    return "\n".join(lines)


def _metadata(config: Config, scored: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    results = [
        {
            "task": {"type": "text-classification", "name": "stance of a given mention"},
            "dataset": {"type": "stance", "name": f"the corpus's {split} split", "split": split},
            "metrics": [
                {"type": _TYPES.get(key, key), "name": name, "value": round(scores[key], 4)}
                for key, name in METRICS.items()
                if key in scores
            ],
        }
        for split, scores in scored.items()
    ]
    data: dict[str, Any] = {
        "language": "en",
        "license": "apache-2.0",
        "library_name": "stance",
        "pipeline_tag": "text-classification",
        "tags": ["stance", "political-science", "event-data", "news"],
    }
    if results:
        data["model-index"] = [{"name": config.name, "results": results}]
    return data


def _kind(config: Config) -> str:
    if isinstance(config.classifier, FinetuneSettings):
        precision = ", int8 ONNX" if config.classifier.quantize else ", ONNX"
        return f"{config.classifier.encoder}, fine-tuned with entity markers{precision}"
    return "TF-IDF over masked views of the sentence and a linear SVM"


def _score_lines(scored: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = [f"| score | {' | '.join(scored)} |", f"| --- |{' ---: |' * len(scored)}"]
    for key, name in METRICS.items():
        values = [f"{scores[key]:.3f}" if key in scores else "" for scores in scored.values()]
        lines.append(f"| {name} | {' | '.join(values)} |")
    counts = [f"{scores['examples']:,}" for scores in scored.values()]
    lines.append(f"| given mentions | {' | '.join(counts)} |")
    return [*lines, ""] if scored else []


def _label_lines(scored: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = ["| split | label | precision | recall | F1 | support |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for split, scores in scored.items():
        lines += [
            f"| {split} | {label} | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} | {s['support']:,} |"
            for label, s in scores["labels"].items()
        ]
    return [*lines, ""] if scored else []


def _training_lines(train: Mapping[str, Any]) -> list[str]:
    if not train.get("labels"):
        return []
    counts = ", ".join(f"{count:,} {label}" for label, count in train["labels"].items())
    return [f"Trained on {train['examples']:,} mentions: {counts}.", ""]
