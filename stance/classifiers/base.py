"""What every classifier is: examples in, probabilities out.

An example is a sentence and one mention in it. Adding a classifier means one new file that meets `Classifier`, one
settings block in `stance/config.py` and one line in `stance/classifiers/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float64]
"""Array of shape (examples, labels): each row sums to 1."""


@dataclass(frozen=True, slots=True)
class Example:
    """A mention in a sentence: `text[start:end]`. `others` are the spans of the other actors' mentions."""

    text: str
    start: int
    end: int
    others: tuple[tuple[int, int], ...] = ()


class Classifier(Protocol):
    """A trained classifier. `labels` are the columns of its probabilities, `none` last."""

    labels: tuple[str, ...]

    def predict_proba(self, examples: Sequence[Example]) -> Probabilities:
        """Return one row a mention, in order, whatever else is in the batch."""
        ...

    def save(self, folder: Path) -> None:
        """Write the weights into a model folder, in formats that run no code when read."""
        ...

    @classmethod
    def load(cls, folder: Path, labels: tuple[str, ...]) -> Self:
        """Read what `save` wrote. Raises ModelError where the folder is not what it must be."""
        ...
