"""Predictions + gold -> metrics -> report."""

from stance.evaluation.evaluate import evaluate
from stance.evaluation.report import Report

__all__ = ["Report", "evaluate"]
