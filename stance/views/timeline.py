"""Stances over time: by actor and by dyad (actor -> target), with an escalation index for each period."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError, did_you_mean
from stance.text.dates import iso_date
from stance.types import Article, Sentence, Stance, Tag

if TYPE_CHECKING:
    import pandas as pd

WEIGHTS: Mapping[str, float] = {
    Stance.ESCALATION: 1.0,
    Stance.DETERRENCE: 0.5,
    Stance.DE_ESCALATION: -0.5,
    Stance.CONCESSION: -1.0,
}
"""The weight of each stance in the escalation index; a label without one is counted and has no part in the index."""

RESAMPLES = 1000
SEED = 1
LEVEL = 0.95
MANY_ARTICLES = 20
"""From so many articles on, drawing articles alone says how sure a mean is; below, their sentences are drawn too."""


class By(StrEnum):
    """Lengths of a period. Weeks are ISO weeks: they begin on Monday."""

    day = "day"
    week = "week"
    month = "month"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A tag, the sentence that bears it and where it stands: `article` is the article's place in the input, from 0."""

    article: int
    article_id: str
    title: str | None
    date: str
    sentence: Sentence
    tag: Tag


@dataclass(frozen=True, slots=True)
class Point:
    """An actor's (or, with `target`, a dyad's) stances in one period that begins on `start`.

    `index` lies between the least and the greatest weight; `low` and `high` bound its 95 % interval. The three are None
    where no tag has a weight, the bounds also where there is but one sentence.
    """

    actor: str
    target: str | None
    period: str
    start: date
    articles: int
    sentences: int
    counts: Mapping[str, int]
    index: float | None
    low: float | None
    high: float | None
    evidence: tuple[Evidence, ...]

    @property
    def tags(self) -> int:
        """How many tags there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Series:
    """The points of an actor (`target` is None) or a dyad, in time. A period without tags has no point."""

    actor: str
    target: str | None
    points: tuple[Point, ...]

    @property
    def name(self) -> str:
        """`RUS` or `RUS → NATO`."""
        return self.actor if self.target is None else f"{self.actor} → {self.target}"

    @property
    def tags(self) -> int:
        """How many tags there are."""
        return sum(point.tags for point in self.points)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Series of actors, then of dyads, each group by falling number of tags; and what could not be placed in time.

    `undated` names the articles without a date (or with one too coarse, `1962-10` where days are asked for), `unweighted`
    counts the tags whose label has no weight.
    """

    by: By
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    articles: int = 0
    undated: tuple[str, ...] = ()
    unweighted: Mapping[str, int] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """Return a row a point: the lines of csv and parquet output."""
        return [_row(point, self.labels) for series in self.series for point in series.points]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields of `rows`, in order."""
        return ("level", "actor", "target", "period", "start", "articles", "sentences", "tags", *self.labels, *_INDEX)

    def to_dataframe(self) -> pd.DataFrame:
        """Return the rows as a pandas DataFrame; `start` is a date."""
        import pandas as pd

        frame = pd.DataFrame(self.rows(), columns=list(self.columns))
        return frame.astype(dict.fromkeys(_INDEX, "float64") | {"start": "datetime64[s]"})


def timeline(
    articles: Iterable[Article],
    by: By | str = By.month,
    *,
    actors: Sequence[str] = (),
    pairs: Sequence[tuple[str, str]] = (),
    min_confidence: float = 0.0,
    weights: Mapping[str, float] = WEIGHTS,
) -> Timeline:
    """Gather the tags of tagged articles into series.

    Without `actors` and `pairs` there is a series for every actor and every dyad; with them, for each actor named (and the
    dyads in which it acts) and each pair `(actor, target)`. The escalation index of a point is the mean of its tags'
    `weights`, each weighted by the tag's confidence. The interval is a bootstrap percentile interval over articles and, with
    few of them, over their sentences (Davison and Hinkley 1997, "Bootstrap Methods and their Application", ch. 3.8).
    Raises InputError where an actor or a pair has no tag.
    """
    by, undated, cells = By(by), [], _Cells()
    total = 0
    for number, article in enumerate(articles):
        total += 1
        day = _first_day(article.date, by)
        if day is None:
            undated.append(article.id)
            continue
        for sentence in article.sentences:
            for tag in sentence.tags:
                if tag.confidence >= min_confidence:
                    cells.add(day, Evidence(number, article.id, article.title, article.date or "", sentence, tag))
    wanted = _wanted(cells, actors, pairs)
    evidence = {id(e): e for key in wanted for cell in cells.of[key].values() for e in cell}
    counts = Counter(str(e.tag.stance) for e in evidence.values())
    series = [
        Series(*key, tuple(_point(key, day, by, cells.of[key][day], weights) for day in sorted(cells.of[key])))
        for key in wanted
    ]
    series.sort(key=lambda s: (s.target is not None, -s.tags, s.actor, s.target or ""))
    labels = (*weights, *sorted(set(counts) - set(weights)))
    return Timeline(
        by=by,
        labels=tuple(str(label) for label in labels),
        series=tuple(series),
        articles=total,
        undated=tuple(undated),
        unweighted={label: n for label, n in sorted(counts.items()) if label not in weights},
    )


def next_period(start: date, by: By) -> date:
    """Return the first day of the period after the one that begins on `start`."""
    if by is By.month:
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + timedelta(days=7 if by is By.week else 1)


_INDEX = ("index", "low", "high")

_Key = tuple[str, str | None]


class _Cells:
    """Evidence by actor or dyad, and by period."""

    def __init__(self) -> None:
        self.of: dict[_Key, dict[date, list[Evidence]]] = {}

    def add(self, day: date, evidence: Evidence) -> None:
        tag = evidence.tag
        for target in {None, tag.target}:
            self.of.setdefault((tag.actor, target), {}).setdefault(day, []).append(evidence)


def _wanted(cells: _Cells, actors: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[_Key]:
    if not actors and not pairs:
        return list(cells.of)
    known = sorted({actor for actor, _ in cells.of})
    for actor in actors:
        if (actor, None) not in cells.of:
            raise InputError(f"no tag of the actor '{actor}'{did_you_mean(actor, known)}; {_some(known)}")
    for pair in pairs:
        if pair not in cells.of:
            dyads = sorted(f"{actor}:{target}" for actor, target in cells.of if target)
            name = ":".join(pair)
            raise InputError(f"no tag of the pair '{name}'{did_you_mean(name, dyads)}; {_some(dyads)}")
    return [key for key in cells.of if key[0] in actors or key in pairs]


def _some(names: Sequence[str], most: int = 12) -> str:
    if not names:
        return "no dated article bears a tag"
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"there are {', '.join(names[:most])}{more}"


def _first_day(value: str | None, by: By) -> date | None:
    """Return the first day of the period in which a date lies; None where that can't be said."""
    text = iso_date(value)
    if text is None and by is By.month and value:
        text = iso_date(f"{value.strip()}-01")
    if text is None:
        return None
    day = date.fromisoformat(text)
    if by is By.month:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if by is By.week else day


def _period(start: date, by: By) -> str:
    if by is By.month:
        return start.isoformat()[:7]
    if by is By.week:
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}"
    return start.isoformat()


def _point(key: _Key, start: date, by: By, evidence: Sequence[Evidence], weights: Mapping[str, float]) -> Point:
    sentences = {(e.article, e.sentence.start) for e in evidence}
    index, low, high = _escalation_index(evidence, weights)
    return Point(
        actor=key[0],
        target=key[1],
        period=_period(start, by),
        start=start,
        articles=len({e.article for e in evidence}),
        sentences=len(sentences),
        counts=Counter(str(e.tag.stance) for e in evidence),
        index=index,
        low=low,
        high=high,
        evidence=tuple(evidence),
    )


def _escalation_index(
    evidence: Sequence[Evidence], weights: Mapping[str, float]
) -> tuple[float | None, float | None, float | None]:
    """Return the confidence-weighted mean of the weights, and the bounds of its interval."""
    sums: dict[int, dict[int, NDArray[np.float64]]] = {}
    for e in evidence:
        if e.tag.stance in weights and e.tag.confidence > 0:
            part = np.array([e.tag.confidence * weights[e.tag.stance], e.tag.confidence])
            of_article = sums.setdefault(e.article, {})
            of_article[e.sentence.start] = of_article.get(e.sentence.start, 0) + part
    if not sums:
        return None, None, None
    articles = [np.array(list(sentences.values())) for sentences in sums.values()]
    over, under = np.sum([a.sum(axis=0) for a in articles], axis=0)
    index = float(over / under)
    if sum(len(a) for a in articles) < 2:
        return index, None, None
    draws = _resampled(articles)
    low, high = np.quantile(draws[:, 0] / draws[:, 1], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return index, float(low), float(high)


def _resampled(articles: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the two sums of each resample, shape (resamples, 2). `articles` hold a row a sentence."""
    generator = np.random.default_rng(SEED)
    n = len(articles)
    times = generator.multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    if n >= MANY_ARTICLES:
        return np.asarray(times @ np.array([a.sum(axis=0) for a in articles]))
    total = np.zeros((RESAMPLES, 2))
    for drawn, sentences in zip(times.T, articles, strict=True):
        m = len(sentences)
        total += generator.multinomial(drawn * m, np.full(m, 1 / m)) @ sentences
    return total


def _row(point: Point, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "level": "actor" if point.target is None else "pair",
        "actor": point.actor,
        "target": point.target,
        "period": point.period,
        "start": point.start.isoformat(),
        "articles": point.articles,
        "sentences": point.sentences,
        "tags": point.tags,
        **{label: point.counts.get(label, 0) for label in labels},
        **{name: _finite(getattr(point, name)) for name in _INDEX},
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)
