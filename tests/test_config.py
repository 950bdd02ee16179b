from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.config import Config, TfidfSettings, load_config, parse_override
from stance.errors import ConfigError, StanceError

GOOD = """name: mine
labels: [cooperation, conflict]
data:
  train: a.jsonl
  dev: b.jsonl
classifier:
  kind: tfidf
  C: 2
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_are_filled_in_and_survive_yaml(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD))
    assert isinstance(config.classifier, TfidfSettings)
    assert (config.classifier.C, config.classifier.word_ngrams, config.seed) == (2, (1, 3), 1)
    assert Config.model_validate(yaml.safe_load(config.to_yaml())) == config


def test_overrides_win(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD), dict([parse_override("classifier.C=8"), parse_override("seed=3")]))
    assert isinstance(config.classifier, TfidfSettings)
    assert (config.classifier.C, config.seed) == (8, 3)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  C: 2", "  c_value: 2", "c.yaml:8: classifier.c_value: unknown key"),
        ("  C: 2", "  max_feature: 2", "did you mean 'max_features'?"),
        ("  C: 2", "  C: many", "c.yaml:8: classifier.C: "),
        ("kind: tfidf", "kind: lstm", "unknown kind 'lstm'"),
        ("  dev: b.jsonl\n", "", "data.dev: is missing"),
        ("name: mine", "nam: mine", "did you mean 'name'?"),
        ("[cooperation, conflict]", "[cooperation, none]", "'none' is always a label"),
        ("[cooperation, conflict]", "[a, a]", "labels must be distinct"),
        ("name: mine", "name: ../mine", "c.yaml:1: name"),
        ("data:", "data: [", "not valid YAML"),
        ("  C: 2", "  C: &x 2\n  min_df: *x", "aliases"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, GOOD.replace(old, new)))
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    write(tmp_path, GOOD).rename(tmp_path / "tfidf.yaml")
    with pytest.raises(ConfigError, match=r"did you mean 'tfidf\.yaml'"):
        load_config(tmp_path / "tfdif.yaml")


def test_tags_of_yaml_run_no_code(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not valid YAML"):
        load_config(write(tmp_path, "name: !!python/object/apply:os.system ['true']\n"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.yaml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            load_config(path)
        except StanceError as error:
            assert "\n" not in str(error)
