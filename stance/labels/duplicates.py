"""Sentences that are the same, or nearly, found exactly and fast.

Two sentences are near-duplicates when the sets of their word trigrams (shingles) overlap: Jaccard index of
`NEAR` or more (Broder 1997, "On the resemblance and containment of documents"). All pairs are compared through one
sparse matrix product, so that no pair is missed and thousands of sentences take about a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SHINGLE = 3
"""Words in a shingle."""

NEAR = 0.5
"""Jaccard index of the shingles from which two sentences count as near-duplicates."""

MIN_WORDS = 5
"""Shorter sentences ("The talks go on.") say too little to be near-duplicates."""

_WORD = re.compile(r"\w+")


def near_duplicates(texts: Sequence[str], threshold: float = NEAR) -> list[tuple[int, int, float]]:
    """Return the pairs `(i, j, Jaccard index)`, `i < j`, of texts that nearly say the same, identical ones included.

    Case and punctuation do not count; texts below `MIN_WORDS` words are in no pair.
    """
    import numpy as np
    from scipy.sparse import triu
    from sklearn.feature_extraction.text import HashingVectorizer

    long = [i for i, text in enumerate(texts) if len(_WORD.findall(text)) >= MIN_WORDS]
    if len(long) < 2:
        return []
    shingles = HashingVectorizer(
        n_features=2**24, analyzer=_shingles, binary=True, norm=None, alternate_sign=False
    )  # fmt: skip
    matrix = shingles.transform([texts[i] for i in long]).tocsr()
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    common = triu(matrix @ matrix.T, k=1).tocoo()
    jaccard = common.data / (sizes[common.row] + sizes[common.col] - common.data)
    near = [
        (long[i], long[j], float(share))
        for i, j, share in zip(common.row, common.col, jaccard, strict=True)
        if share >= threshold
    ]
    return sorted(near)


def plain_words(text: str) -> str:
    """Return a sentence's words in lower case: what identical sentences share."""
    return " ".join(_WORD.findall(text.lower()))


def _shingles(text: str) -> list[str]:
    words = plain_words(text).split()
    return [" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]
