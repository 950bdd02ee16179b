"""Soft labels of a teacher: on the training examples, on entity-swapped copies of them, and on unlabelled text."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from stance.classifiers import load_classifier
from stance.classifiers.base import Example
from stance.classifiers.finetuning import is_name, swap_names
from stance.config import FinetuneSettings, relative_to
from stance.errors import ConfigError
from stance.examples import ExampleSet
from stance.model_folder import open_model


@dataclass(frozen=True, slots=True)
class SoftExamples:
    """Examples, those with gold labels first, and the teacher's probabilities, shape (examples, labels)."""

    examples: list[Example]
    probabilities: NDArray[Any]


def soft_examples(
    train: ExampleSet,
    labels: tuple[str, ...],
    settings: FinetuneSettings,
    config_path: Path,
    seed: int,
    say: Callable[[str], None],
) -> SoftExamples:
    """Ask the teachers, training those that are not there yet; returns the mean of their probabilities."""
    teacher = settings.teacher
    if teacher is None:
        raise ConfigError("distillation needs classifier.teacher")
    names = sorted({e.text[e.start : e.end] for e in train.examples if is_name(e.text[e.start : e.end])})
    rng = random.Random(seed)  # noqa: S311 - for data, not for secrets
    swapped = [swap_names(e, names, rng) for _ in range(teacher.swaps) for e in train.examples]
    unlabelled = [e for file in teacher.unlabelled for e in unlabelled_examples(relative_to(config_path, file))]
    examples = [*train.examples, *swapped, *unlabelled]
    say(f"teacher: soft labels for {len(examples):,} examples, {len(train.examples):,} of them with gold labels")
    stored = relative_to(config_path, teacher.soft_labels) if teacher.soft_labels else None
    if stored is not None and stored.is_file():
        probabilities = read_soft_labels(stored, examples, len(labels))
        if probabilities is not None:
            return SoftExamples(examples, probabilities)
        say(f"{stored}: does not cover the training text; asking the teachers again")
    probabilities = np.zeros((len(examples), len(labels)))
    for teacher_seed in teacher.seeds:
        folder = _teacher_folder(relative_to(config_path, teacher.config), teacher_seed, say)
        opened = open_model(folder)
        if opened.labels != labels:
            raise ConfigError(
                f"{teacher.config}: the teacher's labels {opened.labels} differ from the student's {labels}"
            )
        probabilities += load_classifier(opened.kind, opened.path, opened.labels).predict_proba(examples)
    probabilities = (probabilities / len(teacher.seeds)).astype(np.float16).astype(np.float64)
    if stored is not None:
        write_soft_labels(stored, examples, probabilities)
    return SoftExamples(examples, probabilities)


def write_soft_labels(path: Path, examples: Sequence[Example], probabilities: NDArray[np.float64]) -> None:
    """Store probabilities (half precision) under a hash of each example: no text, so that the file stays small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".partial")
    save_file({"keys": _keys(examples), "probabilities": probabilities.astype(np.float16)}, aside)
    aside.replace(path)


def read_soft_labels(path: Path, examples: Sequence[Example], labels: int) -> NDArray[np.float64] | None:
    """Return the stored probabilities, shape (examples, labels), or None where an example has none."""
    stored = load_file(path)
    if stored["probabilities"].shape != (len(stored["keys"]), labels):
        return None
    rows = {int(key): row for row, key in enumerate(stored["keys"])}
    found = [rows.get(int(key), -1) for key in _keys(examples)]
    if min(found, default=0) < 0:
        return None
    return np.asarray(stored["probabilities"][found], dtype=np.float64)


def _keys(examples: Sequence[Example]) -> NDArray[np.uint64]:
    digests = [hashlib.sha256(f"{e.start}:{e.end}:{e.text}".encode("utf-8", "replace")).digest()[:8] for e in examples]
    return np.array([int.from_bytes(d, "little") for d in digests], dtype=np.uint64)


def unlabelled_examples(path: Path) -> list[Example]:
    """Return an example for every mention in a file of articles."""
    from stance.examples import other_spans
    from stance.tagger import mention_finder
    from stance.text import read_articles, split_sentences

    finder = mention_finder()
    examples = []
    for article in read_articles([path]):
        sentences = [s.text for s in split_sentences(article.text)]
        for text, mentions in zip(sentences, finder.find(sentences, date=article.date), strict=True):
            spans = [(m.start, m.end) for m in mentions]
            examples += [Example(text, s, e, other_spans(s, e, spans)) for s, e in sorted(set(spans))]
    return examples


def _teacher_folder(config: Path, seed: int, say: Callable[[str], None]) -> Path:
    from stance.config import load_config
    from stance.training import train

    name = f"{load_config(config).name}-{seed}"
    folder = config.parent.parent / "models" / name
    if not folder.is_dir():
        say(f"teacher {name}: training it first")
        train(config, {"seed": seed, "name": name}, folder, progress=say)
    return folder
