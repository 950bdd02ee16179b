from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import stance
from stance.errors import ModelError, StanceError
from stance.model_folder import MANIFEST, file_hash, find_model, open_model, write_manifest, writing


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of a good model folder, to be spoiled."""
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


def manifest(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    data = json.loads((folder / MANIFEST).read_text())
    change(data)
    (folder / MANIFEST).write_text(json.dumps(data))


def test_a_good_folder_opens(tiny_model: Path) -> None:
    opened = open_model(tiny_model)
    assert opened.kind == "tfidf"
    assert opened.labels == ("escalation", "de-escalation", "deterrence", "concession", "none")
    assert opened.metrics["test"]["macro_f1"] > 0


def _touch(name: str, content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)
        manifest(
            folder,
            lambda m: m["files"].update(  # type: ignore[attr-defined]
                {name: {"bytes": len(content), "sha256": file_hash(folder / name)}}
            ),
        )

    return spoil


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "changed file": (lambda f: (f / "vocabulary.json").write_text("{}"), "differs from the manifest.json"),
    "missing file": (lambda f: (f / "weights.safetensors").unlink(), "missing"),
    "no manifest": (lambda f: (f / MANIFEST).unlink(), "not a model folder"),
    "broken manifest": (lambda f: (f / MANIFEST).write_text("{"), "not valid JSON"),
    "format of tomorrow": (lambda f: manifest(f, lambda m: m.update(format=99)), "model format 99"),
    "labels reordered": (lambda f: manifest(f, lambda m: m["labels"].insert(0, m["labels"].pop(1))), "labels_sha256"),  # type: ignore[attr-defined]
    "labels without none": (lambda f: manifest(f, lambda m: m.update(labels=["a"])), "ends with 'none'"),
    "pickle": (_touch("weights.pkl", pickle.dumps(print)), "not a kind of file"),
    "path out": (lambda f: manifest(f, lambda m: m["files"].update({"../x.json": {}})), "leads out of the folder"),  # type: ignore[attr-defined]
    "absolute path": (lambda f: manifest(f, lambda m: m["files"].update({"/etc/x.json": {}})), "leads out"),  # type: ignore[attr-defined]
    "symbolic link": (lambda f: _link(f / "vocabulary.json"), "symbolic link"),
    "unknown kind": (lambda f: manifest(f, lambda m: m.update(kind="oracle")), "unknown classifier kind"),
}


def _link(file: Path) -> None:
    moved = file.rename(file.with_name("elsewhere.json"))
    file.symlink_to(moved)


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_folder_is_refused_with_the_reason(folder: Path, name: str) -> None:
    spoil, reason = SPOILED[name]
    spoil(folder)
    with pytest.raises(ModelError, match=reason) as caught:
        stance.load(folder)
    assert "\n" not in str(caught.value)


def test_shapes_that_do_not_fit_are_refused(folder: Path) -> None:
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    vocabulary["whole"]["terms"].pop()
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary))
    write_manifest(folder, "tfidf", open_model_labels(folder))
    with pytest.raises(ModelError, match="fit"):
        stance.load(folder)


def open_model_labels(folder: Path) -> list[str]:
    labels: list[str] = json.loads((folder / MANIFEST).read_text())["labels"]
    return labels


def test_an_unknown_name_lists_the_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="known are"):
        find_model("no-such-model")


def test_an_interrupted_save_leaves_the_old_model_whole(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="pulled"), writing(folder) as aside:
        (aside / "half").write_text("half")
        raise RuntimeError("pulled")
    assert open_model(folder).kind == "tfidf"
    assert [p.name for p in folder.parent.iterdir()] == ["model"]


def test_a_save_replaces_the_old_folder(folder: Path) -> None:
    with writing(folder) as aside:
        (aside / "new.txt").write_text("new")
    assert [p.name for p in folder.iterdir()] == ["new.txt"]
    assert [p.name for p in folder.parent.iterdir()] == ["model"]


@pytest.mark.skipif(os.name == "nt", reason="/dev/full is Linux")
def test_a_place_that_can_t_be_written_is_one_line() -> None:
    with pytest.raises(StanceError, match="can't write there"), writing(Path("/proc/nowhere/model")):
        pass
