"""The recipe's parts, each by itself."""

from __future__ import annotations

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from stance.classifiers.base import Example  # noqa: E402
from stance.classifiers.finetuning import (  # noqa: E402
    NO_GOLD,
    PooledByLength,
    class_weights,
    is_name,
    lengths_sorted,
    nudged,
    soft_loss,
    supervised_contrastive,
    swap_names,
)


def test_contrastive_loss_is_low_when_labels_stand_together() -> None:
    together = torch.tensor([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]])
    gold = torch.tensor([0, 0, 1, 1])
    apart = together[[0, 2, 1, 3]]
    assert supervised_contrastive(together, gold, 0.1) < supervised_contrastive(apart, gold, 0.1)


def test_contrastive_loss_by_hand() -> None:
    states = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    # Rows 0 and 1 are positives of one another: -log(e^1 / (e^1 + e^0)); row 2 has none.
    expected = -np.log(np.e / (np.e + 1))
    assert float(supervised_contrastive(states, torch.tensor([0, 0, 1]), 1.0)) == pytest.approx(expected, rel=1e-5)


def test_contrastive_loss_without_pairs_is_zero() -> None:
    assert supervised_contrastive(torch.randn(3, 4), torch.tensor([0, 1, NO_GOLD]), 0.1).item() == 0


def test_soft_loss_is_least_at_the_teacher() -> None:
    teacher = torch.tensor([[0.7, 0.2, 0.1]])
    at_teacher = soft_loss(teacher.log(), teacher, 2.0)
    elsewhere = soft_loss(torch.tensor([[0.0, 1.0, 0.0]]), teacher, 2.0)
    assert at_teacher < elsewhere
    softened = torch.softmax(teacher.log() / 2, dim=1)
    entropy = -(softened * softened.log()).sum() * 4
    assert float(at_teacher) == pytest.approx(float(entropy), rel=1e-5)


def test_the_nudge_has_its_size_and_is_taken_back() -> None:
    weights = torch.nn.Parameter(torch.zeros(3))
    weights.grad = torch.tensor([3.0, 0.0, 4.0])
    with nudged(weights, 0.5):
        assert weights.data.tolist() == pytest.approx([0.3, 0.0, 0.4])
    assert weights.data.tolist() == [0, 0, 0]


def test_class_weights_follow_the_root_of_the_frequency() -> None:
    weights = class_weights([0] * 4 + [1] + [NO_GOLD], 3)
    assert float(weights[1] / weights[0]) == pytest.approx(2)
    assert weights[2] == 0
    assert float((weights[0] * 4 + weights[1]) / 5) == pytest.approx(1)


def test_the_same_name_is_swapped_by_the_same_name() -> None:
    text = "France warned Peru that France would act."
    example = Example(text, 0, 6, ((14, 18), (24, 30)))
    swapped = swap_names(example, ["Kenya"], random.Random(1))  # noqa: S311
    assert swapped.text == "Kenya warned Kenya that Kenya would act."
    assert swapped.text[swapped.start : swapped.end] == "Kenya"
    assert [swapped.text[s:e] for s, e in swapped.others] == ["Kenya", "Kenya"]


def test_only_names_are_swapped() -> None:
    assert is_name("the United States")
    assert not is_name("Russian troops")
    example = Example("Russian troops left.", 0, 14)
    assert swap_names(example, ["Kenya"], random.Random(1)) == example  # noqa: S311


def test_pools_give_every_index_once_and_the_same_order_again() -> None:
    sampler = PooledByLength([len(str(i)) for i in range(103)], 8, seed=3)
    first = list(sampler)
    assert sorted(first) == list(range(103))
    assert first == list(sampler)
    sampler.set_epoch(1)
    assert first != list(sampler)


def test_batches_keep_within_their_tokens() -> None:
    lengths = [5, 50, 7, 30, 2]
    batches = list(lengths_sorted(lengths, 60))
    assert sorted(i for batch in batches for i in batch) == list(range(5))
    assert all(max(lengths[i] for i in batch) * len(batch) <= 60 for batch in batches)
