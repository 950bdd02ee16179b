"""A page or file -> clean text -> sentences with offsets.

`read_articles` turns files, folders and stdin into `Article`s; `split_sentences` cuts a text into
`Sentence`s, and `split_spans` says besides which of them are page furniture (credits, adverts, share buttons)
and bear no tag. Offsets always point into the text as given: nothing is cleaned away.
"""

from stance.text.furniture import furniture_spans, is_furniture
from stance.text.reading import SUFFIXES, read_articles
from stance.text.sentences import Span, split_sentences, split_spans, taggable

__all__ = [
    "SUFFIXES",
    "Span",
    "furniture_spans",
    "is_furniture",
    "read_articles",
    "split_sentences",
    "split_spans",
    "taggable",
]
