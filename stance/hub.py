"""Models on the Hugging Face Hub: fetched into its cache, pushed from a model folder. Needs huggingface_hub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stance.errors import ModelError, StanceError
from stance.model_folder import open_model


def download(repository: str, revision: str | None = None) -> Path:
    """Return the local folder of a model on the Hub (`user/name`). Honours HF_HUB_OFFLINE. Raises ModelError."""
    hub = _library()
    try:
        return Path(hub.snapshot_download(repository, revision=revision))
    except Exception as error:  # the library's errors share no base with one another
        raise ModelError(f"hub:{repository}: can't be fetched: {str(error).splitlines()[0]}") from None


def push(folder: Path, repository: str, *, private: bool = False) -> str:
    """Upload a model folder to the Hub as `user/name`; returns its address. Raises ModelError, StanceError."""
    open_model(folder)
    hub = _library()
    try:
        api = hub.HfApi()
        api.create_repo(repository, private=private, exist_ok=True)
        return str(api.upload_folder(repo_id=repository, folder_path=str(folder)))
    except Exception as error:  # the library's errors share no base with one another
        raise StanceError(f"hub:{repository}: can't be pushed: {str(error).splitlines()[0]}") from None


def _library() -> Any:
    try:
        import huggingface_hub
    except ImportError:
        raise ModelError("the Hub needs the extra 'hub': pip install 'stance[hub]'") from None
    return huggingface_hub
