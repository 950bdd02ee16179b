from __future__ import annotations

import pytest

from stance.actors import MentionFinder
from stance.actors.files import read_entries
from stance.actors.gazetteer import DATA

TRAPS = read_entries(DATA / "traps.yaml", "traps")


def actors(finder: MentionFinder, sentence: str, date: str | None = None) -> set[str]:
    return {mention.actor for mention in finder.find([sentence], date)[0]}


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: f"{trap['text']}-{trap.get('when', '')}")
def test_every_trap_resolves_as_written(finder: MentionFinder, trap: dict[str, object]) -> None:
    text, when = str(trap["text"]), trap.get("when")
    named = trap.get("actor") or []
    expected = {named} if isinstance(named, str) else set(named)  # type: ignore[call-overload]
    if when == "name":
        sentence = f"Nothing was heard of {text} Fernsby on Monday."
        assert actors(finder, sentence) == set()
    elif isinstance(when, list):
        for word in when:
            alone = actors(finder, f"{text} rejected the offer on Monday.")
            assert alone.isdisjoint(actors(finder, f"{text} waited for a word about {word} on Monday."))
    else:
        assert actors(finder, f"Much was written about the {text} on Monday.") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Jordan recalled its ambassador.", {"JOR"}),
        ("Jordan Fernsby scored twice.", set()),
        ("Chad closed its border.", {"TCD"}),
        ("Chad Fernsby scored twice.", set()),
        ("Georgia accused Russia of shelling.", {"GEO", "RUS"}),
        ("Georgia went to a runoff after Atlanta was counted.", set()),
        ("Turkey rejected the offer.", {"TUR"}),
        ("They roasted a turkey and set the table with china.", set()),
        ("Washington warned Moscow.", {"USA"}),
        ("The Washington Post reported the story.", set()),
        ("Washington state closed its schools, Seattle said.", set()),
        ("The European Union said Brussels would retaliate.", {"EU"}),
        ("Brussels threatened new tariffs.", {"EU"}),
        ("Congo expelled the envoy.", {"COD"}),
        ("Brazzaville said Congo would send its troops.", {"COG"}),
        ("The Democratic Republic of Congo accused Rwanda.", {"COD", "RWA"}),
        ("South Sudan accused Sudan of bombing.", {"SSD", "SDN"}),
        ("North Korea threatened South Korea.", {"PRK", "KOR"}),
        ("The two Koreas agreed to talk.", {"PRK", "KOR"}),
        ("Guinea-Bissau accused Guinea and Equatorial Guinea.", {"GNB", "GIN", "GNQ"}),
        ("Papua New Guinea sent troops.", {"PNG"}),
        ("China accused Taiwan.", {"CHN", "TWN"}),
        ("The Republic of China rejected the claim.", {"TWN"}),
        ("A UN-backed plan failed.", set()),
        ("The Geneva talks collapsed.", set()),
        ("The Republic was proclaimed.", set()),
    ],
)
def test_traps_in_sentences(finder: MentionFinder, sentence: str, expected: set[str]) -> None:
    assert actors(finder, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "date", "expected"),
    [
        ("Moscow rejected the plan.", "1983-09-01", {"SUN"}),
        ("Moscow rejected the plan.", "2014-03-01", {"RUS"}),
        ("The Kremlin denounced the Soviet Union's critics.", None, {"SUN", "SUN-OPP"}),
        ("Belgrade rejected the plan.", "1999-03-01", {"YUG"}),
        ("Belgrade rejected the plan.", "2012-03-01", {"SRB"}),
        ("Prague rejected the plan.", "1968-08-21", {"CSK"}),
        ("Saigon rejected the plan.", "1972-10-21", {"VNM"}),
        ("Hanoi rejected the plan.", "1968-10-21", {"VDR"}),
        ("Hanoi rejected the plan.", "1979-10-21", {"VNM"}),
    ],
)
def test_names_go_by_the_date(finder: MentionFinder, sentence: str, date: str | None, expected: set[str]) -> None:
    assert actors(finder, sentence, date) == expected
