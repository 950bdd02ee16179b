"""What the baseline must beat: the majority class, and a bag of words that does not know the actor.

python -m benchmarks.baselines [--train labels/train.jsonl] [--test labels/test.jsonl] [--model tfidf]
"""

from __future__ import annotations

import argparse

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline

import stance
from stance.examples import given_mentions
from stance.labels import read_labels


def main() -> None:
    """Print macro-F1 over the five labels and accuracy for given mentions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--train", default="labels/train.jsonl")
    parser.add_argument("--test", default="labels/test.jsonl")
    parser.add_argument("--model", default="tfidf")
    arguments = parser.parse_args()

    tagger = stance.load(arguments.model)
    train = given_mentions(read_labels(arguments.train), tagger.finder, tagger.labels)
    test = given_mentions(read_labels(arguments.test), tagger.finder, tagger.labels)
    texts, test_texts = [e.text for e in train.examples], [e.text for e in test.examples]

    majority = DummyClassifier(strategy="most_frequent").fit(texts, train.gold)
    words = make_pipeline(CountVectorizer(), LogisticRegression(max_iter=2000, class_weight="balanced"))
    words.fit(texts, train.gold)
    model = [tagger.labels[i] for i in tagger.classifier.predict_proba(test.examples).argmax(axis=1)]

    print("| model | macro-F1 | accuracy |\n| --- | ---: | ---: |")
    predictions = {
        "majority class": majority.predict(test_texts),
        "bag of words, actor unknown": words.predict(test_texts),
        arguments.model: np.array(model),
    }
    for name, predicted in predictions.items():
        macro = f1_score(test.gold, predicted, average="macro", labels=list(tagger.labels), zero_division=0)
        print(f"| {name} | {macro:.3f} | {accuracy_score(test.gold, predicted):.3f} |")


if __name__ == "__main__":
    main()
