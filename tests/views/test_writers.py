from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import Article, Sentence, Tag
from stance.errors import InputError, StanceError
from stance.views.html import article_page
from stance.views.rows import COLUMNS
from stance.views.writers import write_articles

ATTACK = '<script>alert("x")</script>'
TEXT = f"{ATTACK} France warned Japan. It rained."
TAG = Tag(
    actor="FRA",
    mention="France",
    start=TEXT.index("France"),
    end=TEXT.index("France") + 6,
    stance="deterrence",
    confidence=0.75,
    probabilities={"deterrence": 0.75, "none": 0.25},
    target="JPN",
)
END = TEXT.index(" It rained")
ARTICLE = Article(
    id="a,1",
    title=f"Title {ATTACK}",
    date="1999-05-01",
    source=None,
    text=TEXT,
    sentences=(Sentence(TEXT[:END], 0, END, (TAG,)), Sentence(TEXT[END + 1 :], END + 1, len(TEXT))),
)


def test_jsonl_is_the_article(tmp_path: Path) -> None:
    write_articles([ARTICLE, ARTICLE], "jsonl", tmp_path / "o.jsonl")
    lines = (tmp_path / "o.jsonl").read_text().splitlines()
    assert [Article.from_dict(json.loads(line)) for line in lines] == [ARTICLE, ARTICLE]


@pytest.mark.parametrize("output_format", ["csv", "parquet"])
def test_a_row_a_tag(tmp_path: Path, output_format: str) -> None:
    path = tmp_path / f"o.{output_format}"
    write_articles([ARTICLE], output_format, path)
    frame = pd.read_csv(path) if output_format == "csv" else pd.read_parquet(path)
    assert list(frame.columns) == list(COLUMNS)
    (row,) = frame.to_dict("records")
    assert (row["article"], row["actor"], row["stance"], row["confidence"]) == ("a,1", "FRA", "deterrence", 0.75)
    assert row["sentence"][row["start"] : row["end"]] == "France"
    pd.testing.assert_frame_equal(
        frame[["actor", "target"]], ARTICLE.to_dataframe()[["actor", "target"]], check_dtype=False
    )


def test_min_confidence_leaves_tags_out(capsys: pytest.CaptureFixture[str]) -> None:
    write_articles([ARTICLE], "csv", None, min_confidence=0.8)
    assert capsys.readouterr().out == ",".join(COLUMNS) + "\n"


def test_html_escapes_the_article_and_says_the_stance_in_words() -> None:
    page = article_page([ARTICLE])
    assert "<script" not in page
    assert "deterrence" in page
    assert "JPN" in page
    assert "http" not in page.lower()


def test_the_table_names_actor_stance_and_target(capsys: pytest.CaptureFixture[str]) -> None:
    write_articles([ARTICLE], "table", None)
    out = capsys.readouterr().out
    assert all(word in out for word in ("FRA", "deterrence", "0.75", "JPN"))


def broken() -> Iterator[Article]:
    yield ARTICLE
    raise StanceError("the plug was pulled")


@pytest.mark.parametrize("output_format", ["jsonl", "csv", "parquet", "html", "table"])
def test_a_file_is_complete_or_as_it_was(tmp_path: Path, output_format: str) -> None:
    path = tmp_path / "o"
    path.write_text("before")
    with pytest.raises(StanceError, match="pulled"):
        write_articles(broken(), output_format, path)
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["o"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make it first"):
        write_articles([ARTICLE], "jsonl", tmp_path / "no" / "o.jsonl")


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_any_text_goes_through_every_text_format(text: str) -> None:
    import tempfile

    tag = Tag("FRA", text, 0, len(text), "escalation", 0.9, {"escalation": 0.9}, None)
    article = Article("x", text, None, text, text, (Sentence(text, 0, len(text), (tag,)),))
    with tempfile.TemporaryDirectory() as folder:
        for output_format in ("jsonl", "csv", "html", "table", "parquet"):
            write_articles([article], output_format, Path(folder) / "o")
            content = (Path(folder) / "o").read_bytes()
            if output_format == "jsonl":
                assert json.loads(content)["text"] == text
            if output_format == "csv":
                (row,) = csv.DictReader(io.StringIO(content.decode(), newline=""))
                assert row["actor"] == "FRA"
