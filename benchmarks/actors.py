"""How well actors are found: `python -m benchmarks.actors --labels labels/test.jsonl [more.jsonl ...]`.

Prints, for label files of the project's format (one sentence a line), at sentence level: recall of the gold
tags' actor ids, untagged extra actors per tagged one, exact mention spans, actor ids given the gold mention,
targets given the gold tag; and the speed of finding and resolving together.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from stance.actors import Mention, MentionFinder, find_target
from stance.actors.targets import WEIGHTS, candidates

Line = dict[str, Any]
Article = list[Line]
# Newer labels leave a leading article or possessive out of the mention, as the finder does; older ones have it.
_ARTICLE = re.compile(r"(?:the|an?|his|her|its|their|our|whose)\s+(?=\S)", re.IGNORECASE)
_YEAR = re.compile(r"-(1[89]\d\d|20\d\d)(?:-(\d\d))?(?!\d)")


def main() -> None:
    """Measure the label files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument("--fit-targets", action="store_true", help="fit the weights of find_target on these files")
    parser.add_argument("--errors", action="store_true", help="also list what was missed")
    parser.add_argument("--speed", type=int, default=20000, metavar="N", help="sentences to time (0: none)")
    arguments = parser.parse_args()
    finder = MentionFinder()
    articles = [article for path in arguments.labels for article in read_articles(path)]
    if arguments.fit_targets:
        fit_targets(finder, articles)
        return
    counts, errors = measure(finder, articles)
    for name, value in figures(counts).items():
        print(f"{name:<44} {value}")
    if arguments.speed:
        print(f"{'sentences a second (one core)':<44} {speed(finder, articles, arguments.speed):,.0f}")
    if arguments.errors:
        print(*errors, sep="\n")


def read_articles(path: Path) -> Iterator[Article]:
    """Yield the articles of a label file as lists of lines in order."""
    articles: dict[str, Article] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and "text" in (item := json.loads(line)):
            for tag in item["tags"]:
                tag["actor"], tag["target"] = same_id(tag["actor"]), same_id(tag.get("target"))
            articles.setdefault(item["doc"], []).append(item)
    for article in articles.values():
        yield sorted(article, key=lambda item: int(item["index"]))


def same_id(actor: Any) -> Any:
    """Return an id with `_` between its words (labels write BOKO-HARAM and BOKO_HARAM); COL-REB stays."""
    if not actor or re.fullmatch(r"[A-Z]{3}(-(REB|OPP|CIV))?", actor):
        return actor
    return re.sub(r"[- ]", "_", actor)


def article_date(article: Article) -> str | None:
    """Return the article's date: the field `date`, else the year and month in its name (`cuba-1962-10`)."""
    if date := article[0].get("date"):
        return str(date)
    found = _YEAR.search(article[0]["doc"])
    return "-".join(part for part in found.groups() if part) if found and not int(found[1]) < 1945 else None


def measure(finder: MentionFinder, articles: list[Article]) -> tuple[Counter[str], list[str]]:
    """Count hits and misses over articles; also return one line for each error."""
    counts: Counter[str] = Counter()
    errors: list[str] = []
    for article in articles:
        date = article_date(article)
        texts = [line["text"] for line in article]
        found = [[replace(mention, actor=same_id(mention.actor)) for mention in mentions]
                 for mentions in finder.find(texts, date)]  # fmt: skip
        for number, (line, mentions) in enumerate(zip(article, found, strict=True)):
            _score_sentence(line, mentions, counts, errors)
            for tag in line["tags"]:
                start = int(tag.get("start", line["text"].find(tag["mention"])))
                end = start + len(tag["mention"])
                _score_id(finder, line, tag, (start, end), texts[:number], date, counts, errors)
                _score_tag(line, tag, (start, end), mentions, found[:number], counts, errors)
    return counts, errors


def _score_sentence(line: Line, mentions: list[Mention], counts: Counter[str], errors: list[str]) -> None:
    gold = {tag["actor"] for tag in line["tags"]}
    found = {mention.actor for mention in mentions}
    counts["gold"] += len(gold)
    counts["found"] += len(gold & found)
    counts["extra"] += len(found - gold)
    for actor in sorted(gold - found):
        names = [tag["mention"] for tag in line["tags"] if tag["actor"] == actor]
        errors.append(f"MISSED {actor} {names} found {sorted(found)} | {line['doc']} | {line['text']}")
    if found - gold:
        names = [f"{mention.actor}={mention.text}" for mention in mentions if mention.actor not in gold]
        errors.append(f"EXTRA {names} | {line['text']}")


def _score_id(finder: MentionFinder, line: Line, tag: Line, span: tuple[int, int], context: list[str],
              date: str | None, counts: Counter[str], errors: list[str]) -> None:  # fmt: skip
    actor = same_id(finder.resolve(line["text"], *span, context=context, date=date))
    shared = {other["actor"] for other in line["tags"] if other["mention"] == tag["mention"]}
    counts["ids given mention"] += actor in shared
    if actor not in shared:
        errors.append(f"ID {tag['actor']} {tag['mention']!r} got {actor} | {line['doc']} | {line['text']}")


def _score_tag(line: Line, tag: Line, span: tuple[int, int], mentions: list[Mention],
               earlier: list[list[Mention]], counts: Counter[str], errors: list[str]) -> None:  # fmt: skip
    counts["tags"] += 1
    start, end = span
    if article := _ARTICLE.match(tag["mention"]):
        start += article.end()
    exact = any((mention.start, mention.end, mention.actor) == (start, end, tag["actor"]) for mention in mentions)
    counts["exact spans"] += exact
    if not exact and any(mention.actor == tag["actor"] for mention in mentions):
        near = [mention.text for mention in mentions if mention.actor == tag["actor"]]
        errors.append(f"SPAN {tag['mention']!r} found {near}")
    if tag.get("target"):
        counts["targets"] += 1
        mention = Mention(*span, line["text"][slice(*span)], tag["actor"], "name")
        target = find_target(line["text"], mention, mentions, tag["stance"], earlier=earlier)
        counts["targets right"] += target == tag["target"]
        if target != tag["target"]:
            errors.append(f"TARGET {tag['actor']} ({tag['stance']}) {tag['mention']!r} -> {tag['target']} got {target} "
                          f"| {sorted({mention.actor for mention in mentions})} | {line['text']}")  # fmt: skip


def fit_targets(finder: MentionFinder, articles: list[Article]) -> None:
    """Fit the weights of `find_target`, write them, print the cross-validated share."""
    groups = [(article[0]["doc"], case) for article in articles for case in _target_cases(finder, article)]
    docs = sorted({doc for doc, _ in groups})
    fold = {doc: number % 5 for number, doc in enumerate(docs)}
    right = total = 0
    for held in range(5):
        weights = _fit([case for doc, case in groups if fold[doc] != held])
        for gold, options in (case for doc, case in groups if fold[doc] == held):
            if gold:
                best = max(options, key=lambda option: sum(weights.get(name, 0.0) for name in option[1]))
                total, right = total + 1, right + (best[0] == gold)
    print(f"targets, five-fold cross-validated by article: {right / total:.3f} of {total}")
    weights = {name: round(value, 3) for name, value in sorted(_fit([case for _, case in groups]).items())}
    WEIGHTS.write_text(
        json.dumps({n: v for n, v in weights.items() if abs(v) >= 0.02}, indent=0) + "\n", encoding="utf-8"
    )


Case = tuple[str, list[tuple[str, list[str]]]]


def _target_cases(finder: MentionFinder, article: Article) -> Iterator[Case]:
    found = [[replace(mention, actor=same_id(mention.actor)) for mention in mentions]
             for mentions in finder.find([line["text"] for line in article], article_date(article))]  # fmt: skip
    for number, (line, mentions) in enumerate(zip(article, found, strict=True)):
        for tag in line["tags"]:
            start = int(tag["start"])
            mention = Mention(start, start + len(tag["mention"]), tag["mention"], tag["actor"], "name")
            options = list(candidates(line["text"], mention, mentions, tag["stance"], earlier=found[:number]))
            yield tag.get("target") or "", options


def _fit(cases: list[Case], penalty: float = 1.0) -> dict[str, float]:
    """Maximise the conditional likelihood of the right option; cases without it are left out."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    usable = [case for case in cases if any(actor == case[0] for actor, _ in case[1])]
    names = sorted({name for _, options in usable for _, features in options for name in features})
    column = {name: number for number, name in enumerate(names)}
    rows, cols, owner, gold, row = [], [], [], [], 0
    for number, (right, options) in enumerate(usable):
        for actor, features in options:
            rows += [row] * len(features)
            cols += [column[name] for name in features]
            owner.append(number)
            gold.append(actor == right)
            row += 1
    matrix = csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(row, len(names)))
    owners, is_gold = np.array(owner), np.array(gold)

    def loss(weights: Any) -> Any:
        scores = matrix @ weights
        top = np.full(len(usable), -np.inf)
        np.maximum.at(top, owners, scores)
        odds = np.exp(scores - top[owners])
        shares = odds / np.bincount(owners, odds)[owners]
        value = -np.log(shares[is_gold] + 1e-12).sum() + penalty * weights @ weights / 2
        return value, matrix.T @ (shares - is_gold) + penalty * weights

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: float(value) for name, value in zip(names, fitted, strict=True)}


def figures(counts: Counter[str]) -> dict[str, str]:
    """Return the figures by name, as text."""

    def share(part: str, whole: str) -> str:
        return f"{counts[part] / max(1, counts[whole]):.3f}  ({counts[part]} of {counts[whole]})"

    return {
        "recall of gold actor ids (sentence level)": share("found", "gold"),
        "untagged extra actors per tagged one": share("extra", "gold"),
        "exact mention spans with the right id": share("exact spans", "tags"),
        "actor id given the gold mention": share("ids given mention", "tags"),
        "target, gold tags with a target": share("targets right", "targets"),
    }


def speed(finder: MentionFinder, articles: list[Article], number: int) -> float:
    """Return sentences a second over at least `number` sentences, after a warm-up, by processor time."""
    texts = [[line["text"] for line in article] for article in articles]
    for article in texts:
        finder.find(article)
    done, start = 0, time.process_time()
    while done < number:
        for article in texts:
            finder.find(article)
            done += len(article)
    return done / (time.process_time() - start)


if __name__ == "__main__":
    main()
