"""The baseline: TF-IDF over views of a sentence in which the actor is masked, and a linear model.

The mention becomes ACTOR and other actors' mentions become OTHER, so that the model learns what is done and not who
does it. Views: the whole sentence (words, characters), the words before the mention, after it, and up to the next actor.
The linear model's margins become probabilities by temperature scaling on out-of-fold margins (Guo et al. 2017, "On
Calibration of Modern Neural Networks").
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from scipy.sparse import hstack
from scipy.special import softmax
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from stance.classifiers.base import Example, Probabilities
from stance.config import TfidfSettings
from stance.errors import InputError, ModelError

WEIGHTS = "weights.safetensors"
VOCABULARY = "vocabulary.json"

REACH = 2000
"""Characters to either side of the mention that are looked at: a bound for endless sentences."""

WORDS_BEFORE, WORDS_AFTER, WORDS_BETWEEN = 4, 7, 12
VIEWS = ("whole", "characters", "before", "after", "between")


class TfidfClassifier:
    """Masked TF-IDF views, a linear SVM and temperature scaling."""

    def __init__(self, labels: tuple[str, ...], features: FeatureUnion, weights: dict[str, NDArray[Any]]) -> None:
        self.labels = labels
        self._features = features
        self._weights = weights

    @classmethod
    def fit(
        cls,
        examples: Sequence[Example],
        gold: Sequence[str],
        groups: Sequence[str],
        labels: tuple[str, ...],
        settings: TfidfSettings,
        seed: int,
    ) -> Self:
        """Fit on examples with their gold labels; `groups` (documents) are never split by the calibration's folds."""
        features = _vectorizers(settings)
        matrix = features.fit_transform([masked_views(e) for e in examples])
        target = np.array([labels.index(label) for label in gold])
        folds = _folds(target, groups, seed)
        svm = LinearSVC(C=settings.C, class_weight=settings.class_weight, random_state=seed)
        calibrated = CalibratedClassifierCV(svm, method="temperature", cv=folds, ensemble=False).fit(matrix, target)
        fitted = calibrated.calibrated_classifiers_[0]
        svm = fitted.estimator
        # A label without examples keeps a margin so low that its probability is nil.
        coef = np.zeros((len(labels), matrix.shape[1]), dtype=np.float32)
        intercept = np.full(len(labels), -1e3, dtype=np.float64)
        rows = _one_row_a_class(svm)
        coef[svm.classes_], intercept[svm.classes_] = rows[0], rows[1]
        beta = np.array([fitted.calibrators[0].beta_], dtype=np.float64)
        return cls(labels, features, {"coef": coef, "intercept": intercept, "beta": beta})

    def predict_proba(self, examples: Sequence[Example]) -> Probabilities:
        """Return calibrated probabilities, shape (examples, labels)."""
        if not examples:
            return np.zeros((0, len(self.labels)))
        matrix = self._matrix([masked_views(e) for e in examples])
        return np.asarray(softmax(self._margins(matrix) * self._weights["beta"][0], axis=1), dtype=np.float64)

    def contributions(self, example: Example, label: str) -> list[tuple[str, str, float]]:
        """Return (view, n-gram, contribution to the label's margin), the strongest first. They and the intercept sum up."""
        row = self._features.transform([masked_views(example)]).tocoo()
        names = self._features.get_feature_names_out()
        coef = self._weights["coef"][self.labels.index(label)]
        parts = [(*names[j].split("__", 1), float(v * coef[j])) for j, v in zip(row.col, row.data, strict=True)]
        return sorted(parts, key=lambda part: -abs(part[2]))

    def save(self, folder: Path) -> None:
        """Write vocabulary (JSON) and weights (safetensors)."""
        vectorizers = dict(self._features.transformer_list)
        vocabulary = {
            view: {"settings": _vectorizer_settings(v), "terms": v.get_feature_names_out().tolist()}
            for view, v in vectorizers.items()
        }
        text = json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":"))
        (folder / VOCABULARY).write_text(text, encoding="utf-8")
        idf = {f"idf.{view}": v.idf_.astype(np.float32) for view, v in vectorizers.items()}
        save_file({**self._weights, **idf}, folder / WEIGHTS)

    @classmethod
    def load(cls, folder: Path, labels: tuple[str, ...]) -> Self:
        """Read what `save` wrote; raises ModelError where shapes do not fit."""
        tensors = load_file(folder / WEIGHTS)
        try:
            vocabulary = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
            union = FeatureUnion([(view, _restore(view, vocabulary[view], tensors)) for view in VIEWS])
            weights = {name: tensors[name] for name in ("coef", "intercept", "beta")}
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{folder}: {VOCABULARY} and {WEIGHTS} do not fit together: {error}") from None
        width = sum(len(vocabulary[view]["terms"]) for view in VIEWS)
        if weights["coef"].shape != (len(labels), width) or weights["intercept"].shape != (len(labels),):
            raise ModelError(f"{folder}/{WEIGHTS}: {weights['coef'].shape} does not fit {len(labels)} labels")
        return cls(labels, union, weights)

    def _matrix(self, views: list[dict[str, str]]) -> Any:
        """What `FeatureUnion.transform` gives, without its change of global warning filters: threads may share it."""
        return hstack([vectorizer.transform(views) for _, vectorizer in self._features.transformer_list]).tocsr()

    def _margins(self, matrix: Any) -> NDArray[Any]:
        return np.asarray(matrix @ self._weights["coef"].T + self._weights["intercept"])


def masked_views(example: Example) -> dict[str, str]:
    """Return the text of each view: the mention as ACTOR, others as OTHER, numbers as 0."""
    spans = [(example.start, example.end, " ACTOR ")]
    spans += [(s, e, " OTHER ") for s, e in example.others if e <= example.start or s >= example.end]
    first = max(0, example.start - REACH)
    text = example.text[first : example.end + REACH]
    spans = [(s - first, e - first, mask) for s, e, mask in spans if s >= first and e - first <= len(text)]
    for start, end, mask in sorted(spans, reverse=True):
        text = text[:start] + mask + text[end:]
    text = re.sub(r"\d+", "0", text)
    left, _, right = text.partition(" ACTOR ")
    before, after = left.split(), right.split()
    between = after[: after.index("OTHER") + 1] if "OTHER" in after else after
    whole = " ".join(text.split())
    return {
        "whole": whole,
        "characters": whole,
        "before": " ".join([*before[-WORDS_BEFORE:], "ACTOR"]),
        "after": " ".join(["ACTOR", *after[:WORDS_AFTER]]),
        "between": " ".join(between[:WORDS_BETWEEN]),
    }


class _View:
    """Picks one view out of `masked_views`; a class, so that a vectorizer's settings stay readable."""

    def __init__(self, view: str) -> None:
        self.view = view

    def __call__(self, views: dict[str, str]) -> str:
        text = views[self.view]
        return re.sub(r"\b(?!ACTOR\b|OTHER\b)\w+", lambda m: m.group().lower(), text)


def _vectorizers(settings: TfidfSettings) -> FeatureUnion:
    words = {"analyzer": "word", "ngram_range": settings.word_ngrams, "token_pattern": r"\w+|[\"“”?!]"}
    kinds: dict[str, dict[str, Any]] = dict.fromkeys(VIEWS, words)
    kinds["characters"] = {"analyzer": "char_wb", "ngram_range": settings.char_ngrams}
    limits = {
        "min_df": settings.min_df,
        "max_features": settings.max_features,
        "sublinear_tf": True,
        "dtype": np.float32,
    }
    return FeatureUnion(
        [(view, TfidfVectorizer(preprocessor=_View(view), **kind, **limits)) for view, kind in kinds.items()]
    )


def _vectorizer_settings(vectorizer: TfidfVectorizer) -> dict[str, Any]:
    kept = {"analyzer": vectorizer.analyzer, "ngram_range": list(vectorizer.ngram_range)}
    if vectorizer.analyzer == "word":
        kept["token_pattern"] = vectorizer.token_pattern
    return kept


def _restore(view: str, saved: dict[str, Any], tensors: dict[str, NDArray[Any]]) -> TfidfVectorizer:
    settings = dict(saved["settings"])
    if settings["analyzer"] not in {"word", "char_wb"}:
        raise ValueError(f"unknown analyzer {settings['analyzer']!r}")
    settings["ngram_range"] = tuple(settings["ngram_range"])
    vectorizer = TfidfVectorizer(
        preprocessor=_View(view), vocabulary=saved["terms"], sublinear_tf=True, dtype=np.float32, **settings
    )
    vectorizer.idf_ = tensors[f"idf.{view}"]
    return vectorizer


def _folds(target: NDArray[Any], groups: Sequence[str], seed: int) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Return calibration folds: whole documents apart, or single examples where there are too few documents."""
    rarest = int(np.bincount(target)[np.unique(target)].min())
    count = min(5, rarest)
    if count < 2:
        raise InputError(f"a label has {rarest} example; training needs 2 or more of each")
    if len(set(groups)) >= 2 * count:
        return list(StratifiedGroupKFold(count, shuffle=True, random_state=seed).split(target, target, groups))
    return list(StratifiedKFold(count, shuffle=True, random_state=seed).split(target, target))


def _one_row_a_class(svm: LinearSVC) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return (coef, intercept) with a row a class, also where two classes share one row."""
    if len(svm.classes_) > 2:
        return svm.coef_, svm.intercept_
    half = svm.coef_ / 2, svm.intercept_ / 2
    return np.vstack([-half[0], half[0]]), np.concatenate([-half[1], half[1]])
