"""The report's tables and sentences, the same in every form: page, Markdown, terminal, docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LABELLERS = "two labellers"
FEW_ARTICLES = 20

File = Mapping[str, Any]
"""The scores on one label file: a value of `Report.files`."""


@dataclass(frozen=True, slots=True)
class Score:
    """A number between 0 and 1 and its 95 % interval."""

    value: float
    interval: Sequence[float] | None = None

    def __str__(self) -> str:
        bounds = f" ({self.interval[0]:.2f} to {self.interval[1]:.2f})" if self.interval else ""
        return f"{self.value:.3f}{bounds}"


Cell = str | int | Score


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title and a note. The first `texts` columns hold text, the rest numbers."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    note: str = ""
    texts: int = 1


def summary(file: File) -> list[str]:
    """Return what the numbers say, in sentences."""
    said = []
    for name, scores in file["models"].items():
        given, whole = scores["given_mentions"], scores["end_to_end"]
        said.append(
            f"{name}: macro-F1 {_score(given, 'macro_f1')} for {given['examples']:,} given mentions; "
            f"F1 {_tag_score(whole, 'actor_stance')} on (actor, stance) from raw text."
            if given["examples"]
            else f"{name}: F1 {_tag_score(whole, 'actor_stance')} on (actor, stance) from raw text."
        )
    if file["articles"] < FEW_ARTICLES:
        said.append(f"Only {file['articles']} articles were resampled: the intervals are rough.")
    if file["labellers"]:
        given, whole = file["labellers"]["given_mentions"], file["labellers"]["end_to_end"]
        agreed = f"macro-F1 {_score(given, 'macro_f1')}, kappa {given['kappa']:.3f}; " if given["examples"] else ""
        said.append(
            f"Two labellers agree with one another by the same measures: {agreed}"
            f"F1 {_tag_score(whole, 'actor_stance')} on (actor, stance) over {whole['sentences']:,} sentences."
        )
    said += [sentence for comparison in file["comparisons"] for sentence in comparison["sentences"]]
    return said + [threshold_sentence(name, scores["selection"]) for name, scores in file["models"].items()]


def threshold_sentence(name: str, selection: Mapping[str, Any]) -> str:
    """Say which `--min-confidence` reaches the wanted precision."""
    wanted, at = f"precision {selection['target_precision']:g}", selection["at_threshold"]
    if at is not None:
        return (
            f"{name}: for {wanted} use --min-confidence {selection['min_confidence']:.2f}; it keeps {at['kept']:.0%} of the "
            f"tags ({at['tags']:,}, precision {at['precision']:.3f}) and finds {at['recall']:.0%} of the gold tags."
        )
    best = selection["best"]
    if best is None:
        return f"{name}: too few tags were found to choose a --min-confidence for {wanted}."
    return (
        f"{name}: no --min-confidence reaches {wanted}; the best is {best['precision']:.3f} at {best['threshold']:.2f}, "
        f"which keeps {best['kept']:.0%} of the tags."
    )


def given_table(file: File) -> Table:
    """Return the scores for given mentions, a model a row, and the labellers'."""
    measures = ("macro_f1", "macro_f1_stances", "weighted_f1", "accuracy", "kappa")
    head = ("model", "macro-F1", "macro-F1 of stances", "weighted F1", "accuracy", "Cohen's kappa", "ECE", "Brier")
    rows: list[tuple[Cell, ...]] = []
    for name, scores in _with_labellers(file):
        given = scores["given_mentions"]
        if given["examples"]:
            cells = [_score(given, measure) for measure in measures]
            rows.append((name, *cells, _plain(given, "ece"), _score(given, "brier") if "brier" in given else ""))
    return Table(
        "Given mentions",
        head,
        rows,
        "95 % bootstrap intervals over articles. A mention that was found and bears no tag is an example of 'none'. "
        "ECE and Brier (0 to 2): lower is better.",
    )


def end_to_end_table(file: File) -> Table:
    """Return the scores from raw text, a model a row, and the labellers'."""
    head = (
        "model",
        "(actor, stance) F1",
        "precision",
        "recall",
        "actor ids F1",
        "mentions F1",
        "stance sets F1",
        "exact",
    )
    rows: list[tuple[Cell, ...]] = []
    for name, scores in _with_labellers(file):
        whole = scores["end_to_end"]
        main = whole["actor_stance"]
        others = [_tag_score(whole, measure) for measure in ("actors", "mentions", "stances")]
        rows.append(
            (
                name,
                _tag_score(whole, "actor_stance"),
                Score(main["precision"]),
                Score(main["recall"]),
                *others,
                Score(main["exact"]),
            )
        )
    note = "Micro F1 of sets, sentence by sentence. Exact: share of sentences whose (actor, stance) set is right."
    return Table("From raw text", head, rows, note)


def label_table(file: File) -> Table:
    """Return precision, recall, F1 and support of each label for given mentions."""
    rows: list[tuple[Cell, ...]] = []
    for name, scores in _with_labellers(file):
        given = scores["given_mentions"]
        for label, found in given["labels"].items():
            f1 = Score(found["f1"], given["intervals"].get(f"f1:{label}"))
            rows.append((label, name, Score(found["precision"]), Score(found["recall"]), f1, found["support"]))
    order = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: order.index(row[0]))
    return Table("By label", ("label", "model", "precision", "recall", "F1", "support"), rows, texts=2)


def confusion_table(name: str, scores: Mapping[str, Any]) -> Table:
    """Return the confusion matrix of a model: gold in rows, predicted in columns."""
    confusion = scores["given_mentions"]["confusion"]
    rows = [(label, *cells) for label, cells in zip(confusion["labels"], confusion["gold_by_predicted"], strict=True)]
    return Table(f"Confusion: {name}", ("gold, predicted as", *confusion["labels"]), rows)


def threshold_table(file: File) -> Table:
    """Return the thresholds that reach the wanted precision."""
    rows: list[tuple[Cell, ...]] = []
    for name, scores in file["models"].items():
        at = scores["selection"]["at_threshold"]
        found: tuple[Cell, ...] = ("not reached", "", "", "")
        if at:
            shares = (Score(at["precision"]), f"{at['kept']:.0%}", f"{at['recall']:.0%}")
            found = (f"{at['threshold']:.2f}", *shares)
        rows.append((name, *found))
    target = next(iter(file["models"].values()))["selection"]["target_precision"]
    head = ("model", "--min-confidence", "precision", "tags kept", "gold tags found")
    return Table(f"Confidence for precision {target:g}", head, rows, "Of the tags found in raw text; at least 20 kept.")


def slice_table(file: File, most: int | None = None) -> Table:
    """Return F1 by slice for every model, the slices in which the best model is worst first."""
    by_model = {
        name: {(row["dimension"], row["value"]): row for row in scores["slices"]["slices"]}
        for name, scores in file["models"].items()
    }
    best = by_model[best_model(file)]
    rows: list[tuple[Cell, ...]] = []
    for key, row in list(best.items())[:most]:
        others = [by_model[name].get(key) for name in by_model]
        cells: list[Cell] = [Score(other["f1"], other["interval"]) if other else "" for other in others]
        rows.append((row["dimension"], row["value"], row["examples"], *cells))
    left_out = file["models"][best_model(file)]["slices"]["left_out"]
    note = "F1 on stances for given mentions ('stance': the label's own F1), worst first for the best model. "
    note += "No interval for slices from fewer than 5 articles."
    if left_out:
        counts = ", ".join(f"{dimension} ({n})" for dimension, n in left_out.items())
        note += f" Slices with fewer than 20 mentions are not scored: {counts}."
    return Table("Where it is weak", ("slice by", "value", "mentions", *by_model), rows, note, texts=2)


def contrast_table(file: File) -> Table:
    """Return the share of contrast pairs with both sentences right, by kind of contrast."""
    models = {name: scores["contrast"] for name, scores in file["models"].items()}
    best = models[best_model(file)]
    rows: list[tuple[Cell, ...]] = []
    for kind in [row["kind"] for row in best["kinds"]] + ["all"]:
        found = [_kind(contrast, kind) for contrast in models.values()]
        cells = [Score(row[s], row[f"{s}_interval"]) for row in found for s in ("given", "raw")]
        rows.append((kind, found[0]["pairs"], *cells))
    head = [f"{name}, {setting}" for name in models for setting in ("given mentions", "raw text")]
    note = "Share of pairs with both sentences right; Wilson intervals. Worst kind first for the best model."
    return Table("Contrast pairs", ("kind of contrast", "pairs", *head), rows, note)


def best_model(file: File) -> str:
    """Return the model with the best macro-F1 for given mentions."""
    models: Mapping[str, Any] = file["models"]
    return max(models, key=lambda name: models[name]["given_mentions"].get("macro_f1", 0.0))


def file_line(file: File) -> str:
    """Return how much a label file holds."""
    what = f"{file['articles']:,} pairs" if file["contrast"] else f"{file['articles']:,} articles"
    return f"{what}, {file['sentences']:,} sentences, {file['tags']:,} gold tags"


def _with_labellers(file: File) -> list[tuple[str, Mapping[str, Any]]]:
    rows = list(file["models"].items())
    return [*rows, (LABELLERS, file["labellers"])] if file["labellers"] else rows


def _kind(contrast: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    return next((row for row in contrast["kinds"] if row["kind"] == kind), contrast)


def _score(scores: Mapping[str, Any], measure: str) -> Score:
    return Score(scores[measure], scores["intervals"].get(measure))


def _tag_score(scores: Mapping[str, Any], measure: str) -> Score:
    return Score(scores[measure]["f1"], scores["intervals"].get(measure))


def _plain(scores: Mapping[str, Any], measure: str) -> Cell:
    return Score(scores[measure]) if measure in scores else ""
