"""The page itself, and the page in a real browser where one is at hand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import stance
from stance.evaluation.page import page
from stance.tagger import Tagger

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture
def report_folder(label_file: Path, tagger: Tagger, tiny_model: Path, tmp_path: Path) -> Path:
    stance.evaluate([tagger, tiny_model], label_file, tmp_path / "report", resamples=100)
    return tmp_path / "report"


def test_every_number_of_the_report_stands_on_the_page(report_folder: Path) -> None:
    html = (report_folder / "report.html").read_text(encoding="utf-8")
    file = json.loads((report_folder / "report.json").read_text(encoding="utf-8"))["files"]["mine.jsonl"]
    for scores in file["models"].values():
        given, whole = scores["given_mentions"], scores["end_to_end"]
        numbers = [given[key] for key in ("macro_f1", "accuracy", "kappa", "ece", "brier")]
        numbers += [whole[key]["f1"] for key in ("actor_stance", "actors", "mentions", "stances")]
        for number in numbers:
            assert f"{number:.3f}" in html
        low, high = given["intervals"]["macro_f1"]
        assert f"{low:.2f} to {high:.2f}" in html
    assert (
        html.count('role="img"') == 2 + 2 + 1
    )  # two interval plots, a reliability diagram a model, one risk-coverage curve


def test_the_page_is_whole_and_loads_nothing(report_folder: Path) -> None:
    html = (report_folder / "report.html").read_text(encoding="utf-8")
    tags = _Tags()
    tags.feed(html)
    assert tags.open == []
    assert not {"script", "iframe", "object", "link:stylesheet"} & tags.seen
    assert not re.search(r"https?:|@import|url\(", html)
    for svg in re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL):
        ElementTree.fromstring(svg)  # noqa: S314 - our own text


def test_what_comes_from_files_is_escaped(label_file: Path, tagger: Tagger) -> None:
    evil = '<script>alert("x")</script><img src=x onerror=y> Turkey warned of it. \ud800\0'
    tag = {"actor": "TUR", "mention": "Turkey", "start": evil.index("Turkey"), "stance": "escalation", "target": None}
    line = {"doc": "<b>|`doc", "index": 0, "text": evil, "tags": [tag | {"end": tag["start"] + 6}]}
    file = label_file.with_name("<i>.jsonl")
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    report = stance.evaluate(tagger, file, label_file.with_name("out"), resamples=20)
    html = (label_file.with_name("out") / "report.html").read_text(encoding="utf-8")
    tags = _Tags()
    tags.feed(html)
    assert not {"script", "img", "i"} & tags.seen
    assert "&lt;script&gt;alert(" in html
    markdown = report.to_markdown()
    assert "<script>" not in markdown.replace("\\<", "")
    assert "\\<b>\\|\\`doc" in markdown


def test_a_file_without_given_mentions_or_tags_found_still_makes_a_page(label_file: Path) -> None:
    html = stance.evaluate("majority", label_file, resamples=20).to_html()
    assert "too few tags were found" in html
    assert page({}).startswith("<!doctype html>")


@pytest.mark.skipif(BROWSER is None, reason="no Chromium at hand")
@pytest.mark.slow
def test_a_browser_shows_it_without_error_or_request(report_folder: Path, tmp_path: Path) -> None:
    for width in (1280, 500):
        assert visit(report_folder / "report.html", tmp_path / str(width), width) == ([], [])
        assert (tmp_path / str(width) / "page.png").stat().st_size > 10_000
    # The same look at a page that does both wrong, so that silence means something.
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!doctype html><img src="http://stance.invalid/x.png"><script>console.error("oh")</script>')
    messages, requests = visit(wrong, tmp_path / "wrong", 500)
    assert '"oh"' in messages[0]
    assert requests == ["http://stance.invalid/x.png"]


def visit(file: Path, folder: Path, width: int) -> tuple[list[str], list[str]]:
    """Open a page in headless Chromium; return what it wrote to the console and what it asked of other hosts."""
    folder.mkdir()
    command = [
        *[str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        *["--no-first-run", f"--user-data-dir={folder / 'profile'}", f"--window-size={width},2000"],
        *["--enable-logging", f"--log-file={folder / 'log'}", f"--log-net-log={folder / 'net'}"],
        *[f"--screenshot={folder / 'page.png'}", file.as_uri()],
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    messages = re.findall(r"CONSOLE.*", (folder / "log").read_text(encoding="utf-8", errors="replace"))
    # The cache key of a request names the page it came from; the browser's own requests (updates) have another.
    asked = re.findall(
        r'_dk_file:// file:// (https?:[^"]*)', (folder / "net").read_text(encoding="utf-8", errors="replace")
    )
    return messages, sorted(set(asked))


class _Tags(HTMLParser):
    """Notes the elements of a page and which are still open."""

    VOID = frozenset({"meta", "link", "br", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(f"link:{dict(attrs).get('rel')}" if tag == "link" else tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
