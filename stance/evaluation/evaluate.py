"""`stance.evaluate`: score models on labelled sentences and write the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from stance.errors import InputError, did_you_mean
from stance.evaluation.bootstrap import RESAMPLES, ArticleBootstrap
from stance.evaluation.comparison import compare
from stance.evaluation.contrast import is_contrast_set
from stance.evaluation.labellers import read_labellers
from stance.evaluation.mistakes import confident_mistakes
from stance.evaluation.models import MAJORITY, Model, load_taggers
from stance.evaluation.predictions import Predictions, predict, prediction_rows
from stance.evaluation.report import Report
from stance.evaluation.scoring import labeller_scores, model_scores
from stance.labels.corpus import LabeledSentence, read_labels
from stance.tagger import Tagger
from stance.types import NONE

Progress = Callable[[str, int, int], None]
"""Receives what is being done, steps done and steps in all."""

TARGET_PRECISION = 0.9


def evaluate(
    model: Model | Sequence[Model] | None = None,
    data: str | Path | Sequence[str | Path] = "labels/test.jsonl",
    output: str | Path | None = None,
    *,
    target_precision: float = TARGET_PRECISION,
    quote_standoff: bool = False,
    resamples: int = RESAMPLES,
    progress: Progress | None = None,
) -> Report:
    """Score one or several models on one or several label files, for given mentions and end to end.

    A model is a name, a folder, a loaded Tagger or `majority`. `output` is a folder for `report.html`, `report.md`,
    `report.json` and `predictions.csv`. `target_precision` is what the suggested `--min-confidence` shall reach. Text of
    standoff files, which may not be redistributed, is quoted only with `quote_standoff`. `resamples` sets the bootstrap.
    Raises InputError where a file has no sentences or tags, or labels that a model does not know.
    """
    check_target(target_precision)
    taggers = load_taggers(_listed(model))
    known = {name: tagger.labels for name, tagger in taggers.items()}
    files = {path: check_file(path, read_labels(path), known) for path in _paths(data)}
    say = progress or (lambda what, done, total: None)
    steps = len(files) * len(taggers)
    report = Report()
    for i, (path, sentences) in enumerate(files.items()):
        alone = is_contrast_set(sentences)
        predictions = {}
        for j, (name, tagger) in enumerate(taggers.items()):
            say(f"{name} on {path.name}", i * len(taggers) + j, steps)
            predictions[name] = predict(tagger, sentences, alone=alone)
        name = path.name if [p.name for p in files].count(path.name) == 1 else str(path)
        add_file(
            report, name, path, sentences, predictions, taggers,
            target_precision=target_precision, quote=quote_standoff, resamples=resamples,
        )  # fmt: skip
    say("writing", steps, steps)
    if output is not None:
        report.write(output)
    return report


def add_file(
    report: Report,
    name: str,
    path: Path,
    sentences: Sequence[LabeledSentence],
    predictions: Mapping[str, Predictions],
    taggers: Mapping[str, Tagger],
    *,
    target_precision: float,
    quote: bool,
    resamples: int,
) -> None:
    """Add the scores of all models on one file to a report."""
    bootstrap = ArticleBootstrap([s.doc for s in sentences], resamples)
    contrast = is_contrast_set(sentences)
    models: dict[str, dict[str, Any]] = {}
    for model, found in predictions.items():
        models[model] = model_scores(found, bootstrap, target_precision, contrast=contrast)
        classifier = taggers[model].classifier if model in taggers else None
        # The majority model's mistakes are all alike: nothing to read in them.
        models[model]["mistakes"] = [] if model == MAJORITY else confident_mistakes(found, classifier, quote=quote)
        report.predictions += prediction_rows(name, model, found, quote=quote)
    first = next(iter(predictions.values()))
    report.files[name] = {
        "articles": bootstrap.articles,
        "sentences": len(sentences),
        "tags": sum(len(s.tags) for s in sentences),
        "standoff": any(s.span is not None for s in sentences),
        "quoted": quote,
        "contrast": contrast,
        "models": models,
        "labellers": labeller_scores(read_labellers(path, sentences), first, bootstrap),
        "comparisons": [
            compare(pair, (predictions[pair[0]], predictions[pair[1]]), bootstrap) for pair in combinations(models, 2)
        ],
    }


def check_file(
    path: Path, sentences: list[LabeledSentence], models: Mapping[str, Sequence[str]]
) -> list[LabeledSentence]:
    """Return the sentences of a label file if `models` (their labels by name) can be scored on them.

    Raises InputError in one line where there are no tags, a label that a model does not know, or a sentence twice.
    """
    used = list(dict.fromkeys(str(tag.stance) for s in sentences for tag in s.tags))
    if not used:
        raise InputError(f"{path}: no tags in it; nothing to score against")
    place, times = Counter((s.doc, s.index) for s in sentences).most_common(1)[0]
    if times > 1:
        raise InputError(
            f"{path}: doc {place[0]}, index {place[1]}: stands there {times} times; each sentence has its own"
        )
    for model, labels in models.items():
        known = ", ".join(label for label in labels if label != NONE)
        if not set(used) & (set(labels) - {NONE}):
            raise InputError(f"{path}: none of its labels ({', '.join(used)}) is one of model {model}'s ({known})")
        for s in sentences:
            for tag in s.tags:
                if tag.stance not in labels or tag.stance == NONE:
                    raise InputError(
                        f"{path}: doc {s.doc}, index {s.index}: unknown label '{tag.stance}'"
                        f"{did_you_mean(str(tag.stance), labels)}; model {model} knows {known}"
                    )
    return sentences


def check_target(target_precision: float) -> None:
    """Raise InputError where a wanted precision is none."""
    if not 0 < target_precision <= 1:
        raise InputError(f"target precision must be above 0 and at most 1, got {target_precision}")


def _listed(model: Model | Sequence[Model] | None) -> list[Model | None]:
    if isinstance(model, Sequence) and not isinstance(model, str):
        return list(model) or [None]
    return [model]


def _paths(data: str | Path | Sequence[str | Path]) -> list[Path]:
    several = [data] if isinstance(data, str | Path) else data
    if not several:
        raise InputError("no label file named")
    return list(dict.fromkeys(Path(path) for path in several))
