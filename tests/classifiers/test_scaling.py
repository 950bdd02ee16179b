from __future__ import annotations

import numpy as np
from scipy.special import softmax

from stance.classifiers.scaling import Scaling, fit_scaling


def test_an_overconfident_model_is_cooled() -> None:
    rng = np.random.default_rng(1)
    honest = rng.normal(size=(4000, 3))
    target = np.array([rng.choice(3, p=p) for p in softmax(honest, axis=1)])
    fitted = fit_scaling(honest * 4, target)
    assert 3.5 < fitted.temperature < 4.5
    assert np.abs(fitted.bias).max() < 0.15


def test_a_shift_changes_one_label_s_odds() -> None:
    logits = np.array([[1.0, 2.0, 0.5]])
    before = softmax(Scaling.identity(3).apply(logits))
    after = softmax(Scaling.identity(3).shifted(2, -1.0).apply(logits))
    odds = (after[0, 2] / after[0, 0]) / (before[0, 2] / before[0, 0])
    assert np.isclose(odds, np.exp(-1))


def test_it_survives_json() -> None:
    scaling = Scaling(1.5, np.array([0.25, -0.25]))
    again = Scaling.from_dict(scaling.to_dict())
    assert again.temperature == 1.5
    assert again.bias.tolist() == [0.25, -0.25]
