"""What more labelled text buys: the baseline trained on growing shares of the training documents.

python -m benchmarks.learning_curve [--extra FILE] [--config configs/tfidf.yaml] [--draws 3]

The shares are nested: each draw shuffles the documents once and takes the first 10, 25, 50 and 100 % of them. Scores are
means over draws. Every mention is given: a tag's, and for `none` that of an actor that was found and bears no tag.
"Of stances" is the choice among the four stances for the mentions that bear a tag.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import accuracy_score, f1_score

from stance.actors import Gazetteer, MentionFinder
from stance.classifiers.tfidf import TfidfClassifier
from stance.config import Config, TfidfSettings, load_config, relative_to
from stance.examples import ExampleSet, given_mentions
from stance.labels import LabeledSentence, by_document, read_labels
from stance.types import NONE

SHARES = (0.10, 0.25, 0.50, 1.0)
COLUMNS = ("macro-F1 of five labels", "accuracy of stances", "macro-F1 of stances")


def main() -> None:
    """Print the learning curve as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extra", type=Path, help="a label file to score besides the test split")
    parser.add_argument("--config", type=Path, default=Path("configs/tfidf.yaml"))
    parser.add_argument("--draws", type=int, default=3, help="random orders of the documents to average over")
    arguments = parser.parse_args()

    config = load_config(arguments.config)
    labels = (*config.labels, NONE)
    settings = config.classifier
    if not isinstance(settings, TfidfSettings) or config.data.test is None or arguments.draws < 1:
        parser.error("the curve needs the config of a TF-IDF model, with data.test, and one draw or more")
    finder = MentionFinder(Gazetteer.load(extra=[relative_to(arguments.config, file) for file in config.actors]))
    paths = {"test": relative_to(arguments.config, config.data.test)}
    if arguments.extra:
        paths["extra"] = arguments.extra
    scored = {name: given_mentions(read_labels(path), finder, labels) for name, path in paths.items()}
    documents = list(by_document(read_labels(relative_to(arguments.config, config.data.train))).values())

    heads = ["share", "documents", "sentences", "tags", *(f"{name}: {column}" for name in scored for column in COLUMNS)]
    print(f"| {' | '.join(heads)} |")
    print("| ---: " * len(heads) + "|")
    for share in SHARES:
        draws = 1 if share == 1 else arguments.draws
        taken = [_draw(documents, share, config.seed + draw) for draw in range(draws)]
        scores = np.mean([_scores(config, settings, sentences, finder, scored) for sentences in taken], axis=0)
        counts = [
            round(share * len(documents)),
            np.mean([len(sentences) for sentences in taken]),
            np.mean([sum(len(s.tags) for s in sentences) for sentences in taken]),
        ]
        cells = [f"{share:.0%}", *(f"{count:,.0f}" for count in counts), *(f"{score:.3f}" for score in scores)]
        print(f"| {' | '.join(cells)} |", flush=True)


def _draw(documents: Sequence[Sequence[LabeledSentence]], share: float, seed: int) -> list[LabeledSentence]:
    """Return the sentences of a share of the documents; a smaller share of the same seed is part of a larger one."""
    order = np.random.default_rng(seed).permutation(len(documents))[: round(share * len(documents))]
    return [sentence for i in sorted(order) for sentence in documents[i]]


def _scores(
    config: Config,
    settings: TfidfSettings,
    train: list[LabeledSentence],
    finder: MentionFinder,
    scored: dict[str, ExampleSet],
) -> list[float]:
    """Return for each set macro-F1 of the five labels, then accuracy and macro-F1 of the four stances."""
    labels = (*config.labels, NONE)
    examples = given_mentions(train, finder, labels)
    classifier = TfidfClassifier.fit(
        examples.examples, examples.gold, examples.documents, labels, settings, config.seed
    )
    found: list[float] = []
    for data in scored.values():
        probabilities = classifier.predict_proba(data.examples)
        predicted = [labels[i] for i in probabilities.argmax(axis=1)]
        found.append(f1_score(data.gold, predicted, average="macro", labels=list(labels), zero_division=0))
        tagged = np.array([label != NONE for label in data.gold])
        gold = [label for label in data.gold if label != NONE]
        # The actor is known to bear a stance, so the choice is among the four.
        stances = [labels[i] for i in probabilities[tagged, : len(config.labels)].argmax(axis=1)]
        found.append(accuracy_score(gold, stances))
        found.append(f1_score(gold, stances, average="macro", labels=list(config.labels), zero_division=0))
    return found


if __name__ == "__main__":
    main()
