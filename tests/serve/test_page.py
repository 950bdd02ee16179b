"""The web page in a real Chromium, on a real server."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stance
from stance.views.html import article_page
from tests.serve.conftest import TEXT, Server

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 860}


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """The page, opened; at the end: no script failed and no request went to another host."""
    context = browser.new_context(viewport=DESK, accept_downloads=True)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    opened.on("request", lambda r: None if r.url.startswith((server.address, "blob:")) else troubles.append(r.url))
    opened.goto(server.address)
    opened.wait_for_selector("#example option:nth-child(2)", state="attached")
    yield opened
    context.close()
    assert troubles == []


def tag(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.click("#tag")
    page.wait_for_selector("#tag:not([disabled])")
    page.wait_for_selector("article h2")


def test_a_pasted_article_is_shown_as_it_is_exported(page: Any, tiny_model: Path) -> None:
    text = (
        "😀 Breaking\n\n"
        + TEXT
        + "Peru <b>& Chile</b> “spoke”. Peru warned it would strike if Chile crossed the border."
    )
    tag(page, text)
    exported = article_page([stance.load(tiny_model).tag(text)])
    marks = re.findall(r'<mark class="([a-z-]+)" title="([^"]*)">([^<]*)<b>([^<]*)</b></mark>', exported)
    shown = page.eval_on_selector_all(
        "mark", "all => all.map(m => [m.className, m.title, m.firstChild.textContent, m.lastChild.textContent])"
    )
    assert len(shown) >= 3
    assert [tuple(mark) for mark in shown] == marks
    whole = page.eval_on_selector(
        ".text",
        "node => { const copy = node.cloneNode(true); copy.querySelectorAll('mark b').forEach(b => b.remove()); return copy.textContent; }",
    )
    assert whole == text


def test_an_example_a_file_and_a_drop_are_tagged(page: Any) -> None:
    page.select_option("#example", "0")
    page.wait_for_selector("mark")
    assert page.locator("article h2").inner_text().startswith("Border tensions")
    lines = "".join(json.dumps({"id": name, "text": TEXT}) + "\n" for name in "ab")
    page.set_input_files("#file", {"name": "news.jsonl", "mimeType": "text/plain", "buffer": lines.encode()})
    page.wait_for_selector("article + article")
    page.evaluate(
        """text => { const data = new DataTransfer(); data.items.add(new File([text], "a.txt"));
        document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true, bubbles: true })); }""",
        "Dropped\n\n" + TEXT,
    )
    page.wait_for_selector('article h2:text-is("Dropped")')


def test_filters_and_threshold_change_what_is_shown(page: Any) -> None:
    tag(page, TEXT)
    count = page.locator("mark").count()
    page.uncheck('input[name="actor"][value="FRA"]')
    assert page.locator("mark", has_text="FRA").count() == 0
    page.uncheck('input[name="stance"][value="de-escalation"]')
    assert page.locator("mark", has_text="KEN").count() == 0
    page.click("#reset")
    assert page.locator("mark").count() == count
    least = min(map(float, re.findall(r"[\d.]+$", "\n".join(titles(page)), re.MULTILINE)))
    page.focus("#threshold")
    page.keyboard.press("End")
    assert page.locator("#threshold-value").inner_text() == "1.00"
    assert page.locator("mark").count() == sum(float(t.split()[-1]) >= 1 for t in titles(page))
    assert least <= 1


def titles(page: Any) -> list[str]:
    return page.eval_on_selector_all("mark", "all => all.map(m => m.title)")


def test_a_click_shows_the_probabilities_and_escape_closes(page: Any) -> None:
    tag(page, TEXT)
    page.locator("mark").first.click()
    assert page.locator("#detail-title").inner_text().startswith("FRA: escalation")
    rows = page.locator("#probabilities tr")
    assert rows.count() == 5
    shown = [float(rows.nth(i).locator("td").last.inner_text()) for i in range(5)]
    assert abs(sum(shown) - 1) < 0.03
    page.keyboard.press("Escape")
    assert page.locator("#detail").is_hidden()
    assert page.evaluate("document.activeElement.tagName") == "MARK"


def test_everything_goes_by_keyboard(page: Any) -> None:
    page.focus("#text")
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("mark")
    assert page.evaluate("document.activeElement.id") == "results"
    page.locator("mark").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#detail").is_visible()
    assert page.evaluate("document.activeElement.id") == "detail"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the button Close
    assert page.locator("#detail").is_hidden()


def test_downloads_hold_what_is_shown(page: Any, tiny_model: Path) -> None:
    tag(page, TEXT)
    page.uncheck('input[name="actor"][value="FRA"]')
    got = {}
    for form in ("jsonl", "csv", "html"):
        with page.expect_download() as waiting:
            page.click(f'[data-format="{form}"]')
        assert waiting.value.suggested_filename == f"stances.{form}"
        got[form] = Path(waiting.value.path()).read_text()
    actors = {t["actor"] for s in json.loads(got["jsonl"])["sentences"] for t in s["tags"]}
    assert actors == {row["actor"] for row in csv.DictReader(io.StringIO(got["csv"]))}
    assert "KEN" in actors and "FRA" not in actors
    assert "<mark" in got["html"] and "FRA escalation" not in got["html"]


def test_mistakes_are_said_on_the_page(page: Any) -> None:
    page.click("#tag")
    assert "no text yet" in page.locator("#error").inner_text()
    page.fill("#text", "x" * 200_001)
    page.click("#tag")
    page.wait_for_selector('#error:text("the limit is 200,000")')
    page.set_input_files("#file", {"name": "a.jsonl", "mimeType": "text/plain", "buffer": b"{no"})
    page.wait_for_selector('#error:text("not JSON lines")')
    tag(page, TEXT)
    assert page.locator("#error").inner_text() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_fits_the_screen_in_light_and_dark(browser: Any, server: Server, size: dict[str, int], scheme: str) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, has_touch=size is PHONE)
    page = context.new_page()
    page.goto(server.address)
    tag(page, "w" * 300 + "\n\n" + TEXT)
    page.locator("mark").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (back == "rgb(255, 255, 255)") == (scheme == "light")
    mark, detail = page.locator("mark").first.bounding_box(), page.locator("#detail").bounding_box()
    if size is PHONE:  # the panel at the foot does not hide the tag it speaks of
        assert mark["y"] >= 0 and mark["y"] + mark["height"] <= detail["y"]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in found] == []
    context.close()


XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><script>alert(1)</script>',
    "'\" onmouseover=alert(1) autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1) id=x>France</a>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<object data=javascript:alert(1)></object>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<img src=//evil.example/x.png>",
    "<form action=//evil.example><input type=submit autofocus></form>",
    "<!--><script>alert(1)</script>-->",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "javascript:alert(1)//",
    "<x onclick=alert(1)>France</x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


def test_no_article_runs_a_script_or_reaches_a_host(page: Any, browser: Any, server: Server, tmp_path: Path) -> None:
    text = "\n\n".join(f"France {attack} bombed the port of Japan {attack} on Monday." for attack in XSS)
    title = "".join(XSS)
    records = json.dumps({"id": XSS[1], "title": title[:2000], "source": XSS[2], "text": text})
    page.set_input_files("#file", {"name": "x.jsonl", "mimeType": "text/plain", "buffer": records.encode()})
    page.wait_for_selector("mark")
    for element in page.locator("mark").all()[:3]:
        element.click()
    made = (
        "#articles :is(script, img, svg, iframe, a, object, style, link, base, meta, form, x), #detail :is(script, img)"
    )
    assert page.locator(made).count() == 0
    exported = tmp_path / "stances.html"
    with page.expect_download() as waiting:
        page.click('[data-format="html"]')
    waiting.value.save_as(exported)
    troubles: list[str] = []
    other = browser.new_page()  # the exported file, opened without the server's policy
    other.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    other.on("request", lambda r: None if r.url.startswith("file:") else troubles.append(r.url))
    other.goto(exported.as_uri())
    assert other.locator("mark").count() > 0
    assert other.locator("script, img, iframe, object, link, base, form, x").count() == 0
    other.close()
    assert troubles == []


def test_a_hostile_page_is_read_as_text_only(page: Any) -> None:
    body = "".join(f"<p>France bombed the port of Japan on Monday. {attack}</p>" for attack in XSS[:13])
    tag(page, f"<!doctype html><html><body><article>{body * 2}</article></body></html>")
    assert page.locator("#articles :is(script, img, svg, iframe, a)").count() == 0


@pytest.mark.parametrize(
    "fault",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.setAttribute('onclick', 'alert(1)')",
        "document.createElement('script').text = 'alert(1)'",
        "setTimeout('alert(1)')",
    ],
)
def test_the_policy_stops_what_a_fault_would_let_in(page: Any, fault: str) -> None:
    assert page.evaluate(f"() => {{ try {{ {fault}; return ''; }} catch (e) {{ return e.name; }} }}") != ""
