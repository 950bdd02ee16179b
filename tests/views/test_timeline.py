from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import Article, Sentence, Stance, Tag
from stance.errors import InputError
from stance.views.tagged import tagged_articles
from stance.views.timeline import MANY_ARTICLES, WEIGHTS, By, Timeline, next_period, timeline
from stance.views.timeline_writers import DRAWN, write_timeline

ATTACK = '<script>alert("x")</script>'
Said = tuple[str, str, float, str | None]


def article(name: str, day: str | None, *said: Said) -> Article:
    """An article with a sentence a tag: (actor, stance, confidence, target)."""
    sentences, at = [], 0
    for actor, stance, confidence, target in said:
        text = f"France & {ATTACK} acted."
        tag = Tag(actor, "France", 0, 6, stance, confidence, {stance: confidence}, target)
        sentences.append(Sentence(text, at, at + len(text), (tag,)))
        at += len(text) + 1
    return Article(name, f"Title {ATTACK}", day, None, " ".join(s.text for s in sentences), tuple(sentences))


NEWS = [
    article("a", "2021-12-06", ("FRA", "escalation", 0.9, "JPN"), ("FRA", "concession", 0.3, "PER")),
    article("b", "2021-12-08T10:00:00Z", ("FRA", "deterrence", 0.6, "JPN"), ("JPN", "de-escalation", 0.8, None)),
    article("c", "2022-01-31", ("FRA", "escalation", 0.5, None)),
]


def point_of(found: Timeline, name: str, period: str):  # type: ignore[no-untyped-def]
    (series,) = [s for s in found.series if s.name == name]
    return next(p for p in series.points if p.period == period)


def test_the_index_is_the_confidence_weighted_mean_of_the_weights() -> None:
    found = timeline(NEWS)
    assert [s.name for s in found.series] == ["FRA", "JPN", "FRA → JPN", "FRA → PER"]
    point = point_of(found, "FRA", "2021-12")
    assert point.index == pytest.approx((0.9 * 1 - 0.3 * 1 + 0.6 * 0.5) / (0.9 + 0.3 + 0.6))
    assert (point.articles, point.sentences, point.tags) == (2, 3, 3)
    assert dict(point.counts) == {"escalation": 1, "concession": 1, "deterrence": 1}
    assert point_of(found, "FRA → JPN", "2021-12").index == pytest.approx((0.9 + 0.3) / 1.5)


def test_periods() -> None:
    assert [p.period for p in timeline(NEWS, "day").series[0].points] == ["2021-12-06", "2021-12-08", "2022-01-31"]
    weeks = timeline(NEWS, By.week).series[0].points
    assert [(p.period, p.start) for p in weeks] == [("2021-W49", date(2021, 12, 6)), ("2022-W05", date(2022, 1, 31))]
    assert next_period(date(2021, 12, 1), By.month) == date(2022, 1, 1)
    assert next_period(date(2021, 12, 27), By.week) == date(2022, 1, 3)


def test_the_interval_holds_the_mean_and_is_none_for_a_single_sentence() -> None:
    rng = np.random.default_rng(5)
    stances = list(WEIGHTS)
    news = [
        article(str(i), "2021-12-06", *(("FRA", str(rng.choice(stances)), 0.8, "JPN") for _ in range(3)))
        for i in range(MANY_ARTICLES + 5)
    ]
    widths = []
    for count in (2, 5, MANY_ARTICLES + 5):
        point = timeline(news[:count]).series[0].points[0]
        assert -1 <= point.low <= point.index <= point.high <= 1  # type: ignore[operator]
        widths.append(point.high - point.low)  # type: ignore[operator]
    assert widths == sorted(widths, reverse=True)
    alone = timeline(NEWS).series[1].points[0]
    assert alone.index == -0.5
    assert alone.low is None
    assert timeline(news).rows() == timeline(news).rows()


def test_articles_without_a_usable_date_are_named() -> None:
    odd = [article(d or "none", d, ("FRA", "escalation", 1.0, None)) for d in (None, "03/04/2021", "1962", "1962-10")]
    assert timeline([*odd, *NEWS]).undated == ("none", "03/04/2021", "1962")
    found = timeline([*odd, *NEWS], "day")
    assert found.undated == ("none", "03/04/2021", "1962", "1962-10")
    assert found.articles == 7


def test_actors_pairs_and_confidence_choose() -> None:
    assert [s.name for s in timeline(NEWS, actors=["JPN"]).series] == ["JPN"]
    assert [s.name for s in timeline(NEWS, actors=["FRA"]).series] == ["FRA", "FRA → JPN", "FRA → PER"]
    assert [s.name for s in timeline(NEWS, pairs=[("FRA", "PER")]).series] == ["FRA → PER"]
    assert [s.name for s in timeline(NEWS, min_confidence=0.6).series] == ["FRA", "JPN", "FRA → JPN"]
    with pytest.raises(InputError, match=r"'FRE' \(did you mean 'FRA'\?\); there are FRA, JPN"):
        timeline(NEWS, actors=["FRE"])
    with pytest.raises(InputError, match="the pair 'JPN:FRA'"):
        timeline(NEWS, pairs=[("JPN", "FRA")])


def test_labels_of_another_codebook_are_counted_without_an_index() -> None:
    news = [article("a", "2021-12-06", ("FRA", "verbal conflict", 0.9, None))]
    found = timeline(news)
    assert found.unweighted == {"verbal conflict": 1}
    assert found.rows()[0]["verbal conflict"] == 1
    assert found.rows()[0]["index"] is None
    weighed = timeline(news, weights={"verbal conflict": 0.4})
    assert weighed.series[0].points[0].index == pytest.approx(0.4)
    assert not weighed.unweighted


@pytest.mark.parametrize("output_format", ["csv", "parquet"])
def test_a_row_a_point(tmp_path: Path, output_format: str) -> None:
    found = timeline(NEWS)
    path = tmp_path / f"o.{output_format}"
    assert write_timeline(found, output_format, path) == len(found.series)
    frame = pd.read_csv(path) if output_format == "csv" else pd.read_parquet(path)
    assert tuple(frame.columns) == found.columns
    expected = found.to_dataframe()
    assert frame["index"].tolist() == pytest.approx(expected["index"].tolist())
    assert pd.to_datetime(frame["start"]).tolist() == expected["start"].tolist()
    assert frame["level"].tolist() == ["actor", "actor", "actor", "pair", "pair"]


def test_each_point_of_the_page_leads_to_its_sentences(tmp_path: Path) -> None:
    write_timeline(timeline(NEWS), "html", tmp_path / "o.html")
    page = (tmp_path / "o.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "http" not in page
    links = re.findall(r'<a href="#([^"]+)" aria-label', page)
    assert len(links) == 5
    assert all(page.count(f'id="{link}"') == 1 for link in links)
    assert page.count("<li>") == sum(p.sentences for s in timeline(NEWS).series for p in s.points)
    assert "&lt;script&gt;" in page
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize("output_format", ["png", "svg"])
def test_pictures(tmp_path: Path, output_format: str) -> None:
    pytest.importorskip("matplotlib")
    paths = [tmp_path / f"{name}.{output_format}" for name in "ab"]
    for path in paths:
        write_timeline(timeline(NEWS), output_format, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    start = b"\x89PNG" if output_format == "png" else b"<?xml"
    assert paths[0].read_bytes().startswith(start)
    write_timeline(timeline([]), output_format, paths[0])


def test_pictures_and_pages_draw_the_series_with_most_tags(tmp_path: Path) -> None:
    news = [article("a", "2021-12-06", *((f"A{i}", "escalation", 0.9, None) for i in range(DRAWN + 3)))]
    assert write_timeline(timeline(news), "html", tmp_path / "o.html") == DRAWN
    assert write_timeline(timeline(news), "csv", tmp_path / "o.csv") == DRAWN + 3


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from stance.views.timeline_writers import check

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    check("html")
    with pytest.raises(InputError, match=r"pip install 'stance\[plots\]'"):
        check("png")


def no_tagger():  # type: ignore[no-untyped-def]
    raise AssertionError("tagged articles need no model")


def test_tagged_lines_are_read_as_they_are(tmp_path: Path) -> None:
    lines = "".join(json.dumps(a.to_dict()) + "\n" for a in NEWS)
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    assert list(tagged_articles([tmp_path], no_tagger)) == NEWS
    assert list(tagged_articles([tmp_path / "a.jsonl"], no_tagger)) == NEWS


BAD = {
    "not JSON": ("{", "not JSON"),
    "no sentences": ('{"id": "x", "text": "y"}', "field 'sentences' must be a list"),
    "bad confidence": (
        json.dumps(NEWS[0].to_dict()).replace('"confidence": 0.9', '"confidence": "high"'),
        r"sentences\[0\].tags\[0\].confidence' must be a number",
    ),
    "bad date": ('{"id": "x", "text": "y", "date": 5, "sentences": []}', "field 'date'"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_named(tmp_path: Path, name: str) -> None:
    line, message = BAD[name]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(NEWS[0].to_dict()) + "\n" + line + "\n" + json.dumps(NEWS[1].to_dict()) + "\n")
    with pytest.raises(InputError, match=rf"a.jsonl:2: .*{message}"):
        list(tagged_articles([path], no_tagger))
    problems: list[InputError] = []
    assert list(tagged_articles([path], no_tagger, problems.append)) == NEWS[:2]
    assert len(problems) == 1


names = st.text(min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(names, names, st.sampled_from([*Stance, "own <label>"]), st.floats(0, 1))
def test_any_actor_text_and_confidence_go_through(actor: str, text: str, stance: str, confidence: float) -> None:
    import tempfile

    tag = Tag(actor, text, 0, len(text), stance, confidence, {}, text)
    news = [Article(text, text, "2021-12-06", None, text, (Sentence(text, 0, len(text), (tag,)),))]
    with tempfile.TemporaryDirectory() as folder:
        for output_format in ("table", "csv", "parquet", "html"):
            write_timeline(timeline(news), output_format, Path(folder) / "o")
