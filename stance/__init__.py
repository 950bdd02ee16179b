"""Stance classification of political news.

>>> import stance
>>> tagger = stance.load()
>>> article = tagger.tag("Moscow warned NATO against moving closer to its borders.")

The public face of the library; everything else is reached through these names. Importing it is cheap: models and
their libraries are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.types import Article, Sentence, Stance, Tag

if TYPE_CHECKING:
    from stance.classifiers.estimator import TfidfStanceClassifier
    from stance.evaluation import evaluate
    from stance.tagger import Tagger, load
    from stance.training import train

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Sentence",
    "Stance",
    "StanceError",
    "Tag",
    "Tagger",
    "TfidfStanceClassifier",
    "evaluate",
    "load",
    "train",
]

_LAZY = {
    "Tagger": "stance.tagger",
    "TfidfStanceClassifier": "stance.classifiers.estimator",
    "evaluate": "stance.evaluation",
    "load": "stance.tagger",
    "train": "stance.training",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'stance' has no attribute '{name}'")
    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
