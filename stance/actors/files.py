"""Reading the YAML files of actors, with errors a political scientist can act on.

Four files hold lists of entries (`states`, `organisations`, `groups`, `people`); `agents.yaml` holds the
table of nominal heads and `traps.yaml` what looks like an actor. A user's own file is a mapping with any of
these names as keys, or a plain list whose entries say by their fields what they are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stance.errors import InputError, did_you_mean

Entry = dict[str, Any]

_LISTS = {"names", "adjectives", "people", "capitals", "cities", "seats", "bodies", "before", "as", "members",
          "aliases"}  # fmt: skip
_DATES = {"from", "to"}
FIELDS: dict[str, set[str]] = {
    "states": {"id", "names", "adjectives", "people", "capitals", "cities", "seats", "bodies", "as", *_DATES},
    "organisations": {"id", "names", "before", "as", "bodies", *_DATES},
    "groups": {"id", "names", "members", "state", *_DATES},
    "people": {"name", "actor", "role", "surname", "aliases", "common", *_DATES},
    "traps": {"text", "actor", "when"},
}
_NEEDED = {
    "states": ("id", "names"),
    "organisations": ("id", "names"),
    "groups": ("id", "names"),
    "people": ("name", "actor"),
    "traps": ("text",),
}


def read_entries(path: Path, section: str) -> list[Entry]:
    """Read a list of entries of one section (`states`, `people`, ...) from one of the library's own files."""
    data = _parse(path)
    if data is None:
        return []
    if not isinstance(data, list):
        raise InputError(f"{path}: expected a list of entries, found {_kind(data)}")
    return [_checked(path, section, number, entry) for number, entry in enumerate(data, start=1)]


def read_user_file(path: Path) -> Iterator[tuple[str, Entry]]:
    """Yield `(section, entry)` from a user's own file.

    Raises:
        InputError: The file is missing or malformed; the message names file, entry and field.
    """
    data = _parse(path)
    if data is None:
        raise InputError(f"{path}: the file is empty; expected a list of actors (see docs/actors.md)")
    if isinstance(data, Mapping):
        for section, entries in data.items():
            if section not in FIELDS:
                hint = did_you_mean(str(section), FIELDS)
                raise InputError(f"{path}: unknown section '{section}'{hint}; known: {', '.join(FIELDS)}")
            if not isinstance(entries, list):
                raise InputError(f"{path}: section '{section}' must be a list, found {_kind(entries)}")
            for number, entry in enumerate(entries, start=1):
                yield section, _checked(path, section, number, entry)
    elif isinstance(data, list):
        for number, entry in enumerate(data, start=1):
            section = _section_of(entry)
            yield section, _checked(path, section, number, entry)
    else:
        raise InputError(f"{path}: expected a list of actors, found {_kind(data)}")


def read_mapping(path: Path) -> Entry:
    """Read a file that holds one mapping (`agents.yaml`)."""
    data = _parse(path)
    if not isinstance(data, dict):
        raise InputError(f"{path}: expected a mapping, found {_kind(data)}")
    return data


def _parse(path: Path) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader either way
    except FileNotFoundError:
        raise InputError(f"{path}: no such actors file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise InputError(
            f"{path}{line}: not valid YAML ({getattr(error, 'problem', None) or 'syntax error'})"
        ) from None


def _section_of(entry: Any) -> str:
    if not isinstance(entry, dict):
        return "groups"
    if "text" in entry:
        return "traps"
    if "name" in entry:
        return "people"
    if "adjectives" in entry or "capitals" in entry:
        return "states"
    return "groups" if "members" in entry or "state" in entry else "organisations"


def _checked(path: Path, section: str, number: int, entry: Any) -> Entry:
    if not isinstance(entry, dict):
        raise InputError(f"{path}: entry {number} must be a mapping such as {{id: NATO, names: [NATO]}}, "
                         f"found {_kind(entry)}")  # fmt: skip
    title = entry.get("id") or entry.get("name") or entry.get("text") or number
    where = f"{path}: entry {number} ({title})"
    for field in entry:
        if field not in FIELDS[section]:
            known = {name for names in FIELDS.values() for name in names}
            hint = did_you_mean(str(field), sorted(known))
            raise InputError(f"{where}: unknown field '{field}'{hint}")
    for field in _NEEDED[section]:
        if not entry.get(field):
            raise InputError(f"{where}: field '{field}' is missing")
    for field, value in entry.items():
        _check_field(where, str(field), value)
    return entry


def _check_field(where: str, field: str, value: Any) -> None:
    if field in _LISTS:
        if not isinstance(value, list):
            raise InputError(f"{where}: field '{field}' must be a list such as [Hamas], found {_kind(value)}")
        for item in value:
            name = item.get("name") if isinstance(item, dict) else item
            if not isinstance(name, str) or not name.strip():
                raise InputError(f"{where}: field '{field}' holds {item!r}; write names as text (in quotes if need be)")
            if isinstance(item, dict):
                for end in _DATES & item.keys():
                    _date_text(where, f"{field}.{end}", item[end])
    elif field in _DATES:
        _date_text(where, field, value)
    elif field == "when" or (field == "actor" and isinstance(value, list)):
        if value != "name" and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise InputError(
                f"{where}: field '{field}' must be a list of words (or `name` under when), found {value!r}"
            )
    elif field != "common" and not isinstance(value, str) and value is not None:
        raise InputError(f"{where}: field '{field}' must be text, found {value!r}")


def date_text(value: Any) -> str:
    """Return a date of the files (`1991`, `1991-12`, `1991-12-26`) as sortable text, "" for none."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _date_text(where: str, field: str, value: Any) -> None:
    text = date_text(value)
    digits = text.split("-")
    if not (1 <= len(digits) <= 3 and all(part.isdigit() for part in digits) and len(digits[0]) == 4):
        raise InputError(f"{where}: field '{field}' is {value!r}; write a date as 1991, 1991-12 or 1991-12-26")


def _kind(value: Any) -> str:
    return {dict: "a mapping", list: "a list", str: "text", type(None): "nothing"}.get(type(value), repr(value))
