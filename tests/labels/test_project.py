from __future__ import annotations

from pathlib import Path

import pytest

import stance
from stance.config import load_config
from stance.errors import InputError
from stance.labels.check import check_labels
from stance.labels.project import lay_out


def test_a_new_project_is_clean_and_trains(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    files = lay_out(folder)
    assert {path.relative_to(folder).as_posix() for path in files} == {
        "README.md", "configs/tfidf.yaml", "labels/CODEBOOK.md", "labels/train.jsonl", "labels/dev.jsonl", "labels/test.jsonl",
    }  # fmt: skip
    assert (folder / "articles" / "dev").is_dir()
    config = load_config(folder / "configs" / "tfidf.yaml")
    assert check_labels(sorted(folder.glob("labels/*.jsonl")), labels=config.labels) == []
    codebook = (folder / "labels" / "CODEBOOK.md").read_text()
    assert all(f"**{label}**" in codebook for label in config.labels)
    model = stance.train(folder / "configs" / "tfidf.yaml", output=folder / "models" / "mine")
    assert model.labels == (*config.labels, "none")


def test_only_a_new_or_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert lay_out(tmp_path / "empty")
    with pytest.raises(InputError, match="not an empty folder"):
        lay_out(tmp_path / "empty")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="not an empty folder"):
        lay_out(tmp_path / "file")
