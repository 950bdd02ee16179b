"""Labelled corpora on disk: read, check, count, compare, exchange with annotation tools."""

from stance.labels.corpus import LabeledSentence, by_document, read_labels, write_labels

__all__ = ["LabeledSentence", "by_document", "read_labels", "write_labels"]
