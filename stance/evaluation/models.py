"""The models of a report: names, folders or taggers, and the majority model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np

from stance.classifiers.base import Classifier, Example, Probabilities
from stance.errors import InputError
from stance.model_folder import ModelFolder, find_model, open_model
from stance.tagger import Tagger, load

MAJORITY = "majority"
"""The name of the model that gives every mention the training data's most frequent label."""

Model = str | Path | ModelFolder | Tagger


class MajorityClassifier:
    """Gives every mention the shares of the labels in some training data: what a model must beat."""

    def __init__(self, labels: tuple[str, ...], counts: Sequence[int]) -> None:
        self.labels = labels
        self._shares = np.array(counts, dtype=float) / sum(counts)

    def predict_proba(self, examples: Sequence[Example]) -> Probabilities:
        """Return the same row for each example."""
        return np.tile(self._shares, (len(examples), 1))


def load_taggers(models: Sequence[Model | None]) -> dict[str, Tagger]:
    """Return the models by a name that is unique among them; None is the default model.

    `majority` takes labels, their counts and the actors from the first model that is named beside it, else from the default.
    Raises ModelError or InputError where a model can't be loaded.
    """
    others = [model for model in models if model != MAJORITY]
    taggers: dict[str, Tagger] = {}
    for model in models:
        tagger = _majority(others) if model == MAJORITY else _tagger(model)
        name = tagger.name or "model"
        if name in taggers and not isinstance(model, Tagger | None):
            name = str(model.path if isinstance(model, ModelFolder) else model)
        if name in taggers:
            raise InputError(f"model '{name}' is named twice")
        taggers[name] = tagger
    return taggers


def _tagger(model: Model | None) -> Tagger:
    if isinstance(model, Tagger):
        return model
    return load(model.path if isinstance(model, ModelFolder) else model)


def _majority(others: Sequence[Model | None]) -> Tagger:
    named = next((m for m in others if not isinstance(m, Tagger)), None)
    folder = named if isinstance(named, ModelFolder) else open_model(find_model(named))
    counts = folder.metrics.get("train", {}).get("labels", {})
    shares = [int(counts.get(label, 0)) for label in folder.labels]
    if not sum(shares):
        raise InputError(f"{folder.path}: its metrics.json has no label counts of the training data for '{MAJORITY}'")
    # It is never saved, so it need not meet the rest of the protocol.
    classifier = cast(Classifier, MajorityClassifier(folder.labels, shares))
    return Tagger(classifier, load(folder.path).finder, MAJORITY)
