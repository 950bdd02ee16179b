"""Inference of the fine-tuned classifier without torch: ONNX Runtime and tokenizers.

Export (torch) and quantization (`quantization.py`) happen at training time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from stance.classifiers.base import Example, Probabilities
from stance.classifiers.marking import OPEN, encode
from stance.classifiers.scaling import Scaling
from stance.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL, TOKENIZER, CALIBRATION = "model.onnx", "tokenizer.json", "calibration.json"
TOKENS_AT_ONCE = 2048


class OnnxClassifier:
    """A fine-tuned encoder in ONNX Runtime. One session, safe to share between threads."""

    def __init__(
        self, labels: tuple[str, ...], session: Any, tokenizer: Tokenizer, max_tokens: int, scaling: Scaling
    ) -> None:
        self.labels = labels
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.scaling = scaling
        self._session = session

    def predict_proba(self, examples: Sequence[Example]) -> Probabilities:
        """Return calibrated probabilities, shape (examples, labels)."""
        if not examples:
            return np.zeros((0, len(self.labels)))
        scaled = self.scaling.apply(self.logits(examples))
        odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def logits(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Return uncalibrated logits, shape (examples, labels): the shortest are computed first, the order is kept."""
        encoded = encode(self.tokenizer, examples, self.max_tokens)
        result = np.zeros((len(encoded), len(self.labels)))
        for rows in _batches([len(ids) for ids, _ in encoded]):
            (values,) = self._session.run(None, _padded([encoded[i] for i in rows]))
            result[rows] = values
        return result

    @classmethod
    def load(cls, folder: Path, labels: tuple[str, ...]) -> Self:
        """Read a model folder. Raises ModelError where its parts do not fit together."""
        from tokenizers import Tokenizer

        try:
            settings = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
            scaling, max_tokens = Scaling.from_dict(settings), int(settings["max_tokens"])
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # tokenizers raises bare Exception
            raise ModelError(f"{folder}: {CALIBRATION} or {TOKENIZER} can't be read: {error}") from None
        if len(scaling.bias) != len(labels) or tokenizer.token_to_id(OPEN) is None:
            raise ModelError(f"{folder}: {CALIBRATION} and {TOKENIZER} do not fit a model of {len(labels)} labels")
        return cls(labels, _session(folder / MODEL), tokenizer, max_tokens, scaling)


def export(model: Any, folder: Path) -> None:
    """Write a torch token-classification model as ONNX: ids, mask and marker position in, the marker's logits out."""
    import warnings

    import torch

    class AtMarker(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.head = model.base_model, model.classifier

        def forward(self, input_ids: Any, attention_mask: Any, position: Any) -> Any:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return self.head(hidden[torch.arange(hidden.shape[0]), position])

    ids = torch.tensor([[5, 6, 7, 8, 9, 10], [5, 6, 7, 8, 1, 1]])
    inputs = (ids, (ids != 1).long(), torch.tensor([1, 2]))
    names = ["input_ids", "attention_mask", "position"]
    axes = {
        "input_ids": {0: "batch", 1: "length"},
        "attention_mask": {0: "batch", 1: "length"},
        "position": {0: "batch"},
    }
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            AtMarker().eval(), inputs, str(folder / MODEL), input_names=names, output_names=["logits"],
            dynamic_axes={**axes, "logits": {0: "batch"}}, opset_version=17, dynamo=False,
        )  # fmt: skip


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin between calls would take the cores from the rest of the pipeline.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no base
        raise ModelError(f"{path}: not an ONNX model that onnxruntime reads: {str(error).splitlines()[0]}") from None


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group indices, the shortest first, so that no padded batch exceeds `TOKENS_AT_ONCE`."""
    batches: list[list[int]] = [[]]
    for index in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batches[-1] and lengths[index] * (len(batches[-1]) + 1) > TOKENS_AT_ONCE:
            batches.append([])
        batches[-1].append(index)
    return batches


def _padded(encoded: Sequence[tuple[list[int], int]]) -> dict[str, NDArray[np.int64]]:
    longest = max(len(ids) for ids, _ in encoded)
    ids = np.ones((len(encoded), longest), dtype=np.int64)
    mask = np.zeros((len(encoded), longest), dtype=np.int64)
    for row, (tokens, _) in enumerate(encoded):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return {"input_ids": ids, "attention_mask": mask, "position": np.array([p for _, p in encoded], dtype=np.int64)}
