"""Splitting into sentences: where boundaries fall, that offsets hold, and that no text hangs it."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.text import split_sentences, split_spans, taggable

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(os.environ.get("STANCE_SEEDS", ROOT.parent / "shared" / "seeds"))

SPLITS = {
    "initials and titles": "Gen. Mark A. Hale met Lt. Col. A. B. Reyes. | They left.",
    "U.S. in mid-sentence": "He asked the U.S. Fifth Fleet to stay. | It did.",
    "U.S. at the end": "The envoy flew to the U.S. | He came back empty-handed.",
    "time of day": "Talks ended at 6 p.m. | Jordan said nothing.",
    "time with its zone": "Talks ended at 6 p.m. Moscow time on Friday. | Nobody spoke.",
    "months": "The truce ends in May. | Cairo hopes for more by Nov. 6, its envoy said.",
    "numbers": "No. 10 said no. | About 1.5 million fled. | 300 stayed.",
    "curly quotes": "“We will talk,” said Amman. | “We will not beg.” | Then the line went dead.",
    "quotes over sentences": '"We will talk. | We will not beg," the minister said. | "Never."',
    "single quotes": "‘We will talk. | We will not beg,’ he said.",
    "question in quotes": "“Who will pay?” he asked. | “Will you pay?” Mr. Haddad asked.",
    "nested quotes": "She said: “They crossed our ‘red lines’.” | Rome objected.",
    "quote before the stop": "It spoke of “grave harm”. | Oslo agreed.",
    "brackets": "Lima agreed (it had no choice). | (Quito did not. | It waited.) | Bogota left.",
    "stop in mid-sentence": "The talks ended. in silence, officials said. | Then came rain.",
    "stop in a quote": 'It spoke of "order." among other things. | Oslo agreed.',
    "ellipsis": "We waited... | The bridge stayed shut. | The … Kremlin said so.",
    "stray marks": "The bridge is shut. † | It will stay so. . | “Good.” … | And then?",
    "stray quote": 'The bridge is shut. " | It will stay so.',
    "no blank": "The bridge is shut.The road is open.",
    "site names": "See example.org for more. | It is free.",
    "dateline": "LONDON, Nov. 6 - The cabinet met. | It split.",
    "dateline with a full stop": "TIRANA, September 21, 2023. The cabinet met. | It split.",
    "list": "1. The border opens. | It stays open.",
    "headline in capitals": "CABINET SPLITS ON BRIDGE",
    "title case": "U.S. And Chad Agree on Bridge",
    "mojibake": "â€œWe will talk.â€\x9d | Then it rained. | Romeâ€™s envoy left.",
    "no-break spaces": "The bridge is\xa0shut.\xa0| It will stay so.",
}


@pytest.mark.parametrize("marked", SPLITS.values(), ids=SPLITS.keys())
def test_splits(marked: str) -> None:
    if marked == SPLITS["no blank"]:
        marked, text = marked.replace(".The", ".| The"), marked
    else:
        text = marked.replace("| ", "")
    assert [s.text for s in split_sentences(text)] == [part.strip() for part in marked.split("|")]


def test_blank_line_ends_a_sentence() -> None:
    assert [s.text for s in split_sentences("The envoy of the\n \nU.N. left")] == [
        "The envoy of the",
        "U.N. left",
    ]


def test_headline_and_credit_lines_stand_alone() -> None:
    text = "Cabinet splits on bridge\nThe cabinet met on Friday and could not agree.\nIt meets again."
    assert [s.text for s in split_sentences(text)] == text.split("\n")


def test_hard_wrapped_text_is_joined() -> None:
    text = (
        "The cabinet met on Friday and after six hours could not agree on who\n"
        "should pay for the bridge. Mr. Haddad left early. The opposition in the\n"
        "Senate said it would wait.\n\nBridge Stays Shut\n\nIt meets again on\nMonday."
    )
    assert [s.text.replace("\n", " ") for s in split_sentences(text)] == [
        "The cabinet met on Friday and after six hours could not agree on who should pay for the bridge.",
        "Mr. Haddad left early.",
        "The opposition in the Senate said it would wait.",
        "Bridge Stays Shut",
        "It meets again on Monday.",
    ]


def test_list_of_headlines_is_not_joined() -> None:
    text = "Cabinet Splits on Bridge\nSenate Waits for Cabinet\nRain Delays Ferry Again\nFerry Sinks"
    assert len(split_sentences(text)) == 4


def test_heading_marks_are_left_out() -> None:
    (sentence,) = split_sentences("## Cabinet splits\n")
    assert (sentence.text, sentence.start) == ("Cabinet splits", 3)


def test_furniture_is_one_flagged_sentence() -> None:
    text = "The cabinet met. It split.\n\nSign up for our newsletter. It is free.\n\nIt rained."
    flagged = [text[s.start : s.end] for s in split_spans(text) if s.furniture]
    assert flagged == ["Sign up for our newsletter. It is free."]
    assert not taggable(flagged[0])
    assert taggable("The cabinet met.")


ANY_TEXT = st.text(st.characters(codec=None))
PIECES = [
    "The ",
    "said ",
    "U.S.",
    "Mr. ",
    ". ",
    "? ",
    "… ",
    "“",
    "”",
    '"',
    "'",
    "(",
    ")",
    "â€œ",
    "â€\x9d",
    "†",
]
PIECES += ["中。", "شَعْب؟ ", "# ", "By Ann Lee", "Photo: ", "May. "]
ODD = ["\n", "\n\n", "\r\n", "\xa0", "\u200b", "\u202e", "\ud800", "\0"]
SNIPPETS = st.lists(st.sampled_from(PIECES + ODD)).map("".join)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT | SNIPPETS)
def test_any_text_keeps_its_offsets(text: str) -> None:
    at = 0
    left_out = []
    for sentence in split_sentences(text):
        assert at <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end] == sentence.text
        assert "\n\n" not in sentence.text
        left_out.append(text[at : sentence.start])
        at = sentence.end
    left_out.append(text[at:])
    assert not any(c.isalnum() for c in "".join(left_out)), "words were lost"


LONG = {
    "no blanks": "a" * 1_000_000,
    "no blanks but stops": "a." * 500_000,
    "one sentence": "word " * 100_000 + "end.",
    "stops": ". " * 300_000,
    "quotes": '"' * 300_000,
    "stray marks": "A. " + "† " * 300_000,
    "not ASCII": "中。" * 50_000,
    "surrogates": "A\ud800. B " * 20_000,
    "newlines": "\n" * 500_000,
    "blanks": "A." + " " * 500_000 + "B.",
    "short lines": "a\n" * 100_000,
    "names": "By " + "Ann Lee " * 60_000,
    "mojibake": "â€œ" * 100_000,
    "NULs": "\0" * 300_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_texts_take_linear_time(text: str) -> None:
    start = time.perf_counter()
    split_spans(text)
    assert time.perf_counter() - start < 5


def test_long_sentences_are_cut_where_they_end() -> None:
    text = "The envoys of Élan " + "and of Chad " * 10_000 + "met. They left. " + "Then it rained. " * 2_000
    sentences = split_sentences(text)
    assert len(sentences) == 2_002
    assert sentences[1].text == "They left."


def test_gold_boundaries_of_the_real_articles() -> None:
    """The bar is F1 of sentence ends >= 0.97; `python -m benchmarks.sentences` prints the figures."""
    hit = found = gold = 0
    for record in map(json.loads, (ROOT / "labels/boundaries/user-articles.jsonl").read_text().splitlines()):
        path = SEEDS / f"{record['doc']}.txt"
        if not path.is_file():
            pytest.skip(f"{path} is not here")
        data = path.read_bytes()
        assert hashlib.sha256(data).hexdigest() == record["sha256"]
        ours = {s.end for s in split_sentences(data.decode())}
        theirs = {end for _, end in record["spans"]}
        hit, found, gold = hit + len(ours & theirs), found + len(ours), gold + len(theirs)
    assert 2 * hit / (found + gold) >= 0.97
