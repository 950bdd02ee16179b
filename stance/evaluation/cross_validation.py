"""Cross-validation of a config: every sentence is scored by a model that saw nothing of its dispute."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from stance.config import Config, load_config, relative_to
from stance.errors import InputError
from stance.evaluation.bootstrap import RESAMPLES
from stance.evaluation.evaluate import TARGET_PRECISION, Progress, add_file, check_file, check_target
from stance.evaluation.predictions import Predictions, joined, predict
from stance.evaluation.report import Report
from stance.labels.corpus import LabeledSentence, read_labels, write_labels
from stance.tagger import load
from stance.training import train
from stance.types import NONE

FOLDS = 5


def cross_validate(
    config: str | Path,
    data: Sequence[str | Path] = (),
    output: str | Path | None = None,
    *,
    folds: int = FOLDS,
    target_precision: float = TARGET_PRECISION,
    quote_standoff: bool = False,
    resamples: int = RESAMPLES,
    progress: Progress | None = None,
) -> Report:
    """Train a config once a fold and report on the held-out predictions of all folds together.

    `data` are label files, the config's train and dev files if not given. Folds are by dispute where every sentence names
    one, else by document; of the rest of the data, a half fold is what each model chooses and calibrates on. The other
    arguments are those of `evaluate`. Raises InputError where the data is too little for so many folds.
    """
    check_target(target_precision)
    settings = load_config(config)
    labels = (*settings.labels, NONE)
    paths = [Path(path) for path in data] or _of_config(Path(config), settings)
    sentences = []
    for path in paths:
        sentences += check_file(path, read_labels(path), {settings.name: labels})
    halves = _halves(sentences, folds, ", ".join(map(str, paths)))
    say = progress or (lambda what, done, total: None)
    parts = []
    for fold in range(folds):
        say(f"fold {fold + 1} of {folds}", fold, folds)
        parts.append(_fold(Path(config), halves, fold, folds))
    say("writing", folds, folds)
    report = Report()
    add_file(
        report, " + ".join(path.name for path in paths), paths[0], sentences, {settings.name: joined(parts)}, {},
        target_precision=target_precision, quote=quote_standoff, resamples=resamples,
    )  # fmt: skip
    if output is not None:
        report.write(output)
    return report


def _of_config(config: Path, settings: Config) -> list[Path]:
    return [relative_to(config, settings.data.train), relative_to(config, settings.data.dev)]


def _halves(sentences: Sequence[LabeledSentence], folds: int, where: str) -> list[list[LabeledSentence]]:
    """Return twice as many parts as folds, of like size; no dispute, or else no document, is in two of them."""
    from sklearn.model_selection import GroupKFold

    if folds < 2:
        raise InputError(f"cross-validation needs 2 folds or more, got {folds}")
    by = "dispute" if all(s.meta.get("dispute") for s in sentences) else "document"
    groups = [s.meta["dispute"] if by == "dispute" else s.doc for s in sentences]
    if len(set(groups)) < 2 * folds:
        raise InputError(
            f"{where}: {len(set(groups))} {by}s are too few for {folds} folds, which need {2 * folds}; ask for fewer folds"
        )
    places = np.arange(len(sentences))
    return [[sentences[i] for i in held] for _, held in GroupKFold(2 * folds).split(places, groups=groups)]


def _fold(config: Path, halves: Sequence[list[LabeledSentence]], fold: int, folds: int) -> Predictions:
    held, dev = {2 * fold, 2 * fold + 1}, (2 * fold + 2) % len(halves)
    scored = [s for i in sorted(held) for s in halves[i]]
    kept_for_dev = _unseen(halves[dev], scored)
    rest = [s for i, half in enumerate(halves) if i not in held and i != dev for s in half]
    splits = {"train": _unseen(rest, [*scored, *kept_for_dev]), "dev": kept_for_dev}
    with tempfile.TemporaryDirectory(prefix="stance-fold-") as name:
        folder = Path(name).resolve()
        for split, sentences in splits.items():
            write_labels(folder / split, [replace(s, span=None) for s in sentences])
        overrides = {f"data.{split}": str(folder / split) for split in splits} | {"data.test": None}
        try:
            model = train(config, overrides, folder / "model")
        except InputError as error:
            raise InputError(f"fold {fold + 1} of {folds}: {str(error).replace(f'{folder}/', '')}") from None
        return predict(load(model.path), scored)


def _unseen(sentences: Sequence[LabeledSentence], others: Sequence[LabeledSentence]) -> list[LabeledSentence]:
    """Leave out sentences whose very words stand in `others` too ("He gave no date." is in many articles)."""
    texts = {s.text for s in others}
    return [s for s in sentences if s.text not in texts]
