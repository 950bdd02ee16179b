"""The Hub's door, against a folder and a stand-in for its API: nothing leaves the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import stance
from stance.errors import ModelError
from stance.hub import download, push

huggingface_hub = pytest.importorskip("huggingface_hub")


def test_a_model_comes_from_the_hub_s_cache(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def snapshot(repository: str, **_: Any) -> str:
        asked.append(repository)
        return str(tiny_model)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    assert stance.load("hub:someone/tiny").labels == stance.load(tiny_model).labels
    assert asked == ["someone/tiny"]


def test_offline_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match="hub:someone/nothing: can't be fetched") as caught:
        download("someone/nothing")
    assert "\n" not in str(caught.value)


def test_a_folder_is_checked_before_it_is_pushed(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, Any]] = []

    class Api:
        def create_repo(self, repository: str, **options: Any) -> None:
            calls.append((repository, options["private"]))

        def upload_folder(self, *, repo_id: str, folder_path: str) -> str:
            calls.append((repo_id, folder_path))
            return f"hub/{repo_id}"

    monkeypatch.setattr(huggingface_hub, "HfApi", Api)
    assert push(tiny_model, "me/tiny", private=True) == "hub/me/tiny"
    assert calls == [("me/tiny", True), ("me/tiny", str(tiny_model))]
    with pytest.raises(ModelError, match="not a model folder"):
        push(tmp_path, "me/nothing")
