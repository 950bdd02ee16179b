from __future__ import annotations

import random
import re

from stance.labels.duplicates import MIN_WORDS, SHINGLE, near_duplicates, plain_words

BASE = "The ministry in Lima said on Monday that it would send two frigates to the disputed bay."


def test_near_and_identical_sentences_are_found_and_others_not() -> None:
    texts = [
        BASE,
        BASE.upper(),
        BASE.replace("two", "three"),
        "Elections in Ghana were put off for a month because of floods in the north.",
        "No date.",
        "No date.",
    ]
    pairs = {(i, j): share for i, j, share in near_duplicates(texts)}
    assert set(pairs) == {(0, 1), (0, 2), (1, 2)}
    assert pairs[0, 1] == 1.0
    assert 0.5 < pairs[0, 2] < 1.0


def test_the_pairs_are_those_of_the_plain_definition() -> None:
    chance = random.Random(7)  # noqa: S311
    texts = [" ".join(chance.choices("abcd", k=chance.randint(2, 9))) for _ in range(120)]

    def shingles(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text)
        return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}

    expected = []
    for i, one in enumerate(texts):
        for j in range(i + 1, len(texts)):
            a, b = shingles(one), shingles(texts[j])
            long = min(len(one.split()), len(texts[j].split())) >= MIN_WORDS
            if long and len(a & b) / len(a | b) >= 0.3:
                expected.append((i, j))
    assert expected
    assert [(i, j) for i, j, _ in near_duplicates(texts, 0.3)] == expected


def test_nothing_to_compare() -> None:
    assert near_duplicates([]) == []
    assert near_duplicates([BASE]) == []
    assert plain_words("“No,” said\tU.N.") == "no said u n"
