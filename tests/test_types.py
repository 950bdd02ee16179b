from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from stance import Article, Sentence, Stance, Tag

tags = st.builds(
    Tag,
    actor=st.text(min_size=1),
    mention=st.text(),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    stance=st.sampled_from([str(s) for s in Stance]),
    confidence=st.floats(0, 1),
    probabilities=st.dictionaries(st.text(), st.floats(0, 1)),
    target=st.none() | st.text(),
)
sentences = st.builds(
    Sentence, text=st.text(), start=st.integers(0), end=st.integers(0), tags=st.lists(tags, max_size=3).map(tuple)
)
articles = st.builds(
    Article,
    id=st.text(),
    title=st.none() | st.text(),
    date=st.none() | st.text(),
    source=st.none() | st.text(),
    text=st.text(),
    sentences=st.lists(sentences, max_size=3).map(tuple),
)


@given(articles)
def test_an_article_survives_json(article: Article) -> None:
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article


def test_the_default_labels_are_the_codebook_s() -> None:
    assert [str(s) for s in Stance] == ["escalation", "de-escalation", "deterrence", "concession"]
