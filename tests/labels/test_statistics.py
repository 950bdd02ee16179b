from __future__ import annotations

import pytest

from stance.actors import Gazetteer
from stance.labels import LabeledSentence
from stance.labels.statistics import actor_kind, corpus_statistics, event_grid
from stance.types import Tag


def sentence(doc: str, *tags: tuple[str, str], **meta: str) -> LabeledSentence:
    return LabeledSentence(doc, 0, "A", tuple(Tag(a, "A", 0, 1, s, target="UN") for a, s in tags), meta)


SETS = {
    "train": [
        sentence("a", ("USA", "escalation"), ("RUS", "escalation"), dispute="x", style="lead", kind="clashes"),
        sentence("b", ("USA", "concession"), dispute="x", style="report", region="europe"),
        sentence("c", dispute="y", style="lead"),
    ],
    "test": [sentence("d", ("COL-REB", "concession"), dispute="z", kind="surrenders")],
}


def test_counts() -> None:
    data = corpus_statistics(SETS)
    train = data["sets"]["train"]
    assert (train["sentences"], train["documents"], train["disputes"], train["tags"]) == (3, 3, 2, 3)
    assert (train["none_sentences"], train["none_share"]) == (1, pytest.approx(1 / 3))
    assert train["several_share"] == 0.5
    assert data["total"]["stances"] == {"concession": 2, "escalation": 2}
    assert data["tags_per_sentence"] == {"0": 1, "1": 2, "2": 1}
    assert data["styles"] == {"lead": {"sentences": 2, "tags": 2}, "report": {"sentences": 1, "tags": 1}}
    assert data["regions"] == {"europe": {"sentences": 1, "tags": 1}}
    assert list(data["disputes"]) == ["x", "y", "z"]
    assert data["actors"] == {"USA": 2, "COL-REB": 1, "RUS": 1}
    assert data["targets"] == {"UN": 4}


def test_the_grid_counts_tags_by_event_and_actor_kind() -> None:
    every = [s for group in SETS.values() for s in group]
    grid = event_grid(every, actor_kind(Gazetteer.load()))
    assert list(grid) == ["clashes", "surrenders"]
    assert grid["clashes"]["by_actor_kind"]["state"] == 2
    assert (grid["clashes"]["sentences"], grid["clashes"]["actors"]) == (1, 2)
    assert grid["surrenders"]["by_actor_kind"] == {
        "state": 0, "organisation": 0, "armed group": 1, "opposition": 0, "civil": 0, "other": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "kind"),
    [
        ("FRA", "state"),
        ("SUN", "state"),
        ("UN", "organisation"),
        ("NATO", "organisation"),
        ("ICC", "organisation"),
        ("HAMAS", "armed group"),
        ("FRA-REB", "armed group"),
        ("FRA-OPP", "opposition"),
        ("FRA-CIV", "civil"),
        ("SINN_FEIN", "opposition"),
        ("OTHER", "other"),
        ("WEST", "other"),
        ("NO_SUCH_ID", "other"),
    ],
)
def test_actor_kinds(actor: str, kind: str) -> None:
    assert actor_kind(Gazetteer.load())(actor) == kind
