"""The model card: README.md of a model folder, written from its metrics and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from stance.config import Config, FinetuneSettings


def model_card(config: Config, metrics: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the card as Markdown with Hugging Face metadata."""
    results = [
        {
            "task": {"type": "text-classification", "name": "stance of a given mention"},
            "dataset": {"type": "stance", "name": f"the corpus's {split} split", "split": split},
            "metrics": [{"type": key, "value": round(scores[key], 4)} for key in ("macro_f1", "accuracy", "ece")],
        }
        for split, scores in metrics.items()
        if "macro_f1" in scores
    ]
    head = {
        "language": "en",
        "license": "apache-2.0",
        "library_name": "stance",
        "tags": ["stance", "political-science", "event-data", "news"],
        "model-index": [{"name": config.name, "results": results}],
    }
    kind = (
        f"{config.classifier.encoder}, fine-tuned with entity markers, int8 ONNX"
        if isinstance(config.classifier, FinetuneSettings)
        else "TF-IDF over masked views of the sentence and a linear SVM"
    )
    lines = [
        "---",
        yaml.safe_dump(head, sort_keys=False).strip(),
        "---",
        f"# {config.name}",
        "",
        f"Says which stance ({', '.join(config.labels)}, or none) an actor's mention takes in a sentence of political news.",
        f"Kind: {kind}. Trained by `stance train` from `config.yaml`; use it with `stance predict --model {config.name}`.",
        "",
        "## Scores",
        "",
        "For given mentions. The scores against news that was not written for the corpus stand in `docs/results.md`.",
        "",
        "| split | label | precision | recall | F1 | support |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for split, scores in metrics.items():
        lines += [
            f"| {split} | {label} | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} | {s['support']:,} |"
            for label, s in scores.get("labels", {}).items()
            if isinstance(s, Mapping)
        ]
        if "macro_f1" in scores:
            lines.append(f"| {split} | **macro-F1** | | | **{scores['macro_f1']:.3f}** | {scores['examples']:,} |")
    lines += [
        "",
        "## Data, limits, use",
        "",
        "- The training prose was written for the corpus by AI systems and is not journalism; the labels are AI coders' by",
        "  the codebook, and agreement between such coders flatters.",
        "- English only. Every article is read sentence by sentence: irony, and stances that only the whole article shows, are missed.",
        "- The tags are a reading aid and a measurement with error bars, not a judgement of persons. Do not act on a single tag.",
        "",
    ]
    return "\n".join(lines)
