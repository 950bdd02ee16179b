"""The gazetteer: every known name with its readings, compiled from YAML once and cached as JSON."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from stance.actors.files import read_entries, read_mapping, read_user_file
from stance.actors.lexicon import FORMAT, LexiconBuilder, Reading
from stance.actors.tokens import key, tokenize

DATA = Path(__file__).parent / "data"
_SECTIONS = ("states", "organisations", "groups", "people")


class Gazetteer:
    """Names, adjectives, agents and traps with their readings.

    Make one with `Gazetteer.load()`. It is read-only by convention and may serve many finders.
    """

    def __init__(self, lexicon: dict[str, Any]) -> None:
        """Wrap a compiled lexicon (see `stance.actors.lexicon`)."""
        self._raw: dict[str, list[list[str]]] = lexicon["entries"]
        self._made: dict[str, list[Reading]] = {}
        self.heads: dict[str, list[int]] = lexicon["heads"]
        self.descriptions: dict[str, list[str]] = lexicon["descriptions"]
        self.modifiers: frozenset[str] = frozenset(lexicon["modifiers"])
        self.contexts: dict[str, list[str | list[str]]] = lexicon["contexts"]
        self.states: frozenset[str] = frozenset(lexicon["states"])
        self.armed: frozenset[str] = frozenset(lexicon["armed"])
        self.group_states: dict[str, str] = lexicon["group_states"]

    @classmethod
    def load(cls, extra: Sequence[str | os.PathLike[str]] = (), *, cache: bool = True) -> Gazetteer:
        """Load the library's actors and the user's own files on top of them.

        Args:
            extra: YAML files of the user's own actors (see docs/actors.md); a name of one's own hides the
                library's reading of the same name.
            cache: Keep the compiled form in the user's cache folder, keyed by the files' content.

        Raises:
            InputError: An own file is missing or malformed; the message names file, entry and field.
        """
        paths = [Path(path) for path in extra]
        target = _cache_file(paths) if cache else None
        lexicon = _read_cache(target) if target else None
        if lexicon is None:
            lexicon = compile_lexicon(paths)
            if target:
                _write_cache(target, lexicon)
        return cls(lexicon)

    def lookup(self, form: str) -> list[Reading] | None:
        """Return the readings of a run of tokens joined by spaces, None for an unknown one."""
        made = self._made.get(form)
        if made is None and (raw := self._raw.get(form)) is not None:
            made = self._made[form] = [Reading(*reading) for reading in raw]
        return made

    @cached_property
    def actors(self) -> frozenset[str]:
        """Every actor id that a name of this gazetteer can resolve to."""
        return frozenset(actor for readings in self._raw.values() for kind, actor, *_ in readings
                         if actor and kind not in ("agent", "act"))  # fmt: skip

    def readings(self, form: str) -> list[Reading]:
        """Return every reading of a name as written (`Moscow`), an empty list for an unknown one."""
        return list(self.lookup(key(tokenize(form)[0])) or ())


def compile_lexicon(extra: Sequence[Path] = ()) -> dict[str, Any]:
    """Read all YAML files and return the lexicon as JSON data."""
    agents = read_mapping(DATA / "agents.yaml")
    own: dict[str, list[dict[str, Any]]] = {}
    for path in extra:
        for section, entry in read_user_file(path):
            own.setdefault(section, []).append(entry)
    builder = LexiconBuilder()
    _fill(builder, own)
    hidden = set(builder.entries)
    base = LexiconBuilder()
    _fill(base, {section: read_entries(path, section) for section in (*_SECTIONS, "traps")
                 if (path := DATA / f"{section}.yaml").exists()})  # fmt: skip
    for form, readings in base.entries.items():
        if form not in hidden:
            builder.entries[form] = readings
    for name, ids in base.descriptions.items():
        builder.descriptions.setdefault(name, []).extend(ids)
    for form, conditions in base.contexts.items():
        builder.contexts.setdefault(form, []).extend([] if form in hidden else conditions)
    builder.armed |= base.armed
    builder.states |= base.states
    builder.group_states = base.group_states | builder.group_states
    builder.add_agents(agents)
    return builder.build(agents["modifiers"])


def _fill(builder: LexiconBuilder, sections: dict[str, list[dict[str, Any]]]) -> None:
    builder.add_organisations(sections.get("organisations", ()))
    builder.add_states(sections.get("states", ()))
    builder.add_groups(sections.get("groups", ()))
    builder.add_people(sections.get("people", ()))
    builder.add_traps(sections.get("traps", ()))


def _cache_file(extra: Sequence[Path]) -> Path | None:
    digest = hashlib.sha256(f"{FORMAT}".encode())
    try:
        sources = [*sorted(DATA.glob("*.yaml")), Path(__file__).with_name("lexicon.py"), *extra]
        for path in sources:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    except OSError:
        return None
    return _cache_folder() / f"actors-{digest.hexdigest()[:32]}.json"


def _cache_folder() -> Path:
    if named := os.environ.get("STANCE_CACHE"):
        return Path(named)
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "stance" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "stance"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stance"


def _read_cache(path: Path) -> dict[str, Any] | None:
    try:
        lexicon = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return lexicon if isinstance(lexicon, dict) and lexicon.get("format") == FORMAT else None


def _write_cache(path: Path, lexicon: dict[str, Any]) -> None:
    """Write beside and rename, so that a reader never sees half a file; no cache is no failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as file:
            json.dump(lexicon, file, ensure_ascii=False, separators=(",", ":"))
        Path(file.name).replace(path)
    except OSError:
        return
