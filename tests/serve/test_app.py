from __future__ import annotations

import json
from pathlib import Path

import pytest

import stance
from stance.text import read_articles
from stance.views.rows import COLUMNS
from tests.serve.conftest import TEXT, Server


def test_tag_answers_what_the_library_says(server: Server, tiny_model: Path) -> None:
    answer = server.tag(text=TEXT, id="a", date="2021-12-07")
    assert answer.status == 200
    (article,) = [stance.Article.from_dict(a) for a in answer.json()]
    assert (article.id, article.date, article.text) == ("a", "2021-12-07", TEXT)
    assert article.sentences == stance.load(tiny_model).tag(TEXT).sentences
    assert any(s.tags for s in article.sentences)


def test_a_list_keeps_its_order_and_fields(server: Server) -> None:
    articles = [{"text": TEXT, "title": "One", "source": "Wire", "url": "not looked at"}, {"text": TEXT, "id": "b"}]
    found = server.tag(articles=articles).json()
    assert [(a["id"], a["title"], a["source"]) for a in found] == [("article-1", "One", "Wire"), ("b", None, None)]


def test_a_page_is_read_as_predict_reads_it(server: Server, tmp_path: Path) -> None:
    body = "".join(f"<p>{line} France bombed the port of Japan on Monday, officials said.</p>" for line in range(5))
    html = f"<!doctype html><html><head><title>Headline</title></head><body><article>{body}</article></body></html>"
    (tmp_path / "page.html").write_text(html)
    (expected,) = read_articles([tmp_path / "page.html"])
    (found,) = server.tag(html=html).json()
    assert (found["text"], found["title"]) == (expected.text, expected.title)


def test_formats_are_those_of_predict(server: Server) -> None:
    whole = server.tag(text=TEXT).json()
    answers = {f: server.tag(text=TEXT, format=f) for f in ("jsonl", "csv", "html")}
    assert [json.loads(line) for line in answers["jsonl"].body.splitlines()] == whole
    assert answers["csv"].body.decode().splitlines()[0] == ",".join(COLUMNS)
    assert answers["html"].body.startswith(b"<!doctype html>")
    for name, answer in answers.items():
        assert answer.headers["content-disposition"] == f'attachment; filename="stances.{name}"'


def test_filters_leave_out_tags(server: Server) -> None:
    def actors(**wanted: object) -> set[str]:
        return {t["actor"] for a in server.tag(text=TEXT, **wanted).json() for s in a["sentences"] for t in s["tags"]}

    assert {"FRA", "KEN"} <= actors()
    assert actors(actors=["KEN"]) == {"KEN"}
    assert "KEN" not in actors(stances=["escalation"])


def test_min_confidence_leaves_out_what_is_below(server: Server) -> None:
    text = TEXT + "Peru spoke of Chile. Nepal said Egypt would see. Poland sent its navy to talks with Kenya."
    tags = [t for a in server.tag(text=text).json() for s in a["sentences"] for t in s["tags"]]
    most = max(t["confidence"] for t in tags)
    kept = [t for a in server.tag(text=text, min_confidence=most).json() for s in a["sentences"] for t in s["tags"]]
    assert kept == [t for t in tags if t["confidence"] >= most]


def test_models_and_health(server: Server) -> None:
    (model,) = server.call("GET", "/models").json()
    assert (model["name"], model["default"], model["labels"][-1]) == ("tiny", True, "none")
    assert set(model["scores"]) == {"macro_f1", "accuracy", "ece"}
    assert server.call("GET", "/health").json() == {"status": "ok", "version": stance.__version__}


def test_openapi_describes_the_api(server: Server) -> None:
    described = server.call("GET", "/openapi.json").json()
    assert set(described["paths"]) == {"/tag", "/models", "/health"}
    assert {"413", "422", "429", "503"} <= set(described["paths"]["/tag"]["post"]["responses"])
    assert {"Article", "Sentence", "Tag", "TagRequest"} <= set(described["components"]["schemas"])


WRONG = {
    "no source": ({}, "give one of 'text', 'html' and 'articles', not none"),
    "two sources": ({"text": "a", "html": "b"}, "not text and html"),
    "empty text": ({"text": "  "}, "text: is empty"),
    "empty text in a list": ({"articles": [{"text": TEXT}, {"text": ""}]}, "articles[1].text: is empty"),
    "no articles": ({"articles": []}, "articles: "),
    "wrong type": ({"text": 3}, "text: Input should be a valid string"),
    "misspelt field": ({"text": "a", "min_confidenze": 1}, "min_confidenze: "),
    "no date": ({"text": "a", "date": "yesterday"}, "date: not a date"),
    "unknown model": ({"text": "a", "model": "tinyy"}, "unknown model 'tinyy' (did you mean 'tiny'?)"),
    "a path as a model": ({"text": "a", "model": "/etc"}, "unknown model '/etc'"),
    "no confidence": ({"text": "a", "min_confidence": 2}, "min_confidence: "),
    "page without an article": ({"html": "<html></html>"}, "html: no article text"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_answered_with_422_and_the_reason(name: str, server: Server) -> None:
    request, reason = WRONG[name]
    answer = server.call("POST", "/tag", request)
    assert answer.status == 422
    assert reason in answer.json()["detail"]
    assert "\n" not in answer.json()["detail"]


ODD_BODIES = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"text": "a"', b"[" * 50_000, b'{"text": NaN}', b'{"a":' * 5000]


@pytest.mark.parametrize("body", ODD_BODIES, ids=lambda b: repr(b[:12]))
def test_odd_bodies_are_refused_with_a_reason(body: bytes, server: Server) -> None:
    answer = server.call("POST", "/tag", body)
    assert answer.status in (400, 422)
    assert answer.json()["detail"]


ODD_TEXTS = [
    "\x00",
    "\ud800 France",
    "\u202eFrance\u202c",
    "a" * 150_000,
    "France " * 60,
    "😀 France bombed Japan.",
]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda t: repr(t[:9]))
def test_odd_texts_are_tagged(text: str, server: Server) -> None:
    for form in ("json", "jsonl", "csv", "html"):
        assert server.tag(text=text, format=form).status == 200


def test_a_deeply_nested_page_is_answered(server: Server) -> None:
    assert server.tag(html="<html>" + "<div>" * 10_000 + TEXT).status in (200, 422)


@pytest.mark.parametrize(
    "path", ["/../etc/passwd", "/static/../app.py", "/static/%2e%2e/app.py", "/static/", "/static//etc/passwd", "/docs"]
)
def test_no_file_of_the_host_is_reached(path: str, server: Server) -> None:
    answer = server.call("GET", path)
    assert answer.status == 404
    assert answer.json() == {"detail": "Not Found"}
