"""A model folder: a declared layout that is data and nothing else.

    config.yaml     the config as resolved
    metrics.json    its scores
    README.md       the model card
    manifest.json   format number, kind, labels in order with their hash, size and SHA-256 of every file
    ...             weights, in formats that run no code when read

Reading checks everything against the manifest before any weight is parsed; writing is whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from stance.errors import ModelError, StanceError, did_you_mean
from stance.types import NONE

FORMAT = 1
MANIFEST = "manifest.json"
CONFIG, METRICS, CARD = "config.yaml", "metrics.json", "README.md"
SUFFIXES = {".yaml", ".json", ".md", ".safetensors", ".onnx", ".txt"}
MAX_FILE_BYTES = 1_000_000_000
MAX_MANIFEST_BYTES = 1_000_000

DEFAULT_MODEL = "distilbert"
"""The model of `stance.load()`, where it is there; else the first of those that are."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder whose files are what its manifest says. `labels` are the model's columns, `none` last."""

    path: Path
    kind: str
    labels: tuple[str, ...]

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.path.name

    @property
    def metrics(self) -> dict[str, Any]:
        """The scores that were saved with the model."""
        data = json.loads((self.path / METRICS).read_text(encoding="utf-8"))
        return data if isinstance(data, dict) else {}


def shipped_models() -> Path:
    """Return the folder of the models that come with the library: in the wheel, else in the source tree."""
    package = Path(__file__).resolve().parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parent / "models"


def model_roots() -> list[Path]:
    """Return the folders in which models are looked up by name: `models/` here, then those shipped."""
    roots = [Path("models"), shipped_models()]
    return [r for i, r in enumerate(roots) if r.is_dir() and r.resolve() not in {x.resolve() for x in roots[:i]}]


def list_models() -> list[Path]:
    """Return the model folders that can be loaded by name, sorted by name."""
    found: dict[str, Path] = {}
    for root in model_roots():
        for folder in sorted(root.iterdir()):
            if (folder / MANIFEST).is_file():
                found.setdefault(folder.name, folder)
    return [found[name] for name in sorted(found)]


def find_model(name: str | Path | None = None) -> Path:
    """Return the folder of a model: the default, a name in `models/`, or a path. Raises ModelError."""
    known = {folder.name: folder for folder in list_models()}
    if name is None:
        if not known:
            raise ModelError("no model found: train one with 'stance train configs/tfidf.yaml'")
        return known.get(DEFAULT_MODEL) or next(iter(known.values()))
    path = Path(name)
    if (path / MANIFEST).is_file():
        return path
    if str(name) in known:
        return known[str(name)]
    if path.is_dir():
        raise ModelError(f"{path}: not a model folder: it has no {MANIFEST}")
    near = did_you_mean(str(name), known)
    raise ModelError(f"unknown model '{name}'{near}; known are {', '.join(known) or 'none'}, or name a model folder")


def open_model(path: Path) -> ModelFolder:
    """Check a model folder against its manifest. Raises ModelError with the reason for a refusal."""
    manifest = _read_manifest(path)
    if manifest.get("format") != FORMAT:
        raise ModelError(f"{path}: model format {manifest.get('format')!r}; this version of stance reads {FORMAT}")
    labels, kind, files = manifest.get("labels"), manifest.get("kind"), manifest.get("files")
    if not (isinstance(labels, list) and all(isinstance(x, str) for x in labels) and labels[-1:] == [NONE]):
        raise ModelError(f"{path}/{MANIFEST}: labels must be a list of names that ends with '{NONE}'")
    if manifest.get("labels_sha256") != labels_hash(labels):
        raise ModelError(f"{path}/{MANIFEST}: labels_sha256 does not fit the labels {labels}")
    if not isinstance(kind, str) or not isinstance(files, dict):
        raise ModelError(f"{path}/{MANIFEST}: kind must be a name and files an object")
    for name, entry in files.items():
        _check_file(path, name, entry)
    for needed in (CONFIG, METRICS):
        if needed not in files:
            raise ModelError(f"{path}/{MANIFEST}: {needed} is not listed")
    return ModelFolder(path, kind, tuple(labels))


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Give an empty folder to fill; at the end it takes the place of `path` in one step, or nothing changes."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise StanceError(f"{path}: can't write there: {error.strerror}") from None
    try:
        aside.chmod(0o755)
        yield aside
        _swap(aside, path)
    except OSError as error:
        raise StanceError(f"{path}: not saved, what was there is unchanged: {error.strerror or error}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_manifest(folder: Path, kind: str, labels: Sequence[str]) -> None:
    """Describe the files of a filled folder; the last thing to write."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST)
    files = {name: {"bytes": (folder / name).stat().st_size, "sha256": file_hash(folder / name)} for name in names}
    manifest = {
        "format": FORMAT,
        "kind": kind,
        "labels": list(labels),
        "labels_sha256": labels_hash(labels),
        "files": files,
    }
    write_json(folder / MANIFEST, manifest)


def write_json(path: Path, data: Any) -> None:
    """Write JSON that reads well and diffs well."""
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def labels_hash(labels: Sequence[str]) -> str:
    """Return the SHA-256 of a label set in its order."""
    return hashlib.sha256("\n".join(labels).encode()).hexdigest()


def file_hash(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_manifest(path: Path) -> dict[str, Any]:
    file = path / MANIFEST
    if not file.is_file() or file.is_symlink():
        raise ModelError(f"{path}: not a model folder: it has no {MANIFEST}")
    if file.stat().st_size > MAX_MANIFEST_BYTES:
        raise ModelError(f"{file}: larger than {MAX_MANIFEST_BYTES:,} bytes")
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise ModelError(f"{file}: not valid JSON") from None
    if not isinstance(data, dict):
        raise ModelError(f"{file}: must be a JSON object")
    return data


def _check_file(folder: Path, name: str, entry: Any) -> None:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name:
        raise ModelError(f"{folder}/{MANIFEST}: '{name}' leads out of the folder")
    if pure.suffix not in SUFFIXES:
        raise ModelError(
            f"{folder}: '{name}' is not a kind of file that a model may hold ({', '.join(sorted(SUFFIXES))})"
        )
    path = folder / name
    if any(p.is_symlink() for p in (path, *path.parents[: len(pure.parts) - 1])):
        raise ModelError(f"{path}: a symbolic link; model folders hold plain files only")
    if not path.is_file():
        raise ModelError(f"{path}: missing, though {MANIFEST} lists it")
    if not isinstance(entry, dict) or path.stat().st_size > MAX_FILE_BYTES:
        raise ModelError(f"{path}: larger than {MAX_FILE_BYTES:,} bytes, or wrongly listed in {MANIFEST}")
    if path.stat().st_size != entry.get("bytes") or file_hash(path) != entry.get("sha256"):
        raise ModelError(f"{path}: differs from the {MANIFEST} (damaged or changed); fetch or train the model again")


def _swap(aside: Path, path: Path) -> None:
    for file in aside.rglob("*"):
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
    if not path.exists():
        aside.replace(path)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{path.name}.old.", dir=path.parent))
    path.replace(old / "was")
    try:
        aside.replace(path)
    except OSError:
        (old / "was").replace(path)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
