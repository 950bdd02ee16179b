"""What a labelled corpus holds, counted: `stance labels stats`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from stance.actors import Gazetteer
from stance.labels.check import BLOCS
from stance.labels.corpus import LabeledSentence

ACTOR_KINDS = ("state", "organisation", "armed group", "opposition", "civil", "other")
"""Columns of the grid; `other` holds blocs, unnamed actors and ids that the gazetteer does not know."""

_SIDES = {"REB": "armed group", "OPP": "opposition", "CIV": "civil"}


def corpus_statistics(sets: Mapping[str, Sequence[LabeledSentence]]) -> dict[str, Any]:
    """Return the counts of each set (`train`, `dev`, ...) and of all together, as a plain dict.

    Shares are 0-1; `several_share` is the share of tagged sentences that carry two tags or more. Counters are sorted,
    most frequent first.
    """
    every = [sentence for sentences in sets.values() for sentence in sentences]
    return {
        "total": _counts(every),
        "sets": {name: _counts(sentences) for name, sentences in sets.items()},
        "tags_per_sentence": {str(n): count for n, count in sorted(Counter(len(s.tags) for s in every).items())},
        **{field + "s": _by_field(every, field) for field in ("style", "region", "dispute", "kind")},
        "actors": _most(tag.actor for s in every for tag in s.tags),
        "targets": _most(tag.target for s in every for tag in s.tags if tag.target),
    }


def event_grid(sentences: Iterable[LabeledSentence], kind_of: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """Return for each event kind (the field `kind`) its sentences, tags, distinct actors and tags by actor kind.

    `kind_of` turns an actor id into one of `ACTOR_KINDS`. Sentences without a kind are left out.
    """
    grid: dict[str, dict[str, Any]] = {}
    names: dict[str, set[str]] = {}
    for sentence in sentences:
        kind = sentence.meta.get("kind")
        if not kind:
            continue
        row = grid.setdefault(kind, {"sentences": 0, "tags": 0, "by_actor_kind": dict.fromkeys(ACTOR_KINDS, 0)})
        row["sentences"] += 1
        for tag in sentence.tags:
            row["tags"] += 1
            row["by_actor_kind"][kind_of(tag.actor)] += 1
            names.setdefault(kind, set()).add(tag.actor)
    for kind, row in grid.items():
        row["actors"] = len(names.get(kind, ()))
    return dict(sorted(grid.items()))


def actor_kind(gazetteer: Gazetteer) -> Callable[[str], str]:
    """Return the function that says of an actor id which of `ACTOR_KINDS` it is.

    `-REB`, `-OPP` and `-CIV` say so themselves; groups of the gazetteer are armed where their members bear arms, else
    opposition (parties and movements); blocs, unnamed actors and unknown ids are `other`.
    """

    def kind(actor: str) -> str:
        side = _SIDES.get(actor.rpartition("-")[2]) if "-" in actor else None
        if side:
            return side
        if actor in gazetteer.states:
            return "state"
        if actor in gazetteer.group_states:
            return "armed group" if actor in gazetteer.armed else "opposition"
        return "organisation" if actor in gazetteer.actors and actor not in BLOCS else "other"

    return kind


def _counts(sentences: Sequence[LabeledSentence]) -> dict[str, Any]:
    tagged = [s for s in sentences if s.tags]
    several = sum(len(s.tags) > 1 for s in tagged)
    return {
        "sentences": len(sentences),
        "documents": len({s.doc for s in sentences}),
        "disputes": len({s.meta["dispute"] for s in sentences if "dispute" in s.meta}),
        "tags": sum(len(s.tags) for s in sentences),
        "none_sentences": len(sentences) - len(tagged),
        "none_share": _share(len(sentences) - len(tagged), len(sentences)),
        "several_share": _share(several, len(tagged)),
        "stances": _most(tag.stance for s in sentences for tag in s.tags),
    }


def _by_field(sentences: Sequence[LabeledSentence], field: str) -> dict[str, dict[str, int]]:
    """Return sentences and tags by a field of the document; sentences without it are left out."""
    with_field = [s for s in sentences if field in s.meta]
    tags: Counter[str] = Counter()
    for sentence in with_field:
        tags[sentence.meta[field]] += len(sentence.tags)
    counts = _most(s.meta[field] for s in with_field)
    return {name: {"sentences": count, "tags": tags[name]} for name, count in counts.items()}


def _most(items: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(map(str, items)).items(), key=lambda item: (-item[1], item[0])))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
