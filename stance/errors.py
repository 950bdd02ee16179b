"""The errors that `stance` raises on purpose.

Each message is one line that says what is wrong, where (file, line, field) and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class StanceError(Exception):
    """The work failed. The command line ends with `exit_code`."""

    exit_code = 1


class InputError(StanceError):
    """An input, a label file or a call is wrong: the user can mend it."""

    exit_code = 2


class ConfigError(InputError):
    """A configuration is wrong: unknown key, wrong type, missing file."""


class ModelError(InputError):
    """A model is unknown, or its folder is not what it must be."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean 'x'?)` for the known word nearest to `word`, or an empty string."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""
