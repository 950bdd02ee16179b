"""Sentences a second of the shipped models against Hugging Face's pipeline and the machine's matrix products.

    python -m benchmarks.speed [--model distilbert] [--data labels/test.jsonl] [--sentences 512] [--rounds 5]

All variants run in one process, one after the other in every round; medians and ratios are printed, since absolute
speeds depend on the machine. Needs the extra 'train' for the torch variants.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import stance
from stance.classifiers.base import Example
from stance.classifiers.onnx import OnnxClassifier
from stance.labels import read_labels


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", default="distilbert")
    parser.add_argument("--data", default="labels/test.jsonl")
    parser.add_argument("--sentences", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    tagger = stance.load(arguments.model)
    texts = [s.text for s in read_labels(arguments.data)][: arguments.sentences]
    examples = [Example(text, 0, max(1, text.find(" "))) for text in texts]
    classifier = tagger.classifier
    if not isinstance(classifier, OnnxClassifier):
        raise SystemExit(f"{arguments.model} is not an ONNX model")

    variants: dict[str, Callable[[], Any]] = {"stance, ONNX int8": lambda: classifier.predict_proba(examples)}
    variants |= torch_variants(classifier, texts, examples)
    times: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(arguments.rounds):
        for name, run in variants.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    report(times, len(texts), arguments.model)


def torch_variants(
    classifier: OnnxClassifier, texts: list[str], examples: list[Example]
) -> dict[str, Callable[[], Any]]:
    """Return the same architecture in torch, in fp32 ONNX and in a pipeline (fresh weights: speed only)."""
    try:
        import torch
        from transformers import AutoTokenizer, TextClassificationPipeline
        from transformers.models.distilbert import DistilBertForSequenceClassification
    except ImportError:
        print("torch and transformers are not installed: their variants are left out", file=sys.stderr)
        return {}
    from stance.classifiers.distilbert import DistilbertClassifier, new_model
    from stance.classifiers.encoders import encoder_folder
    from stance.classifiers.scaling import Scaling

    labels = classifier.labels
    tokenizer, model = new_model("all-MiniLM-L6-v2", labels, 0.0)
    plain = DistilbertClassifier(labels, model, tokenizer, classifier.max_tokens, Scaling.identity(len(labels)))
    plain.quantize = False
    folder = Path(tempfile.mkdtemp())
    plain.save(folder)
    fp32 = OnnxClassifier.load(folder, labels)
    source = encoder_folder("all-MiniLM-L6-v2")
    pipeline = TextClassificationPipeline(
        model=DistilBertForSequenceClassification.from_pretrained(source).eval(),
        tokenizer=AutoTokenizer.from_pretrained(source),
        device=torch.device("cpu"),
    )
    return {
        "stance, ONNX fp32": lambda: fp32.predict_proba(examples),
        "stance, torch fp32": lambda: plain.predict_proba(examples),
        "transformers pipeline, batch 1": lambda: pipeline(texts, batch_size=1),
        "transformers pipeline, batch 32": lambda: pipeline(texts, batch_size=32),
    }


def report(times: dict[str, list[float]], sentences: int, model: str) -> None:
    """Print medians, ratios, the fp32 matrix limit, cold start and peak memory."""
    medians = {name: statistics.median(values) for name, values in times.items()}
    slowest = medians.get("transformers pipeline, batch 1", max(medians.values()))
    print("| variant | sentences/s | ratio to pipeline batch 1 |\n| --- | ---: | ---: |")
    for name, seconds in medians.items():
        print(f"| {name} | {sentences / seconds:,.0f} | {slowest / seconds:.1f} |")
    print(f"\nfp32 matrix products: {gemm_gflops():,.0f} GFLOP/s")
    code = f"import stance; stance.load({model!r}).tag('Moscow warned NATO.')"
    starts = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        starts.append(time.perf_counter() - start)
    print(f"first tag from a cold start: {statistics.median(starts):.2f} s")
    peak = subprocess.run(
        [sys.executable, "-c", f"{code}; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"],
        check=True,
        capture_output=True,
        text=True,
    )
    print(f"peak memory of one tag: {int(peak.stdout) / 1024:.0f} MB; of this process: {_peak():.0f} MB")
    print(json.dumps({name: round(slowest / s, 2) for name, s in medians.items()}))


def gemm_gflops(size: int = 1024, rounds: int = 10) -> float:
    """Return the best of some fp32 matrix products, in GFLOP/s."""
    a = np.random.default_rng(1).standard_normal((size, size), dtype=np.float32)
    best = min(_timed(lambda: a @ a) for _ in range(rounds))
    return 2 * size**3 / best / 1e9


def _timed(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
