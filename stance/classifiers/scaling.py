"""Calibration of logits: a temperature and a bias a label, fitted on dev.

Temperature scaling is Guo et al. 2017 ("On Calibration of Modern Neural Networks"); the biases take the prior of the
training text, which is not that of the news, out of the logits (vector scaling with one shared scale).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

BIAS_PENALTY = 0.02


@dataclass(frozen=True, slots=True)
class Scaling:
    """`logits / temperature + bias`; `bias` has shape (labels,)."""

    temperature: float
    bias: NDArray[Any]

    @classmethod
    def identity(cls, labels: int) -> Self:
        """Return the scaling that changes nothing."""
        return cls(1.0, np.zeros(labels))

    def apply(self, logits: NDArray[Any]) -> NDArray[Any]:
        """Return scaled logits of the same shape (examples, labels)."""
        return np.asarray(logits / self.temperature + self.bias)

    def shifted(self, label: int, shift: float) -> Self:
        """Return a scaling that adds `shift` to one label's logit: a change of the prior."""
        bias = self.bias.copy()
        bias[label] += shift
        return type(self)(self.temperature, bias)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers for JSON."""
        return {"temperature": self.temperature, "bias": [float(b) for b in self.bias]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(float(data["temperature"]), np.array(data["bias"], dtype=np.float64))


def fit_scaling(logits: NDArray[Any], target: NDArray[Any]) -> Scaling:
    """Return the scaling of least log loss on dev: `logits` (examples, labels), `target` label indices."""
    examples, labels = logits.shape

    def loss(parameters: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        inverse, bias = np.exp(parameters[0]), parameters[1:]
        scaled = logits * inverse + bias
        error = softmax(scaled, axis=1)
        value = -log_softmax(scaled, axis=1)[np.arange(examples), target].mean() + BIAS_PENALTY * bias @ bias
        error[np.arange(examples), target] -= 1
        slope = (error * logits).sum(axis=1).mean() * inverse
        return float(value), np.concatenate([[slope], error.mean(axis=0) + 2 * BIAS_PENALTY * bias])

    found = minimize(loss, np.zeros(labels + 1), jac=True, method="L-BFGS-B")
    return Scaling(float(np.exp(-found.x[0])), found.x[1:] - found.x[1:].mean())
