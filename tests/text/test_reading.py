"""Reading: every format, encodings, titles and dates, and errors that a stranger can act on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.text import read_articles, split_sentences
from stance.text.dates import iso_date
from stance.types import Article

TEXT = "Moscow warned Kiev on Monday. “No,” said NATO."
PAGE = """<!DOCTYPE html>
<html><head><title>Moscow warns Kiev | Daily Post</title>
<meta property="og:title" content="Moscow warns Kiev">
<meta property="og:site_name" content="Daily Post">
<meta property="article:published_time" content="2021-12-06T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav>
<article><h1>Moscow warns Kiev</h1><p>Moscow warned Kiev on Monday that it would answer any move.</p>
<p>NATO said the door to talks was open, and that it would not be pressed by anyone.</p></article>
<footer>All rights reserved</footer></body></html>"""


def only(*paths: str | Path, **options: str) -> Article:
    (article,) = read_articles(paths, **options)
    return article


def error(*paths: str | Path, **options: str) -> str:
    with pytest.raises(InputError) as caught:
        list(read_articles(paths, **options))
    message = str(caught.value)
    assert "\n" not in message
    assert str(paths[0]) in message or paths[0] == "-"
    return message


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


# Formats


def test_txt(tmp_path: Path) -> None:
    text = f"Moscow warns Kiev\n\nStatus: 07.12.2021 11:54 p.m.\r\n\r\n{TEXT}\n"
    article = only(put(tmp_path / "a.txt", text))
    assert article == Article("a", "Moscow warns Kiev", "2021-12-07", None, text)


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    front = "---\nid: m-1\ntitle: 'Moscow: a warning'\ndate: 2021-12-06\npublisher: Daily Post\n---\n"
    article = only(put(tmp_path / "a.md", front + "\n# Other\n\n" + TEXT))
    assert article == Article("m-1", "Moscow: a warning", "2021-12-06", "Daily Post", "\n# Other\n\n" + TEXT)


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    article = only(put(tmp_path / "a.md", f"# Moscow warns #\n\nDecember 06, 2021\n\n{TEXT}"))
    assert (article.id, article.title, article.date) == ("a", "Moscow warns", "2021-12-06")


@pytest.mark.parametrize("name", ["a.html", "a.HTM"])
def test_html(tmp_path: Path, name: str) -> None:
    article = only(put(tmp_path / name, PAGE))
    assert (article.id, article.title) == ("a", "Moscow warns Kiev")
    assert (article.date, article.source) == ("2021-12-06", "Daily Post")
    assert "Home" not in article.text
    assert "All rights" not in article.text
    sentences = [s.text for s in split_sentences(article.text)]
    assert sentences[-2].startswith("Moscow warned Kiev on Monday")
    assert sentences[-1].startswith("NATO said the door")


def test_jsonl(tmp_path: Path) -> None:
    lines = [
        {"id": 7, "title": "T", "date": "2021-12-06T10:00:00Z", "source": "S", "text": TEXT},
        {"headline": "H", "url": "https://www.example.org/a", "Body": TEXT},
    ]
    articles = list(read_articles([put(tmp_path / "a.jsonl", "\n\n".join(map(json.dumps, lines)))]))
    assert articles == [
        Article("7", "T", "2021-12-06", "S", TEXT),
        Article("a:3", "H", None, "example.org", TEXT),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "date", "Content"], ["x", "6 Dec 2021", '"One, two; three.\nFour."'], ["", "", '"Five."']]
    file = put(tmp_path / "a.csv", "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows))
    articles = list(read_articles([file]))
    assert [(a.id, a.date, a.text) for a in articles] == [
        ("x", "2021-12-06", "One, two; three.\nFour."),
        ("a:4", None, "Five."),
    ]


def test_parquet_is_streamed_by_row_groups(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"text": [TEXT] * 1000, "date": [date(2021, 12, 6)] * 1000, "other": list(range(1000))})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=100)
    articles = list(read_articles([tmp_path / "a.parquet"]))
    assert len(articles) == 1000
    assert articles[999] == Article("a:1000", None, "2021-12-06", None, TEXT)


def test_text_field(tmp_path: Path) -> None:
    file = put(tmp_path / "a.jsonl", json.dumps({"text": "no", "lead": TEXT}))
    assert only(file, text_field="lead").text == TEXT
    assert "no field 'leed' (did you mean 'lead'?)" in error(file, text_field="leed")


def test_folder_is_read_in_order_and_hidden_files_pass(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.md", ".hidden.txt", "d.doc"):
        put(tmp_path / name, TEXT)
    assert [a.id for a in read_articles([tmp_path])] == ["a", "b", "c"]
    assert [a.id for a in read_articles(str(tmp_path))] == ["a", "b", "c"]


def test_file_without_suffix(tmp_path: Path) -> None:
    assert only(put(tmp_path / "article", TEXT)).text == TEXT
    assert only(put(tmp_path / "records", json.dumps({"text": TEXT}))).id == "records:1"


def test_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, TEXT.encode())
    assert only("-") == Article("stdin", None, None, None, TEXT)
    pipe(monkeypatch, b"\n" + "\n".join([json.dumps({"text": TEXT})] * 2).encode())
    assert [a.id for a in read_articles(["-"])] == ["stdin:2", "stdin:3"]
    pipe(monkeypatch, PAGE.encode())
    assert only("-").title == "Moscow warns Kiev"
    pipe(monkeypatch, b'{"is": "no record"} but text')
    assert only("-").text == '{"is": "no record"} but text'
    pipe(monkeypatch, b" \n")
    assert "no text came in" in error("-")


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = TEXT + " L’Élysée s’est tu. " + "Paris était prêt à négocier. " * 3
    assert only(put(tmp_path / "a.txt", text.encode(encoding))).text == text
    record = json.dumps({"text": text}, ensure_ascii=False)
    assert only(put(tmp_path / "a.jsonl", f"{record}\n".encode(encoding))).text == text


def test_cyrillic_windows_text(tmp_path: Path) -> None:
    text = "Москва предупредила Киев в понедельник. НАТО заявила, что дверь для переговоров открыта. " * 3
    assert only(put(tmp_path / "a.txt", text.encode("cp1251"))).text == text


def test_one_odd_line_does_not_spoil_the_others(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"Élysée {i}. {TEXT}"}, ensure_ascii=False) for i in range(3)]
    data = lines[0].encode() + b"\n" + lines[1].encode("cp1252") + b"\n" + lines[2].encode()
    texts = [a.text for a in read_articles([put(tmp_path / "a.jsonl", data)])]
    assert [t[:8] for t in texts] == ["Élysée 0", "Élysée 1", "Élysée 2"]


def test_lone_surrogates_become_replacement_characters(tmp_path: Path) -> None:
    article = only(put(tmp_path / "a.jsonl", '{"text": "a\\ud800b \\ud83d\\ude00", "id": "\\udfff"}'))
    assert (article.text, article.id) == ("a\ufffdb 😀", "\ufffd")


# Titles and dates


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Moscow warns Kiev\n\nIt did.", "Moscow warns Kiev"),
        ("\n \n## Will Moscow warn Kiev?\n\nIt did.", "Will Moscow warn Kiev?"),
        ("By Ann Lee\n\nMoscow warns\xa0Kiev\n\nIt did.", "Moscow warns Kiev"),
        ("Moscow warned Kiev on Monday.\n\nIt did.", None),
        ("Moscow warns Kiev", None),
        ("The list:\n\nIt did.", None),
        ("word " * 60 + "\n\nIt did.", None),
    ],
)
def test_titles(tmp_path: Path, text: str, title: str | None) -> None:
    assert only(put(tmp_path / "a.txt", text)).title == title


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Status: 07.12.2021 11:54 p.m.", "2021-12-07"),
        ("Publish : 2021-12-07 17:37:00", "2021-12-07"),
        ("December 06, 2021", "2021-12-06"),
        ("Monday, 6 December 2021", "2021-12-06"),
        ("Updated 6 Dec. 2021 at 10:00 GMT", "2021-12-06"),
        ("LONDON, Nov. 6, 1956 - The cabinet met.", "1956-11-06"),
        ("CARACAS, 31 Jan. 2024 - The cabinet met.", "2024-01-31"),
        ("The cabinet met on December 6, 2021.", None),
        ("LONDON, Nov. 6 - The cabinet met.", None),
        ("03/04/2021", None),
        ("31.02.2021", None),
    ],
)
def test_dates(tmp_path: Path, line: str, day: str | None) -> None:
    assert only(put(tmp_path / "a.txt", f"Moscow warns Kiev\n\n{line}\n\n{TEXT}")).date == day


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2021, 12, 6), "2021-12-06"),
        ("12/31/2021", "2021-12-31"),
        ("31/12/2021", "2021-12-31"),
        ("2021/12/06", "2021-12-06"),
        ("May the 4th", None),
        ("6 Undecember 2021", None),
        (20211206, None),
        (None, None),
    ],
)
def test_iso_date(value: object, day: str | None) -> None:
    assert iso_date(value) == day


# Errors


def test_what_is_wrong_where_and_what_to_do(tmp_path: Path) -> None:
    assert "no such file" in error(tmp_path / "none.txt")
    assert "a folder without articles" in error(tmp_path)
    assert "is empty" in error(put(tmp_path / "a.txt", ""))
    assert "holds no text" in error(put(tmp_path / "a.txt", " \n\t"))
    assert "a binary file" in error(put(tmp_path / "a.txt", b"\x89PNG\r\n\x1a\n\0\0\0"))
    assert "a PDF" in error(put(tmp_path / "a.txt", b"%PDF-1.7 ..."))
    assert "not a known kind of file (.docx)" in error(put(tmp_path / "a.docx", "x"))
    assert "no article text found" in error(put(tmp_path / "a.html", "<html><body></body></html>"))
    assert "a.md:4: the front matter is not YAML" in error(put(tmp_path / "a.md", "---\nid: 1\ntitle: [\n---\n" + TEXT))
    assert "not readable as Parquet" in error(put(tmp_path / "a.parquet", "x"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"text": "ok"}\n{"text": ', "a.jsonl:2: not JSON"),
        ("a.jsonl", "[1]", "a.jsonl:1: a JSON list, not an object"),
        ("a.jsonl", '{"txet": "ok"}', "a.jsonl:1: no field 'text' (did you mean 'txet'?)"),
        ("a.jsonl", '{"text": null}', "a.jsonl:1: field 'text' must be text, not null"),
        ("a.jsonl", '{"text": " "}', "a.jsonl:1: field 'text' is empty"),
        ("a.jsonl", "[" * 100_000, "a.jsonl:1: not JSON"),
        ("a.jsonl", "\n\n", "no records"),
        ("a.jsonl", b"\0\0", "a binary file"),
        ("a.csv", "id,txt\n1,ok", "a.csv:1: no field 'text' (did you mean 'txt'?); fields there: id, txt"),
        ("a.csv", "id,text\n1,\n", "a.csv:2: field 'text' is empty"),
        ("a.csv", "id,text\n1,one, two\n", "a.csv:2: 3 fields under a header of 2"),
        ("a.csv", "id,text\n1\n", "a.csv:2: no field 'text'"),
        ("a.csv", "id,text\n", "no records"),
    ],
)
def test_malformed_records(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    assert message in error(put(tmp_path / name, content))


def test_on_error_goes_on(tmp_path: Path) -> None:
    good = put(tmp_path / "good.txt", TEXT)
    lines = put(tmp_path / "a.jsonl", f'{{"text": "one"}}\nbad\n{json.dumps({"text": "two"})}\n')
    errors: list[InputError] = []
    found = list(read_articles([tmp_path / "none.txt", lines, good], on_error=errors.append))
    assert [a.text for a in found] == ["one", "two", TEXT]
    assert ["no such file" in str(e) or "a.jsonl:2" in str(e) for e in errors] == [True, True]


def test_reading_streams(tmp_path: Path) -> None:
    file = put(tmp_path / "a.jsonl", '{"text": "one"}\nbad\n')
    articles = read_articles([file])
    assert next(articles).text == "one"
    with pytest.raises(InputError):
        next(articles)


# Any text, any bytes


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1), st.sampled_from(["a.txt", "a.md", "a.jsonl", "article"]))
def test_any_text_goes_through(tmp_path: Path, text: str, name: str) -> None:
    content = json.dumps({"text": text}) if name == "a.jsonl" else text
    for article in read_articles([put(tmp_path / name, content)], on_error=lambda _: None):
        if name in ("a.txt", "a.jsonl"):
            assert article.text == text.removeprefix("\ufeff") or name == "a.jsonl" or "\0" in text
        for s in split_sentences(article.text):
            assert article.text[s.start : s.end] == s.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.jsonl", "a.csv", "a.parquet", "a"]),
)
def test_any_bytes_give_articles_or_input_errors(tmp_path: Path, data: bytes, name: str) -> None:
    for article in read_articles([put(tmp_path / name, data)], on_error=lambda _: None):
        article.text.encode()


def test_import_stays_light() -> None:
    heavy = "{'pandas', 'pyarrow', 'trafilatura', 'spacy', 'torch', 'sklearn'}"
    code = f"import stance.text, sys; assert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
