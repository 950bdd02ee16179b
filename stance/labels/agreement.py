"""How far two labellers of the same sentences agree: `stance labels agreement`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from stance.errors import InputError
from stance.labels.corpus import LabeledSentence
from stance.types import NONE, Stance


def agreement(a: Sequence[LabeledSentence], b: Sequence[LabeledSentence]) -> dict[str, Any]:
    """Return the agreement of two labellings, matched by document and index, as a plain dict.

    The unit of `kappa` (Cohen 1960) and `alpha` (Krippendorff, nominal) is an actor that either labeller tagged in a
    sentence; its label is the stance, or `none` where a labeller did not tag it. An actor with several stances in a
    sentence is as many units, equal stances matched first. F1 is on sets a sentence and is the same whoever is called
    the reference. Sentences that only one has are counted and left out. Raises InputError where none is shared, or
    where a shared sentence's text differs.
    """
    pairs = _matched(a, b)
    units = [unit for one, other in pairs for unit in _units(one, other)]
    stances = _stances(units)
    return {
        "sentences": len(pairs),
        "only_a": len(a) - len(pairs),
        "only_b": len(b) - len(pairs),
        "units": len(units),
        "observed": sum(x == y for x, y in units) / len(units) if units else 1.0,
        "kappa": cohen_kappa(units),
        "alpha": krippendorff_alpha(units),
        "f1": {
            "actor_stance": _f1([({(t.actor, t.stance) for t in x.tags}, {(t.actor, t.stance) for t in y.tags})
                                 for x, y in pairs]),
            "actors": _f1([({t.actor for t in x.tags}, {t.actor for t in y.tags}) for x, y in pairs]),
            "mentions": _f1([({(t.start, t.end) for t in x.tags}, {(t.start, t.end) for t in y.tags})
                             for x, y in pairs]),
            "stances": _f1([({t.stance for t in x.tags}, {t.stance for t in y.tags}) for x, y in pairs]),
        },
        "by_stance": {stance: _stance_f1(pairs, stance) for stance in stances if stance != NONE},
        "confusion": {"labels": stances, "a_by_b": _confusion(units, stances)},
    }  # fmt: skip


def cohen_kappa(units: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa of pairs of labels; 1.0 where both only ever used one and the same label."""
    if not units or len({label for unit in units for label in unit}) == 1:
        return 1.0
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score([x for x, _ in units], [y for _, y in units]))


def krippendorff_alpha(units: Sequence[tuple[str, str]]) -> float:
    """Return Krippendorff's alpha for nominal data, two coders and no missing values.

    1 - observed / expected disagreement, the expected one from all values pooled (Krippendorff 2011, "Computing
    Krippendorff's Alpha-Reliability"); 1.0 where only one label was used.
    """
    values = Counter(label for unit in units for label in unit)
    n = sum(values.values())
    expected = n * n - sum(count * count for count in values.values())
    if not expected:
        return 1.0
    observed = 2 * sum(x != y for x, y in units)
    return 1 - (n - 1) * observed / expected


def _matched(
    a: Sequence[LabeledSentence], b: Sequence[LabeledSentence]
) -> list[tuple[LabeledSentence, LabeledSentence]]:
    others = {(s.doc, s.index): s for s in b}
    pairs = [(s, others[s.doc, s.index]) for s in a if (s.doc, s.index) in others]
    if not pairs:
        raise InputError(
            "the two files share no sentence (by doc and index); name two labellings of the same sentences"
        )
    for one, other in pairs:
        if one.text != other.text:
            raise InputError(f"{one.doc}:{one.index}: the two files have different texts for it; label the same text")
    return pairs


def _units(one: LabeledSentence, other: LabeledSentence) -> list[tuple[str, str]]:
    units = []
    for actor in sorted({t.actor for t in (*one.tags, *other.tags)}):
        x, y = ({str(t.stance) for t in s.tags if t.actor == actor} for s in (one, other))
        units += [(stance, stance) for stance in sorted(x & y)]
        left, right = sorted(x - y), sorted(y - x)
        size = max(len(left), len(right))
        left, right = (side + [NONE] * (size - len(side)) for side in (left, right))
        units += list(zip(left, right, strict=True))
    return units


def _stances(units: Sequence[tuple[str, str]]) -> list[str]:
    """Return the labels in use: the default ones in their order, then others by name, `none` last."""
    used = {label for unit in units for label in unit} - {NONE}
    known = [str(s) for s in Stance if s in used]
    return [*known, *sorted(used - set(known)), NONE]


def _stance_f1(pairs: Sequence[tuple[LabeledSentence, LabeledSentence]], stance: str) -> dict[str, float]:
    sets = [tuple({t.actor for t in s.tags if t.stance == stance} for s in pair) for pair in pairs]
    return {
        "f1": _f1([(x, y) for x, y in sets]),
        "a": sum(len(x) for x, _ in sets),
        "b": sum(len(y) for _, y in sets),
    }


def _f1(sets: Sequence[tuple[set[Any], set[Any]]]) -> float:
    both = sum(len(x) + len(y) for x, y in sets)
    return 2 * sum(len(x & y) for x, y in sets) / both if both else 1.0


def _confusion(units: Sequence[tuple[str, str]], labels: Sequence[str]) -> list[list[int]]:
    counts = Counter(units)
    return [[counts[x, y] for y in labels] for x in labels]
