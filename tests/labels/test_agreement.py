from __future__ import annotations

import random

import pytest

from stance.errors import InputError
from stance.labels import LabeledSentence
from stance.labels.agreement import agreement, cohen_kappa, krippendorff_alpha
from stance.types import Tag


def sentence(index: int, *tags: tuple[str, str], text: str = "A B C") -> LabeledSentence:
    return LabeledSentence("d", index, text, tuple(Tag(actor, "A", 0, 1, stance) for actor, stance in tags))


def test_two_labellings() -> None:
    a = [sentence(0, ("USA", "escalation")), sentence(1, ("USA", "deterrence"), ("RUS", "escalation")), sentence(2)]
    b = [sentence(0, ("USA", "escalation")), sentence(1, ("USA", "escalation")), sentence(2), sentence(3)]
    result = agreement(a, b)
    assert (result["sentences"], result["only_a"], result["only_b"], result["units"]) == (3, 0, 1, 3)
    assert result["observed"] == pytest.approx(1 / 3)
    assert result["f1"]["actor_stance"] == pytest.approx(2 / 5)
    assert result["f1"]["actors"] == pytest.approx(4 / 5)
    assert result["by_stance"]["escalation"] == {"f1": pytest.approx(0.5), "a": 2, "b": 2}
    labels = result["confusion"]["labels"]
    assert labels == ["escalation", "deterrence", "none"]
    assert result["confusion"]["a_by_b"] == [[1, 0, 1], [1, 0, 0], [0, 0, 0]]


def test_an_actor_with_two_stances_is_two_units_equal_ones_matched_first() -> None:
    a = [sentence(0, ("USA", "escalation"), ("USA", "concession"))]
    b = [sentence(0, ("USA", "concession"))]
    result = agreement(a, b)
    assert result["units"] == 2
    assert result["observed"] == 0.5


def test_a_labelling_agrees_with_itself() -> None:
    a = [sentence(0, ("USA", "x")), sentence(1, ("RUS", "y"), ("USA", "x"))]
    result = agreement(a, a)
    assert [result["kappa"], result["alpha"], result["observed"], *result["f1"].values()] == [1.0] * 7
    assert agreement([sentence(0)], [sentence(0)])["kappa"] == 1.0


def test_alpha_of_a_published_example() -> None:
    # Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section B: nominal data, two observers.
    ben = list("aabbdcccedda")
    gerry = list("babbbccceddd")
    assert krippendorff_alpha(list(zip(ben, gerry, strict=True))) == pytest.approx(0.692, abs=5e-4)


def test_alpha_is_that_of_the_krippendorff_package() -> None:
    package = pytest.importorskip("krippendorff")
    chance = random.Random(3)  # noqa: S311
    units = [(chance.choice("abcc"), chance.choice("abc")) for _ in range(60)]
    codes = [["abc".index(unit[side]) for unit in units] for side in (0, 1)]
    expected = package.alpha(reliability_data=codes, level_of_measurement="nominal")
    assert krippendorff_alpha(units) == pytest.approx(expected)


def test_chance_agreement_is_about_nought() -> None:
    chance = random.Random(5)  # noqa: S311
    units = [(chance.choice("ab"), chance.choice("ab")) for _ in range(4000)]
    assert abs(cohen_kappa(units)) < 0.05
    assert abs(krippendorff_alpha(units)) < 0.05
    assert krippendorff_alpha([]) == cohen_kappa([]) == 1.0


def test_files_of_other_sentences_are_refused() -> None:
    with pytest.raises(InputError, match="share no sentence"):
        agreement([sentence(0)], [sentence(1)])
    with pytest.raises(InputError, match="d:0: the two files have different texts"):
        agreement([sentence(0)], [sentence(0, text="other")])
