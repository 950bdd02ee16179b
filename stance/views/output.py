"""Output files that are complete or absent: written aside, synced, renamed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stance.errors import InputError, StanceError


@contextmanager
def text_output(path: Path | None) -> Iterator[IO[str]]:
    """Give stdout, or a file that appears under its name only when it is complete."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    aside = partial(path)
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise StanceError(f"{path}: can't write: {error.strerror or error}") from None
    finally:
        aside.unlink(missing_ok=True)


def partial(path: Path) -> Path:
    """Return the name under which an output file is written until it is whole."""
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file for --output")
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it first")
    return path.with_name(f".{path.name}.partial")
