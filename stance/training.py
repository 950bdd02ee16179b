"""Config + corpus -> model folder."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stance.actors import Gazetteer, MentionFinder
from stance.classifiers import Classifier
from stance.config import Config, FinetuneSettings, load_config, relative_to
from stance.errors import ConfigError, InputError
from stance.evaluation.metrics import classification_scores
from stance.examples import ExampleSet, given_mentions
from stance.labels.corpus import read_labels
from stance.model_card import model_card
from stance.model_folder import CARD, CONFIG, METRICS, ModelFolder, open_model, write_json, write_manifest, writing
from stance.types import NONE

Progress = Callable[[str], None]
MIN_PER_LABEL = 2


def train(
    config: str | Path,
    overrides: Mapping[str, Any] | None = None,
    output: str | Path | None = None,
    *,
    resume: bool = False,
    progress: Progress | None = None,
) -> ModelFolder:
    """Train the model of a YAML config and save it whole or not at all.

    `overrides` maps dotted keys to values (`{"classifier.C": 4}`); `output` is the model folder, `models/NAME` if not
    given; `resume` goes on from the last checkpoint; `progress` receives a line now and then. Returns the saved folder.
    Raises ConfigError or InputError where config or labels are wrong.
    """
    say = progress or (lambda line: None)
    config_path = Path(config)
    settings = load_config(config_path, overrides)
    target = Path(output) if output else Path("models") / settings.name
    labels = (*settings.labels, NONE)
    actor_files = [relative_to(config_path, file) for file in settings.actors]
    finder = MentionFinder(Gazetteer.load(extra=actor_files))
    splits = {
        split: given_mentions(read_labels(relative_to(config_path, file)), finder, labels)
        for split, file in settings.data
        if file is not None
    }
    _check(settings, splits)
    for split, examples in splits.items():
        counts = Counter(examples.gold)
        say(f"{split}: {len(examples):,} examples: " + ", ".join(f"{counts[label]:,} {label}" for label in labels))

    classifier = _fit(settings, config_path, splits, labels, target, resume, say)
    metrics = {
        split: classification_scores(splits[split].gold, classifier.predict_proba(splits[split].examples), labels)
        for split in splits
        if split != "train"
    }
    metrics["train"] = {"examples": len(splits["train"]), "labels": dict(sorted(Counter(splits["train"].gold).items()))}
    with writing(target) as folder:
        classifier.save(folder)
        _copy_actors(actor_files, folder)
        saved = settings.model_copy(update={"actors": tuple(f.name for f in actor_files)})
        (folder / CONFIG).write_text(saved.to_yaml(), encoding="utf-8")
        write_json(folder / METRICS, metrics)
        (folder / CARD).write_text(model_card(settings, metrics), encoding="utf-8")
        write_manifest(folder, settings.classifier.kind, labels)
    shutil.rmtree(_checkpoints(target), ignore_errors=True)
    return open_model(target)


def _checkpoints(target: Path) -> Path:
    """Return where a run that is cut off leaves what `resume` goes on from; gone when the model is saved."""
    return target.with_name(f".{target.name}.checkpoints")


def _fit(
    settings: Config,
    config_path: Path,
    splits: dict[str, ExampleSet],
    labels: tuple[str, ...],
    target: Path,
    resume: bool,
    say: Progress,
) -> Classifier:
    chosen = settings.classifier
    if isinstance(chosen, FinetuneSettings):
        from stance.classifiers.distilbert import DistilbertClassifier

        return DistilbertClassifier.fit(
            splits["train"], splits["dev"], labels, chosen, settings.seed,
            config_path=config_path, checkpoints=_checkpoints(target), resume=resume, say=say,
        )  # fmt: skip
    if resume:
        raise ConfigError("--resume: the TF-IDF baseline trains in seconds and has no checkpoints; leave it out")
    from stance.classifiers.tfidf import TfidfClassifier

    data = splits["train"]
    return TfidfClassifier.fit(data.examples, data.gold, data.documents, labels, chosen, settings.seed)


def _check(settings: Config, splits: dict[str, ExampleSet]) -> None:
    counts = Counter(splits["train"].gold)
    for label in settings.labels:
        if counts[label] < MIN_PER_LABEL:
            raise InputError(
                f"{settings.data.train}: {counts[label]} examples of label '{label}'; training needs {MIN_PER_LABEL} or more"
            )
    if not any(label != NONE for label in splits["dev"].gold):
        raise InputError(f"{settings.data.dev}: no tags in it; the dev split is what calibration and scores rest on")
    shared = _texts(splits["train"]) & _texts(splits["dev"])
    if shared:
        raise InputError(
            f"{settings.data.dev}: {len(shared)} sentences are in {settings.data.train} too, for example {min(shared)[:60]!r}"
        )


def _texts(examples: ExampleSet) -> set[str]:
    return {sentence.text for sentence in examples.sentences}


def _copy_actors(files: list[Path], folder: Path) -> None:
    for file in files:
        shutil.copyfile(file, folder / file.name)
