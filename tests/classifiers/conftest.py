"""A tiny DistilBERT with random weights, in a local folder as any encoder on disk is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEXTS = {
    "escalation": ["France bombed the port.", "France attacked the island at dawn."],
    "de-escalation": ["France agreed to talks.", "France praised the treaty warmly."],
    "none": ["France lies in Europe.", "The map of France was old."],
}


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch = pytest.importorskip("torch")
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import DistilBertConfig, DistilBertModel

    folder = tmp_path_factory.mktemp("encoder")
    words = sorted({w for texts in TEXTS.values() for t in texts for w in re.findall(r"\w+|\.", t.lower())})
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "actor", "end"]
    vocabulary = {word: i for i, word in enumerate([*special, *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(1)
    config = DistilBertConfig(
        vocab_size=len(vocabulary), dim=32, n_layers=2, n_heads=2, hidden_dim=64, max_position_embeddings=64
    )
    DistilBertModel(config).save_pretrained(folder)
    return folder
