"""The TF-IDF baseline as a scikit-learn estimator: for cross_val_score, GridSearchCV and Pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stance.classifiers.base import Example
from stance.classifiers.tfidf import TfidfClassifier
from stance.config import TfidfSettings
from stance.errors import InputError


class TfidfStanceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """TF-IDF over masked views and a calibrated linear SVM.

    `X` is a sequence of `(sentence, start, end)` or `Example`, `y` of labels. `classes_` are the labels, sorted; the
    columns of `predict_proba` follow them. The settings are those of `configs/tfidf.yaml`.
    """

    def __init__(
        self,
        C: float = 0.5,  # noqa: N803 - scikit-learn's name
        word_ngrams: tuple[int, int] = (1, 3),
        char_ngrams: tuple[int, int] = (2, 5),
        max_features: int = 60_000,
        min_df: int = 2,
        class_weight: str | None = "balanced",
        random_state: int = 1,
    ) -> None:
        self.C = C
        self.word_ngrams = word_ngrams
        self.char_ngrams = char_ngrams
        self.max_features = max_features
        self.min_df = min_df
        self.class_weight = class_weight
        self.random_state = random_state

    def fit(self, X: Sequence[Any], y: Sequence[str], groups: Sequence[str] | None = None) -> Self:  # noqa: N803
        """Fit; `groups` (documents) are kept together in the calibration's folds."""
        examples = _examples(X)
        gold = [str(label) for label in y]
        if len(gold) != len(examples):
            raise InputError(f"X has {len(examples)} mentions and y {len(gold)} labels; they must be as many")
        self.classes_ = np.array(sorted(set(gold)), dtype=object)
        parameters = {k: v for k, v in self.get_params().items() if k != "random_state"}
        settings = TfidfSettings.model_validate(parameters)
        folds = list(groups) if groups is not None else [str(i) for i in range(len(gold))]
        self.model_ = TfidfClassifier.fit(examples, gold, folds, tuple(self.classes_), settings, self.random_state)
        return self

    def predict_proba(self, X: Sequence[Any]) -> NDArray[np.float64]:  # noqa: N803
        """Return calibrated probabilities, shape (mentions, classes)."""
        check_is_fitted(self, "model_")
        return self.model_.predict_proba(_examples(X))

    def predict(self, X: Sequence[Any]) -> NDArray[Any]:  # noqa: N803
        """Return the most probable label of each mention."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])


def _examples(mentions: Sequence[Any]) -> list[Example]:
    return [m if isinstance(m, Example) else Example(str(m[0]), int(m[1]), int(m[2])) for m in mentions]
