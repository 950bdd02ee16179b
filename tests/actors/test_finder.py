from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.actors import Mention, MentionFinder, find_target

FINDER = MentionFinder()


def found(*sentences: str, date: str | None = None) -> list[tuple[str, str]]:
    return [(mention.actor, mention.text) for mention in FINDER.find(list(sentences), date)[-1]]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Russian troops crossed the river.", [("RUS", "Russian troops")]),
        ("Turkish police fired tear gas.", [("TUR", "Turkish police")]),
        ("The Syrian army pulled out.", [("SYR", "Syrian army")]),
        ("Iran's parliament passed the bill.", [("IRN", "Iran's parliament")]),
        ("President Joe Biden called for calm.", [("USA", "Joe Biden")]),
        ("Russian Foreign Minister Sergey Lavrov left.", [("RUS", "Sergey Lavrov")]),
        ("Ugandan Foreign Minister Okello Fernsby left.", [("UGA", "Okello Fernsby")]),
        ("Okello Fernsby, the Greek prime minister, resigned.", [("GRC", "Okello Fernsby")]),
        ("Ministry spokesman Okello Fernsby of the Peruvian government resigned.", None),
        ("Palestinian gunmen opened fire.", [("PSE-REB", "Palestinian gunmen")]),
        ("Chechen separatists surrendered.", [("RUS-REB", "Chechen separatists")]),
        ("Kenyan opposition leaders called a strike.", [("KEN-OPP", "Kenyan opposition leaders")]),
        ("Polish miners walked out.", [("POL-CIV", "Polish miners")]),
        ("Police in Vancouver arrested him.", [("CAN", "Police in Vancouver")]),
        ("An Istanbul court freed him.", [("TUR", "Istanbul court")]),
        ("Saudi-led jets struck.", [("SAU", "Saudi-led jets")]),
        ("Belgian, Dutch and German police struck.", [("BEL", "Belgian, Dutch and German police"),
                                                      ("DEU", "Belgian, Dutch and German police"),
                                                      ("NLD", "Belgian, Dutch and German police")]),
        ("The presidents of Guinea and Mauritania met.", [("GIN", "presidents of Guinea and Mauritania"),
                                                          ("MRT", "presidents of Guinea and Mauritania")]),
        ("The Russian buildup went on.", [("RUS", "Russian")]),
        ("LONDON, Dec. 4 (Agency) - Egypt closed the canal.", [("EGY", "Egypt")]),
        ("(Reporting from Moscow and Kyiv)", []),
        ("Rebels seized the town.", [("OTHER", "Rebels")]),
        ("A protest from Beijing followed.", [("CHN", "Beijing")]),
        ("The isolation of Iran went on.", []),
        ("He gave the canal to Egypt, which has closed it.", [("EGY", "Egypt")]),
        ("Flames rose from the Saudi embassy.", []),
        ("An Egyptian-brokered lull began.", [("EGY", "Egyptian")]),
        ("Truman Halts Purchases Abroad", [("USA", "Truman")]),
    ],
)  # fmt: skip
def test_mentions(sentence: str, expected: list[tuple[str, str]] | None) -> None:
    if expected is None:
        assert "PER" in {actor for actor, _ in found(sentence)}
    else:
        assert found(sentence) == expected


@pytest.mark.parametrize(
    ("sentences", "actor"),
    [
        (["Vladimir Putin met his ministers.", "He ordered an attack."], "RUS"),
        (["Sweden and Norway asked NATO for help.", "The alliance agreed."], "NATO"),
        (["North Korea fired a missile.", "The South protested."], "KOR"),
        (["Colombia's army advanced.", "The rebels fled."], "COL-REB"),
        (["FARC guerrillas attacked a town in Colombia.", "The rebels fled."], "FARC"),
        (["Okello Fernsby, the Greek prime minister, resigned.", "Fernsby blamed nobody."], "GRC"),
        (["Ethiopia and Eritrea are at war.", "Both sides agreed to talk."], "ERI"),
        (["Kenya's parliament met.", "The president dissolved it."], "KEN"),
        (["Shells fell on Sarajevo in Bosnia.", "Serb gunners pulled back."], "BIH-REB"),
        (["Kenya and Uganda met.", "Each accused the other."], "UGA"),
    ],
)
def test_coreference(sentences: list[str], actor: str) -> None:
    assert actor in {name for name, _ in found(*sentences)}


def test_people_go_by_the_date() -> None:
    assert ("USA", "Bush") in found("Bush warned Iraq.", date="1991-01-10")
    assert ("SUN", "Gorbachev") in found("Gorbachev offered talks.", date="1987-01-10")


def test_years_in_the_text_stand_for_a_missing_date() -> None:
    assert ("USA", "Bush") in found("In March 2003 Bush warned Iraq.")
    assert ("SUN", "Moscow") in found("Moscow rejected the plan in 1983.")


def test_the_title_decides_between_terms() -> None:
    assert ("SSD-REB", "Riek Machar") in found("South Sudanese rebel leader Riek Machar signed.")


def test_resolve_takes_any_span() -> None:
    sentence = "In Peru, police and students clashed with the Chilean envoy."
    assert FINDER.resolve(sentence, 9, 15) == "PER"
    assert FINDER.resolve(sentence, 42, 59) == "CHL"
    assert FINDER.resolve("He gave way.", 0, 2, context=["Emmanuel Macron spoke."]) == "FRA"


@pytest.mark.parametrize(
    ("sentence", "actor", "stance", "target"),
    [
        ("Russia attacked Ukraine.", "RUS", "escalation", "UKR"),
        ("Ukraine was attacked by Russia.", "RUS", "escalation", "UKR"),
        ("France and Germany met in Paris.", "FRA", "de-escalation", "DEU"),
        ("Israel held talks with Egypt.", "ISR", "de-escalation", "EGY"),
        ("Iran lifted its ban.", "IRN", "concession", None),
        ("Chinese troops poured into Vietnam.", "CHN", "escalation", "VNM"),
    ],
)
def test_targets(sentence: str, actor: str, stance: str, target: str | None) -> None:
    (mentions,) = FINDER.find([sentence])
    mention = next(mention for mention in mentions if mention.actor == actor)
    assert find_target(sentence, mention, mentions, stance) == target


def test_the_other_party_may_stand_in_an_earlier_sentence() -> None:
    sentences = ["Iran and the United States met.", "Iran rejected the demand."]
    earlier, now = FINDER.find(sentences)
    assert find_target(sentences[1], now[0], now, "escalation", earlier=[earlier]) == "USA"


def check(sentences: list[str], found: list[list[Mention]]) -> None:
    assert len(found) == len(sentences)
    for sentence, mentions in zip(sentences, found, strict=True):
        assert mentions == sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.actor))
        for mention in mentions:
            assert 0 <= mention.start < mention.end <= len(sentence)
            assert sentence[mention.start : mention.end] == mention.text
            assert mention.actor and mention.kind in {"name", "nominal", "pronoun"}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_goes_through(sentences: list[str]) -> None:
    check(sentences, FINDER.find(sentences))


WORDS = st.sampled_from(
    [
        "Russian",
        "troops",
        "the",
        "Kremlin's",
        "rebels",
        "U.S.",
        "officials",
        ",",
        "and",
        "'s",
        "-",
        "President",
        "Biden",
        "Putin",
        "He",
        "both",
        "sides",
        "of",
        "in",
        "Kyiv",
        "said",
        "NATO-led",
        "Élysée",
        "’s",
        "Foreign",
        "Minister",
        "Okello",
        "Fernsby",
        "İstanbul",
        "POLICE",
        "opposition",
        "leader",
        "to",
        "with",
        "by",
        "Mr.",
        "12",
        "“",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=25).map(" ".join), max_size=3))
def test_any_mixture_of_known_words_goes_through(sentences: list[str]) -> None:
    found = FINDER.find(sentences)
    check(sentences, found)
    for sentence, mentions in zip(sentences, found, strict=True):
        for mention in mentions[:2]:
            target = find_target(sentence, mention, mentions, "escalation")
            assert target is None or target != mention.actor
            assert FINDER.resolve(sentence, mention.start, mention.end)
