"""Predictions + gold -> metrics -> report."""

from stance.evaluation.evaluate import Report, evaluate

__all__ = ["Report", "evaluate"]
