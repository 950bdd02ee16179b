from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stance.actors import Gazetteer, MentionFinder
from stance.actors.files import read_entries
from stance.actors.gazetteer import DATA
from stance.errors import InputError


def test_every_iso_state_and_former_state_is_there(gazetteer: Gazetteer) -> None:
    pycountry = pytest.importorskip("pycountry")
    former = {"XKX", "PSE", "TWN", "SUN", "YUG", "DDR", "CSK", "VDR", "SCG", "YMD", "RHO"}
    assert {country.alpha_3 for country in pycountry.countries} | former <= gazetteer.states


def test_counts_of_organisations_and_groups() -> None:
    organisations = {entry["id"] for entry in read_entries(DATA / "organisations.yaml", "organisations")}
    assert len(organisations) >= 120
    assert {"NATO", "EU", "UN", "OSCE", "IAEA", "AU", "ASEAN", "ECOWAS", "ICC", "IMF", "ARAB_LEAGUE", "G7",
            "WORLD_BANK", "UNHCR", "ICRC", "WEST", "EUROPE"} <= organisations  # fmt: skip
    assert len(read_entries(DATA / "groups.yaml", "groups")) >= 150


@pytest.mark.parametrize(
    ("name", "actor"),
    [("Kremlin", "RUS"), ("Élysée", "FRA"), ("Foggy Bottom", "USA"), ("Whitehall", "GBR"), ("Zhongnanhai", "CHN"),
     ("Blue House", "KOR"), ("IDF", "ISR"), ("PLA", "CHN"), ("Pentagon", "USA"), ("CIA", "USA"), ("IRGC", "IRN"),
     ("Knesset", "ISR"), ("Duma", "RUS"), ("Bundestag", "DEU"), ("Zaire", "COD"), ("Burma", "MMR"), ("Kyiv", "UKR"),
     ("Kiev", "UKR"), ("Peking", "CHN"), ("Saigon", "VNM"), ("Hamas", "HAMAS"), ("NATO", "NATO")],
)  # fmt: skip
def test_names(gazetteer: Gazetteer, name: str, actor: str) -> None:
    assert actor in {reading.actor for reading in gazetteer.readings(name)}


def test_the_compiled_gazetteer_is_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path))
    Gazetteer.load()
    (cached,) = tmp_path.iterdir()
    assert cached.suffix == ".json"
    written = cached.stat().st_mtime_ns
    assert Gazetteer.load().readings("Moscow")
    assert cached.stat().st_mtime_ns == written


def test_a_broken_cache_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path))
    Gazetteer.load()
    (cached,) = tmp_path.iterdir()
    cached.write_text("{", encoding="utf-8")
    assert Gazetteer.load().readings("Moscow")


def test_import_is_light() -> None:
    code = (
        "import sys, stance.actors; "
        "assert not {'pandas', 'torch', 'sklearn', 'babel', 'pycountry', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_own_actors(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "groups:\n- {id: BLUE_FRONT, names: [Blue Front], members: [Blue Front fighters], state: FRA}\n"
        "people:\n- {name: Ada Quill, actor: BLUE_FRONT}\n",
        encoding="utf-8",
    )
    finder = MentionFinder(Gazetteer.load([path]))
    found = finder.find(["Ada Quill told Blue Front fighters to wait.", "Quill then left."])
    assert [mention.actor for mentions in found for mention in mentions] == ["BLUE_FRONT", "BLUE_FRONT"] or {
        mention.actor for mentions in found for mention in mentions
    } == {"BLUE_FRONT"}


def test_an_own_name_hides_the_librarys(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("- {id: CITY_OF_BERLIN, names: [Berlin]}\n", encoding="utf-8")
    (mentions,) = MentionFinder(Gazetteer.load([path])).find(["Berlin rejected the offer."])
    assert [mention.actor for mention in mentions] == ["CITY_OF_BERLIN"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["empty"]),
        ("just text", ["list", "text"]),
        ("- [a", ["line", "YAML"]),
        ("- {id: A}", ["entry 1 (A)", "names"]),
        ("- {id: A, names: Hamas}", ["entry 1 (A)", "names", "list"]),
        ("- {id: A, names: [1]}", ["entry 1 (A)", "names", "text"]),
        ("- {id: A, names: [B], membres: [C]}", ["unknown field 'membres'", "did you mean 'members'"]),
        ("- {id: A, names: [B], from: soon}", ["from", "1991-12-26"]),
        ("grups: []", ["unknown section 'grups'", "groups"]),
        ("groups: {id: A}", ["section 'groups'", "list"]),
        ("- 3", ["entry 1", "mapping"]),
    ],
)
def test_malformed_own_files_say_where(tmp_path: Path, content: str, words: list[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Gazetteer.load([path])
    message = str(caught.value)
    assert "\n" not in message and "mine.yaml" in message
    for word in words:
        assert word in message


def test_a_missing_own_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        Gazetteer.load([tmp_path / "nowhere.yaml"])
