"""The training loop of the fine-tuned classifier: transformers' Trainer, and the recipe's parts as small named pieces.

Parts, each switched by the config: supervised contrastive warm-up (Khosla et al. 2020), multi-sample dropout (Inoue
2019), adversarial steps on the word embeddings (FGM, Miyato et al. 2017), layer-wise learning-rate decay, entity swap,
class weights, soft labels of a teacher (Hinton et al. 2015).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import (
    EarlyStoppingCallback,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)
from transformers.trainer_utils import get_last_checkpoint

from stance.classifiers.base import Example
from stance.classifiers.marking import encode
from stance.config import FinetuneSettings
from stance.errors import StanceError
from stance.examples import ExampleSet

if TYPE_CHECKING:
    from stance.classifiers.distillation import SoftExamples

NO_GOLD = -100
BATCHES_A_POOL = 24


@dataclass(slots=True)
class Batches(torch.utils.data.Dataset[dict[str, Any]]):
    """Examples, tokenized when asked for, so that an entity swap differs from epoch to epoch."""

    tokenizer: Tokenizer
    examples: list[Example]
    gold: list[int]
    soft: NDArray[Any] | None
    max_tokens: int
    swap: float
    names: list[str]
    seed: int

    @classmethod
    def build(
        cls,
        tokenizer: Tokenizer,
        data: ExampleSet,
        labels: Sequence[str],
        settings: FinetuneSettings,
        soft: SoftExamples | None,
        seed: int,
    ) -> Self:
        """Gold examples first; with a teacher, every example has soft labels, and those beyond the gold only soft ones."""
        examples, gold = list(data.examples), [labels.index(label) for label in data.gold]
        if soft is not None:
            examples, gold = soft.examples, gold + [NO_GOLD] * (len(soft.examples) - len(gold))
        names = sorted({e.text[e.start : e.end] for e in data.examples if is_name(e.text[e.start : e.end])})
        probabilities = soft.probabilities if soft is not None else None
        return cls(tokenizer, examples, gold, probabilities, settings.max_tokens, settings.entity_swap, names, seed)

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        example = self.examples[index]
        if self.swap and torch.rand(()).item() < self.swap:
            example = swap_names(example, self.names, random.Random(int(torch.randint(2**31, ()))))  # noqa: S311
        ids, position = encode(self.tokenizer, [example], self.max_tokens)[0]
        item: dict[str, Any] = {"ids": ids, "position": position, "gold": self.gold[index]}
        if self.soft is not None:
            item["soft"] = self.soft[index]
        return item


def finetune(
    model: Any,
    train: Batches,
    dev: Batches,
    settings: FinetuneSettings,
    seed: int,
    checkpoints: Path,
    *,
    resume: bool,
    say: Callable[[str], None],
) -> None:
    """Train in place; the model ends with the weights of the epoch that was best on dev."""
    autocast = _bf16_pays()
    arguments = TrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=settings.supcon_epochs + settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        per_device_eval_batch_size=64,
        learning_rate=settings.lr,
        warmup_steps=settings.warmup,
        max_grad_norm=1.0,
        weight_decay=settings.weight_decay,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="macro_f1",
        greater_is_better=True,
        bf16=autocast,
        use_cpu=not torch.cuda.is_available(),
        remove_unused_columns=False,
        label_names=["gold"],
        seed=seed,
        data_seed=seed,
        report_to=list(settings.report_to),
        disable_tqdm=True,
        logging_strategy="epoch",
        dataloader_num_workers=0,
        dataloader_pin_memory=False,
    )
    trainer = StanceTrainer(model, arguments, train, dev, settings, say)
    last = get_last_checkpoint(str(checkpoints)) if resume and checkpoints.is_dir() else None  # type: ignore[no-untyped-call]
    if resume:
        say(f"going on from {Path(last).name}" if last else "no checkpoint to go on from; starting anew")
    trainer.train(resume_from_checkpoint=last)


class StanceTrainer(Trainer):
    """Trainer whose loss reads the logits at the opening marker."""

    def __init__(
        self,
        model: Any,
        arguments: TrainingArguments,
        train: Batches,
        dev: Batches,
        settings: FinetuneSettings,
        say: Callable[[str], None],
    ) -> None:
        self.recipe = settings
        self.batches = train
        self.class_weights = class_weights(train.gold, model.config.num_labels) if settings.class_weights else None
        callbacks: list[TrainerCallback] = [Report(say)]
        if settings.patience < settings.epochs:
            callbacks.append(EarlyStoppingCallback(settings.patience + settings.supcon_epochs))
        super().__init__(
            model=model,
            args=arguments,
            train_dataset=train,
            eval_dataset=dev,
            data_collator=Collator(train.tokenizer),
            compute_metrics=_macro_f1,
            callbacks=callbacks,
        )
        self.remove_callback(type(next(c for c in self.callback_handler.callbacks if "Printer" in type(c).__name__)))

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW with layer-wise learning rates."""
        if self.optimizer is None:
            self.optimizer = torch.optim.AdamW(parameter_groups(self.model, self.recipe), lr=self.recipe.lr, fused=True)
        return self.optimizer

    def _get_train_sampler(self, train_dataset: Any = None) -> torch.utils.data.Sampler[int]:
        lengths = [len(e.text) for e in self.batches.examples]
        return PooledByLength(lengths, self.recipe.batch_size, self.args.seed)

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """Contrastive in the warm-up epochs, then cross-entropy on gold and, with a teacher, on its soft labels."""
        # The encoder is called past `forward`, so the Trainer's own autocast would not reach it.
        with torch.autocast(inputs["input_ids"].device.type, torch.bfloat16, enabled=self.args.bf16):
            states, logits = marker_states(model, inputs, self.recipe.dropout_samples if model.training else 0)
        warming_up = model.training and (self.state.epoch or 0) < self.recipe.supcon_epochs
        if warming_up:
            loss = supervised_contrastive(states, inputs["gold"], self.recipe.supcon_temperature)
        else:
            loss = self._label_loss(logits, inputs)
        return (loss, {"logits": logits[-1]}) if return_outputs else loss

    def training_step(self, model: Any, inputs: dict[str, Any], num_items_in_batch: Any = None) -> torch.Tensor:
        """One step; with `adversarial`, the gradient of a second pass with nudged word embeddings is added."""
        loss = super().training_step(model, inputs, num_items_in_batch)
        if self.recipe.adversarial:
            embeddings = model.get_input_embeddings().weight
            with nudged(embeddings, self.recipe.adversarial):
                super().training_step(model, inputs, num_items_in_batch)
        return loss

    def prediction_step(
        self, model: Any, inputs: dict[str, Any], prediction_loss_only: bool, ignore_keys: Any = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return loss, logits and gold of a batch."""
        inputs = self._prepare_inputs(inputs)
        with torch.no_grad(), self.compute_loss_context_manager():
            loss, outputs = self.compute_loss(model, inputs, return_outputs=True)
        return loss.detach(), outputs["logits"].float(), inputs["gold"]

    def _label_loss(self, logits: list[torch.Tensor], inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        weights = None if self.class_weights is None else self.class_weights.to(logits[0].device)
        gold, soft, teacher = inputs["gold"], inputs.get("soft"), self.recipe.teacher
        total = logits[0].new_zeros((), dtype=torch.float32)
        for sample in logits:
            known = gold != NO_GOLD
            if known.any():
                hard = functional.cross_entropy(sample[known].float(), gold[known], weight=weights, reduction="sum")
            else:
                hard = total.new_zeros(())
            if soft is None or teacher is None:
                total = total + hard / len(gold)
                continue
            distilled = soft_loss(sample.float(), soft, teacher.temperature)
            share = torch.where(known, teacher.weight, 1.0)
            total = total + (hard * (1 - teacher.weight) + (share * distilled).sum()) / len(gold)
        return total / len(logits)


class Collator:
    """Rows of `Batches` -> padded tensors."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def __call__(self, rows: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
        """Pad a batch."""
        from stance.classifiers.distilbert import pad

        batch = pad([(row["ids"], row["position"]) for row in rows], self._tokenizer)
        batch["gold"] = torch.tensor([row["gold"] for row in rows])
        if "soft" in rows[0]:
            batch["soft"] = torch.tensor(np.stack([row["soft"] for row in rows]), dtype=torch.float32)
        return batch


class PooledByLength(torch.utils.data.Sampler[int]):
    """Shuffles, then sorts by length within pools of batches, then shuffles the batches: little padding, still random."""

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self.lengths = lengths
        self.batch_size = batch_size
        self.seed = seed
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Called by the Trainer, so that a resumed run sees the order it would have seen."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[int]:
        rng = np.random.default_rng((self.seed, self.epoch))
        order = rng.permutation(len(self.lengths))
        pool = self.batch_size * BATCHES_A_POOL
        batches = []
        for start in range(0, len(order), pool):
            rows = sorted(order[start : start + pool], key=lambda i: self.lengths[i])
            batches += [rows[i : i + self.batch_size] for i in range(0, len(rows), self.batch_size)]
        # The short last batch stays last: the Trainer cuts the stream into batches again.
        full = [b for b in batches if len(b) == self.batch_size]
        rest = [b for b in batches if len(b) < self.batch_size]
        rng.shuffle(full)
        return iter([int(i) for batch in [*full, *rest] for i in batch])


class Report(TrainerCallback):
    """Says after each epoch what the loss, the dev score and the time left are."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.started: float | None = None
        self.first_epoch = 0.0

    def on_train_begin(self, args: Any, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        """Note when training began."""
        import time

        self.started, self.first_epoch = time.monotonic(), state.epoch or 0.0

    def on_evaluate(
        self, args: Any, state: TrainerState, control: TrainerControl, metrics: dict[str, float] | None = None, **_: Any
    ) -> None:
        """Report, and stop where the loss is no number."""
        import time

        epoch = state.epoch or 0.0
        loss = next((log["loss"] for log in reversed(state.log_history) if "loss" in log), float("nan"))
        if not np.isfinite(loss):
            raise StanceError(f"training diverged in epoch {epoch:.0f} (loss {loss}): lower classifier.lr")
        done = epoch - self.first_epoch
        left = (time.monotonic() - (self.started or 0)) / max(done, 1e-9) * (args.num_train_epochs - epoch)
        score = (metrics or {}).get("eval_macro_f1", float("nan"))
        say = f"epoch {epoch:.0f} of {args.num_train_epochs:.0f}: loss {loss:.3f}, dev macro-F1 {score:.3f}"
        self.say(f"{say}, {left / 60:.0f} min left")


def marker_states(
    model: Any, inputs: dict[str, torch.Tensor], dropout_samples: int
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return the opening markers' states (batch, width), and their logits under that many dropout masks (1 without)."""
    hidden = model.base_model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).last_hidden_state
    states = hidden[torch.arange(len(hidden), device=hidden.device), inputs["position"]]
    if not dropout_samples:
        return states, [model.classifier(states)]
    return states, [model.classifier(model.dropout(states)) for _ in range(dropout_samples)]


def supervised_contrastive(states: torch.Tensor, gold: torch.Tensor, temperature: float) -> torch.Tensor:
    """Return the SupCon loss of a batch: pulls states of one label together (Khosla et al. 2020, their L_out)."""
    unit = functional.normalize(states.float(), dim=1)
    itself = torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    similarity = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    log_p = similarity - similarity.logsumexp(dim=1, keepdim=True)
    known = gold != NO_GOLD
    positive = (gold[:, None] == gold[None, :]) & ~itself & known[:, None] & known[None, :]
    rows = positive.any(dim=1)
    if not rows.any():
        return similarity.new_zeros((), requires_grad=True) + 0.0 * states.float().sum()
    mean = log_p.masked_fill(~positive, 0.0).sum(dim=1)[rows] / positive.sum(dim=1)[rows]
    return -mean.mean()


def soft_loss(logits: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """Return the cross-entropy with softened teacher probabilities, a value a row, scaled by T^2 (Hinton et al. 2015)."""
    softened = functional.softmax(teacher.clamp_min(1e-8).log() / temperature, dim=1)
    log_p = functional.log_softmax(logits / temperature, dim=1)
    return -(softened * log_p).sum(dim=1) * temperature**2


class nudged:  # noqa: N801 - reads as a verb in `with nudged(...)`
    """Move weights by `size` along their gradient, and back at the end (fast gradient method)."""

    def __init__(self, weights: torch.nn.Parameter, size: float) -> None:
        self.weights = weights
        self.size = size

    def __enter__(self) -> None:
        gradient = self.weights.grad
        norm = gradient.norm() if gradient is not None else torch.zeros(())
        self.kept = self.weights.data.clone()
        if gradient is not None and norm > 0 and torch.isfinite(norm):
            self.weights.data.add_(gradient, alpha=float(self.size / norm))

    def __exit__(self, *_: object) -> None:
        self.weights.data.copy_(self.kept)


def parameter_groups(model: Any, settings: FinetuneSettings) -> list[dict[str, Any]]:
    """Return AdamW groups: the head at `head_lr`, each encoder layer `layer_decay` slower than the one above."""
    depth = max((_layer(name) for name, _ in model.named_parameters()), default=0)
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in model.named_parameters():
        below = depth - _layer(name)
        lr = settings.head_lr if name.startswith("classifier") else settings.lr * settings.layer_decay**below
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((lr, decay), []).append(parameter)
    return [{"params": parameters, "lr": lr, "weight_decay": decay} for (lr, decay), parameters in groups.items()]


def class_weights(gold: Sequence[int], labels: int) -> torch.Tensor:
    """Return a weight a label: the root of its inverse frequency, with mean 1 over the examples."""
    counts = Counter(g for g in gold if g != NO_GOLD)
    weights = np.array([1 / np.sqrt(counts[i]) if counts[i] else 0.0 for i in range(labels)])
    mean = sum(weights[i] * n for i, n in counts.items()) / sum(counts.values())
    return torch.tensor(weights / mean, dtype=torch.float32)


def swap_names(example: Example, names: Sequence[str], rng: random.Random) -> Example:
    """Replace each actor's name by another, the same name by the same one: who it is should not tell what is done."""
    text, shift, start, end = example.text, 0, example.start, example.end
    chosen: dict[str, str] = {}
    others = []
    for s, e in sorted([(example.start, example.end), *example.others]):
        old = example.text[s:e]
        new = chosen.setdefault(old, rng.choice(names)) if names and is_name(old) else old
        text = text[: s + shift] + new + text[e + shift :]
        moved = (s + shift, s + shift + len(new))
        if (s, e) == (example.start, example.end):
            start, end = moved
        else:
            others.append(moved)
        shift += len(new) - (e - s)
    return replace(example, text=text, start=start, end=end, others=tuple(others))


def is_name(mention: str) -> bool:
    """Return whether every longer word of a mention is capitalised: `the United States`, not `Russian troops`."""
    words = [w for w in re.findall(r"\w+", mention) if w not in {"the", "The", "of", "and"}]
    return bool(words) and all(w[0].isupper() for w in words)


def lengths_sorted(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Yield batches of indices, the shortest first, each at most `tokens` when padded to its longest."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batch and lengths[index] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _layer(name: str) -> int:
    """Return how high a parameter stands: 0 for embeddings, 1.. for layers, and the top for the rest."""
    found = re.search(r"layer\.(\d+)\.", name)
    if found:
        return int(found.group(1)) + 1
    return 0 if "embeddings" in name or "relative_attention_bias" in name else 1


def _macro_f1(prediction: Any) -> dict[str, float]:
    from sklearn.metrics import f1_score

    predicted = prediction.predictions.argmax(axis=1)
    return {"macro_f1": float(f1_score(prediction.label_ids, predicted, average="macro", zero_division=0))}


def _bf16_pays() -> bool:
    """Return whether the machine computes in bfloat16: a recent GPU, or a CPU with AVX-512 BF16 or AMX."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
