"""The fine-tuned classifier: an encoder with entity markers, trained with torch.

Any transformers encoder with a token-classification head serves; DistilBERT is the default. The label of a mention is
read at its opening marker (Baldini Soares et al. 2019, "Matching the Blanks"), so the saved weights are a plain
`AutoModelForTokenClassification`. Inference without torch is in `onnx.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import softmax
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModelForTokenClassification

from stance.classifiers.base import Example, Probabilities
from stance.classifiers.encoders import encoder_folder
from stance.classifiers.finetuning import Batches, finetune, lengths_sorted
from stance.classifiers.marking import CLOSE, OPEN, add_markers, encode
from stance.classifiers.onnx import CALIBRATION, MODEL, TOKENIZER, export
from stance.classifiers.quantization import quantize
from stance.classifiers.scaling import Scaling, fit_scaling
from stance.config import FinetuneSettings
from stance.errors import ModelError
from stance.examples import ExampleSet

TORCH_FOLDER = "torch"
TOKENS_AT_ONCE = 8192


class DistilbertClassifier:
    """A fine-tuned encoder in torch: for training, attributions and GPUs."""

    def __init__(
        self, labels: tuple[str, ...], model: Any, tokenizer: Tokenizer, max_tokens: int, scaling: Scaling
    ) -> None:
        self.labels = labels
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.scaling = scaling
        self.quantize = True

    @classmethod
    def fit(
        cls,
        train: ExampleSet,
        dev: ExampleSet,
        labels: tuple[str, ...],
        settings: FinetuneSettings,
        seed: int,
        *,
        config_path: Path,
        checkpoints: Path,
        resume: bool,
        say: Callable[[str], None],
    ) -> Self:
        """Fine-tune on `train`, choose the epoch and calibrate on `dev`."""
        from stance.classifiers.distillation import soft_examples

        torch.manual_seed(seed)
        tokenizer, model = new_model(settings.encoder, labels, settings.dropout)
        soft = soft_examples(train, labels, settings, config_path, seed, say) if settings.teacher else None
        batches = Batches.build(tokenizer, train, labels, settings, soft, seed)
        dev_batches = Batches.build(tokenizer, dev, labels, settings, None, seed)
        finetune(model, batches, dev_batches, settings, seed, checkpoints, resume=resume, say=say)
        fitted = cls(labels, model, tokenizer, settings.max_tokens, Scaling.identity(len(labels)))
        target = np.array([labels.index(label) for label in dev.gold])
        fitted.scaling = fit_scaling(fitted.logits(dev.examples), target).shifted(len(labels) - 1, settings.none_shift)
        fitted.quantize = settings.quantize
        return fitted

    def logits(self, examples: Sequence[Example]) -> NDArray[Any]:
        """Return uncalibrated logits, shape (examples, labels)."""
        encoded = encode(self.tokenizer, examples, self.max_tokens)
        result = np.zeros((len(encoded), len(self.labels)))
        device = next(self.model.parameters()).device
        with torch.inference_mode():
            for rows in lengths_sorted([len(ids) for ids, _ in encoded], TOKENS_AT_ONCE):
                batch = pad([encoded[i] for i in rows], self.tokenizer)
                inputs = {name: tensor.to(device) for name, tensor in batch.items()}
                result[rows] = marker_logits(self.model, inputs).float().cpu().numpy()
        return result

    def predict_proba(self, examples: Sequence[Example]) -> Probabilities:
        """Return calibrated probabilities, shape (examples, labels)."""
        if not examples:
            return np.zeros((0, len(self.labels)))
        return np.asarray(softmax(self.scaling.apply(self.logits(examples)), axis=1))

    def save(self, folder: Path) -> None:
        """Write the ONNX model, the tokenizer and the calibration; fp32 torch weights where they are not quantized away."""
        self.model.cpu()
        self.tokenizer.save(str(folder / TOKENIZER))
        settings = {"max_tokens": self.max_tokens, **self.scaling.to_dict()}
        (folder / CALIBRATION).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
        export(self.model, folder)
        if self.quantize:
            quantize(folder / MODEL)

    def save_torch(self, folder: Path) -> None:
        """Write the weights as `from_pretrained` reads them (safetensors), labels in `config.json`."""
        self.model.save_pretrained(folder)
        self.tokenizer.save(str(folder / TOKENIZER))

    @classmethod
    def load(cls, folder: Path, labels: tuple[str, ...], device: str = "cpu") -> Self:
        """Read a model folder that kept its torch weights. Raises ModelError where it did not."""
        if not (folder / TORCH_FOLDER / "model.safetensors").is_file():
            raise ModelError(f"{folder}: holds no torch weights; --device cpu uses its ONNX model")
        model = AutoModelForTokenClassification.from_pretrained(folder / TORCH_FOLDER, local_files_only=True)
        model.to(_device(device))
        settings = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        return cls(labels, model, tokenizer, settings["max_tokens"], Scaling.from_dict(settings))


def new_model(encoder: str, labels: tuple[str, ...], dropout: float) -> tuple[Tokenizer, Any]:
    """Return a tokenizer with markers and an encoder with a fresh head over `labels`."""
    source = encoder_folder(encoder)
    tokenizer = Tokenizer.from_pretrained(source) if not Path(source).is_dir() else _local_tokenizer(Path(source))
    add_markers(tokenizer)
    config = AutoConfig.from_pretrained(source)
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: i for i, label in enumerate(labels)}
    for name in ("dropout", "attention_dropout", "hidden_dropout_prob", "attention_probs_dropout_prob"):
        if hasattr(config, name):
            setattr(config, name, dropout)
    model = AutoModelForTokenClassification.from_pretrained(source, config=config, attn_implementation="eager")
    model.resize_token_embeddings(tokenizer.get_vocab_size(), mean_resizing=False)
    _name_markers(model, tokenizer)
    return tokenizer, model


def marker_logits(model: Any, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the logits at each row's opening marker, shape (batch, labels)."""
    output = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
    at_marker: torch.Tensor = output[torch.arange(len(output), device=output.device), batch["position"]]
    return at_marker


def pad(encoded: Sequence[tuple[list[int], int]], tokenizer: Tokenizer) -> dict[str, torch.Tensor]:
    """Pad windows to the longest; returns input_ids, attention_mask and position as int64 tensors."""
    longest = max(len(ids) for ids, _ in encoded)
    filler = padding_id(tokenizer)
    return {
        "input_ids": torch.tensor([ids + [filler] * (longest - len(ids)) for ids, _ in encoded]),
        "attention_mask": torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in encoded]),
        "position": torch.tensor([position for _, position in encoded]),
    }


def padding_id(tokenizer: Tokenizer) -> int:
    """Return the id of the padding token, `[PAD]` or `<pad>`."""
    return next((i for i in map(tokenizer.token_to_id, ("[PAD]", "<pad>")) if i is not None), 0)


def _local_tokenizer(folder: Path) -> Tokenizer:
    file = folder / "tokenizer.json"
    if not file.is_file():
        raise ModelError(f"{folder}: an encoder's folder holds config.json, model.safetensors and tokenizer.json")
    return Tokenizer.from_file(str(file))


def _name_markers(model: Any, tokenizer: Tokenizer) -> None:
    """Start the markers' embeddings at the meaning of words that say what they do, not at noise."""
    embeddings = model.get_input_embeddings().weight
    for marker, word in ((OPEN, "actor"), (CLOSE, "end")):
        with torch.no_grad():
            embeddings[tokenizer.token_to_id(marker)] = embeddings[tokenizer.encode(word).ids[1]]


def _device(name: str) -> torch.device:
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        return torch.device(name)
    except RuntimeError:
        raise ModelError(f"unknown device '{name}'; use cpu, cuda or auto") from None
