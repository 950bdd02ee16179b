"""YAML -> validated settings. The only reader of YAML configs.

A config is the whole run: every setting stands in it or has its default here, and the resolved config is saved in the
model folder. Unknown keys, wrong types and missing files are refused with file, line and field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from stance.errors import ConfigError, did_you_mean
from stance.types import NONE, Stance

MAX_CONFIG_BYTES = 1_000_000


class Settings(BaseModel):
    """A block of settings: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DataSettings(Settings):
    """Label files, relative to the config file."""

    train: str = Field(description="label file (JSONL) to train on")
    dev: str = Field(description="label file to choose and calibrate on; never part of train")
    test: str | None = Field(None, description="label file that is scored once, at the end, if named")


class TfidfSettings(Settings):
    """TF-IDF over masked views of the sentence and a linear classifier."""

    kind: Literal["tfidf"] = "tfidf"
    C: float = Field(0.5, gt=0, description="inverse strength of the linear model's regularisation")
    word_ngrams: tuple[int, int] = Field((1, 3), description="shortest and longest word n-gram")
    char_ngrams: tuple[int, int] = Field((2, 5), description="shortest and longest character n-gram")
    max_features: int = Field(60_000, gt=0, description="most frequent n-grams kept in each view")
    min_df: int = Field(2, ge=1, description="an n-gram must stand in this many examples")
    class_weight: Literal["balanced"] | None = Field("balanced", description="weight of the classes while fitting")

    @field_validator("word_ngrams", "char_ngrams")
    @classmethod
    def _ordered(cls, value: tuple[int, int]) -> tuple[int, int]:
        if not 1 <= value[0] <= value[1] <= 8:
            raise ValueError("must be [shortest, longest] with 1 <= shortest <= longest <= 8")
        return value


class TeacherSettings(Settings):
    """Distillation: soft labels of a larger model, mixed with the gold labels."""

    config: str = Field(description="config of the teacher, relative to this config; trained first if it has no folder")
    seeds: tuple[int, ...] = Field(
        (1,), min_length=1, description="one teacher a seed; their probabilities are averaged"
    )
    soft_labels: str | None = Field(
        None,
        description="file of the teachers' soft labels, relative to this config: read if it covers the text, else made",
    )
    temperature: float = Field(2.0, gt=0, description="softens teacher and student")
    weight: float = Field(0.7, ge=0, le=1, description="share of the soft loss; the rest is cross-entropy on gold")
    unlabelled: tuple[str, ...] = Field((), description="article files, labelled by the teacher alone")
    swaps: int = Field(1, ge=0, description="entity-swapped copies of each sentence, labelled by the teacher alone")


class FinetuneSettings(Settings):
    """An encoder with entity markers, fine-tuned: DistilBERT by default."""

    kind: Literal["distilbert"] = "distilbert"
    encoder: str = Field(
        "all-MiniLM-L6-v2",
        description="all-MiniLM-L6-v2 or all-mpnet-base-v2 (from their PyPI packages), a local folder, or a Hub id "
        "such as distilbert-base-uncased",
    )
    max_tokens: int = Field(160, ge=16, le=512, description="window in tokens; longer sentences are windowed, not cut")
    epochs: int = Field(5, ge=1)
    batch_size: int = Field(16, ge=1)
    lr: float = Field(2e-4, gt=0, description="learning rate of the encoder's top layer")
    head_lr: float = Field(1e-3, gt=0, description="learning rate of the linear head")
    layer_decay: float = Field(0.85, gt=0, le=1, description="each layer below learns this much slower")
    weight_decay: float = Field(0.01, ge=0)
    warmup: float = Field(0.1, ge=0, lt=1, description="share of the steps in which the learning rate rises")
    dropout: float = Field(0.1, ge=0, lt=1)
    dropout_samples: int = Field(5, ge=1, description="dropout masks averaged in the loss (multi-sample dropout)")
    supcon_epochs: int = Field(0, ge=0, description="epochs of supervised contrastive warm-up")
    supcon_temperature: float = Field(0.1, gt=0)
    adversarial: float = Field(0.0, ge=0, description="size of FGM's step on the word embeddings; 0 is off")
    entity_swap: float = Field(0.0, ge=0, le=1, description="chance that a name is replaced by another of its kind")
    class_weights: bool = Field(False, description="weigh classes by the root of their inverse frequency")
    patience: int = Field(3, ge=1, description="epochs without a better dev macro-F1 before training stops")
    teacher: TeacherSettings | None = None
    none_shift: float = Field(
        0.0,
        description="added to the log-odds of `none` after calibration: the news has more stances than dev's prior says",
    )
    quantize: bool = Field(True, description="write an int8 ONNX model beside the fp32 weights' place")
    report_to: tuple[str, ...] = Field((), description="trackers that transformers knows: tensorboard, mlflow, wandb")

    @field_validator("encoder")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must name an encoder")
        return value


ClassifierSettings = Annotated[TfidfSettings | FinetuneSettings, Field(discriminator="kind")]


class Config(Settings):
    """A training run."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="the model folder's name in models/")
    labels: tuple[str, ...] = Field(tuple(str(s) for s in Stance), min_length=1, description="the label set, in order")
    seed: int = Field(1, ge=0, description="the same config, data and seed give the same model")
    data: DataSettings
    actors: tuple[str, ...] = Field((), description="gazetteer files of your own (YAML), relative to the config file")
    classifier: ClassifierSettings

    @field_validator("labels")
    @classmethod
    def _distinct(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if NONE in value:
            raise ValueError(f"'{NONE}' is always a label and need not be named")
        if len(set(value)) != len(value) or not all(label.strip() for label in value):
            raise ValueError("labels must be distinct and not empty")
        return value

    @model_validator(mode="before")
    @classmethod
    def _classifier_kind(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("classifier"), dict):
            data["classifier"].setdefault("kind", "tfidf")
        return data

    def to_yaml(self) -> str:
        """Return the resolved config as YAML, defaults written out."""
        return yaml.safe_dump(self.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def load_config(path: str | Path, overrides: Mapping[str, Any] | None = None) -> Config:
    """Read a config file; `overrides` maps dotted keys to values (`{"classifier.C": 4}`).

    Raises ConfigError in one line that names file, line and field.
    """
    path = Path(path)
    text = _read(path)
    data = _parse(path, text)
    for key, value in (overrides or {}).items():
        _override(data, key, value)
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_explain(path, text, error, set(overrides or ()))) from None


def parse_override(text: str) -> tuple[str, Any]:
    """Turn `classifier.C=4` into `("classifier.C", 4)`; the value is read as YAML."""
    key, sep, value = text.partition("=")
    if not sep or not key.strip():
        raise ConfigError(f"--set {text}: write key=value, for example --set classifier.C=4")
    try:
        return key.strip(), yaml.safe_load(value)
    except yaml.YAMLError:
        raise ConfigError(f"--set {text}: the value is not valid YAML") from None


def relative_to(config_path: str | Path, file: str) -> Path:
    """Return where a file named in a config lies: relative names start at the config file's folder."""
    return Path(config_path).parent / file


def _read(path: Path) -> str:
    if not path.is_file():
        near = did_you_mean(path.name, (p.name for p in path.parent.glob("*.yaml"))) if path.parent.is_dir() else ""
        raise ConfigError(f"{path}: no such config file{near}")
    if path.stat().st_size > MAX_CONFIG_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_CONFIG_BYTES:,} bytes, which is no config")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8") from None


class _NoAliases(yaml.SafeLoader):
    """SafeLoader without aliases, which a config does not need and which can grow without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not allowed", problem_mark=mark)
        return super().compose_node(parent, index)


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=_NoAliases)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{path}: not valid YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"{path}:1: a config is a mapping of settings, for example 'name: mine'")
    return data


def _override(data: dict[str, Any], dotted: str, value: Any) -> None:
    *parents, last = dotted.split(".")
    for key in parents:
        child = data.setdefault(key, {})
        if not isinstance(child, dict):
            raise ConfigError(f"--set {dotted}: '{key}' is not a block of settings")
        data = child
    data[last] = value


def _explain(path: Path, text: str, error: ValidationError, overridden: set[str]) -> str:
    # An unknown key is often the reason why another is missing: it is named first.
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    keys = [str(k) for k in first["loc"] if str(k) not in {"tfidf", "distilbert"} or k == first["loc"][-1]]
    field = ".".join(keys)
    where = f"--set {field}" if field in overridden else f"{path}:{_line_of(text, keys)}: {field or 'config'}"
    if first["type"] == "extra_forbidden":
        what = f"unknown key{did_you_mean(keys[-1], _known_keys(first['loc']))}"
    elif first["type"] == "missing":
        what = "is missing"
    elif first["type"] == "union_tag_invalid":
        what = f"unknown kind {first['ctx']['tag']!r}; known are {first['ctx']['expected_tags']}"
    else:
        message = re.sub(r"^Value error, ", "", first["msg"])
        what = f"{message[0].lower()}{message[1:]}, got {first['input']!r}"
    others = error.error_count() - 1
    return f"{where}: {what}" + (f" (and {others} more)" if others else "")


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    blocks: dict[str, type[Settings]] = {
        "data": DataSettings,
        "tfidf": TfidfSettings,
        "distilbert": FinetuneSettings,
        "teacher": TeacherSettings,
    }
    parent = next((blocks[str(k)] for k in reversed(loc[:-1]) if str(k) in blocks), Config)
    return list(parent.model_fields)


def _line_of(text: str, keys: list[str]) -> int:
    """Return the line of the deepest of `keys` that stands in the YAML text."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return 1
    line = 1
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            break
        for key_node, value_node in node.value:
            if key_node.value == key:
                line, node = key_node.start_mark.line + 1, value_node
                break
        else:
            break
    return line
