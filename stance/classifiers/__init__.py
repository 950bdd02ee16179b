"""Classifiers: one protocol (`base.py`), one file each, one registry."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from stance.classifiers.base import Classifier, Example
from stance.errors import ModelError

__all__ = ["Classifier", "Example", "load_classifier"]

# What reads a model folder of each kind: the kind's inference class. Training is dispatched in `stance/training.py`.
_KINDS = {
    "tfidf": ("stance.classifiers.tfidf", "TfidfClassifier"),
    "distilbert": ("stance.classifiers.onnx", "OnnxClassifier"),
}


def load_classifier(kind: str, folder: Path, labels: tuple[str, ...], device: str = "cpu") -> Classifier:
    """Read the classifier of a model folder. `device` other than cpu takes the torch weights of a fine-tuned model."""
    if kind not in _KINDS:
        raise ModelError(f"{folder}: unknown classifier kind '{kind}'; known are {', '.join(_KINDS)}")
    if kind == "distilbert" and device != "cpu":
        from stance.classifiers.distilbert import DistilbertClassifier

        return DistilbertClassifier.load(folder, labels, device=device)
    module, name = _KINDS[kind]
    return cast(Classifier, getattr(import_module(module), name).load(folder, labels))
