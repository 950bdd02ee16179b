from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.errors import InputError
from stance.tagger import Tagger
from stance.text import read_articles

TEXT = (
    "France and Japan at odds\n\n"
    "France bombed the port of Nagasaki on Monday, an official said. “Japan will not yield,” Tokyo answered. "
    "It put its army on alert against France.\n\n"
    "Sign up for our newsletter\n\n"
    "Kenya agreed to hold talks with both sides."
)


@pytest.fixture(scope="module")
def tagger(tiny_model: Path) -> Tagger:
    return stance.load(tiny_model)


def check_offsets(article: stance.Article) -> None:
    for sentence in article.sentences:
        assert article.text[sentence.start : sentence.end] == sentence.text
        for tag in sentence.tags:
            assert sentence.text[tag.start : tag.end] == tag.mention
            assert abs(sum(tag.probabilities.values()) - 1) < 1e-9
            assert tag.stance == max(tag.probabilities, key=lambda label: tag.probabilities[label])
            assert tag.confidence == tag.probabilities[tag.stance]


def test_it_finds_who_does_what_to_whom(tagger: Tagger) -> None:
    article = tagger.tag(TEXT)
    check_offsets(article)
    found = {(t.actor, t.stance) for s in article.sentences for t in s.tags}
    assert {("FRA", "escalation"), ("KEN", "de-escalation")} <= found


def test_page_furniture_bears_no_tag(tagger: Tagger) -> None:
    furniture = [s for s in tagger.tag(TEXT).sentences if s.text.startswith("Sign up")]
    assert furniture and not furniture[0].tags


def test_many_equals_one_by_one_in_order(tagger: Tagger) -> None:
    texts = [TEXT, "", "Peru expelled two diplomats of Chile.", TEXT[:50]]
    together = list(tagger.tag_many(iter(texts)))
    alone = [tagger.tag(text) for text in texts]
    assert [a.sentences for a in together] == [a.sentences for a in alone]
    assert [a.text for a in together] == texts


def test_split_sentences_and_given_mentions(tagger: Tagger) -> None:
    sentences = tagger.tag_sentences(["Peru expelled two diplomats of Chile.", "Nothing happened."])
    assert [s.text for s in sentences] == ["Peru expelled two diplomats of Chile.", "Nothing happened."]
    assert sentences[1].start == len(sentences[0].text) + 1
    (probabilities,) = tagger.classify([("Peru expelled two diplomats of Chile.", 0, 4)])
    assert list(probabilities) == list(tagger.labels)
    assert max(probabilities, key=lambda label: probabilities[label]) == "escalation"


def test_wrong_calls_say_what_is_wrong(tagger: Tagger) -> None:
    with pytest.raises(InputError, match="mention 0: 3-99 is not a span"):
        tagger.classify([("Peru", 3, 99)])
    with pytest.raises(InputError, match="expected a text or an Article, got int"):
        tagger.tag(3)  # type: ignore[arg-type]


def test_threads_may_share_a_tagger(tagger: Tagger) -> None:
    expected, results = tagger.tag(TEXT), []
    threads = [threading.Thread(target=lambda: results.append(tagger.tag(TEXT))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_actors_of_one_s_own_change_tags_without_retraining(tiny_model: Path, tmp_path: Path) -> None:
    text = "The Guild of Lamplighters bombed the port of Chile."
    assert "GUILD" not in {t.actor for s in stance.load(tiny_model).tag(text).sentences for t in s.tags}
    own = tmp_path / "mine.yaml"
    own.write_text("groups:\n  - {id: GUILD, names: [Guild of Lamplighters], state: CHL}\n", encoding="utf-8")
    tags = [t for s in stance.load(tiny_model, actors=[own]).tag(text).sentences for t in s.tags]
    assert ("GUILD", "escalation") in {(t.actor, t.stance) for t in tags}


def test_the_user_s_articles_keep_the_offset_rules(tagger: Tagger, user_articles: Path) -> None:
    articles = list(tagger.tag_many(read_articles([user_articles])))
    assert len(articles) == 5
    for article in articles:
        check_offsets(article)
        assert len(article.sentences) > 20


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400) | st.lists(st.sampled_from([*TEXT.split(" "), "\n", "\x00", "\u202e"])).map(" ".join))
def test_any_text_is_tagged(tiny_model: Path, text: str) -> None:
    article = stance.load(tiny_model).tag(text)
    assert article.text == text
    check_offsets(article)
