"""A project of one's own, laid out: `stance new DIR`."""

from __future__ import annotations

import shutil
from pathlib import Path

from stance.errors import InputError, StanceError

TEMPLATE = Path(__file__).with_name("template")
ARTICLES = ("articles/train", "articles/dev", "articles/test")


def lay_out(folder: Path) -> list[Path]:
    """Fill a new or empty folder with a config, a codebook, example labels and a README; return the files written.

    Raises InputError where the folder holds anything, StanceError where it can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is not an empty folder; name a new one")
    try:
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
        for articles in ARTICLES:
            (folder / articles).mkdir(parents=True)
    except (OSError, shutil.Error) as error:
        raise StanceError(f"{folder}: can't write there: {getattr(error, 'strerror', None) or error}") from None
    return sorted(path for path in folder.rglob("*") if path.is_file())
