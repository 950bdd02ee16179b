from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.serve.conftest import STANCE, TEXT, Answer, Server


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/none"), ("GET", "/models"), ("POST", "/tag")])
def test_every_answer_has_the_security_headers(method: str, path: str, server: Server) -> None:
    headers = server.call(method, path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_the_page_has_no_inline_script_or_style_and_names_no_other_host(server: Server) -> None:
    page = server.call("GET", "/").body.decode()
    assert "<style" not in page and "style=" not in page and "onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')
    for path in ("/", "/static/page.js", "/static/page.css", "/static/article.css"):
        text = server.call("GET", path).body.decode().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text


def test_another_host_name_is_refused(server: Server, start: Callable[..., Server]) -> None:
    assert server.call("GET", "/health", headers={"Host": "evil.example"}).status == 421
    assert server.call("POST", "/tag", {"text": TEXT}, {"Host": "evil.example:80"}).status == 421
    assert server.call("GET", "/health", headers={"Host": "LOCALHOST:1234"}).status == 200
    own = start("--allow-host", "desk.example")
    assert own.call("GET", "/health", headers={"Host": "desk.example"}).status == 200


def test_a_form_of_another_site_can_not_post(server: Server) -> None:
    body = json.dumps({"text": TEXT}).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert server.call("POST", "/tag", body, {"Content-Type": kind}).status == 422
    assert server.call("OPTIONS", "/tag", headers={"Origin": "http://evil.example"}).status == 405


def test_sizes_beyond_the_limits_are_413(start: Callable[..., Server]) -> None:
    server = start("--max-body", 2000, "--max-text", 100, "--max-articles", 2)
    for request, reason in (
        ({"text": "x" * 101}, "text: 101 characters; the limit is 100"),
        ({"html": "x" * 101}, "html: 101 characters"),
        ({"articles": [{"text": "x"}, {"text": "x" * 101}]}, "articles[1].text: 101 characters"),
        ({"articles": [{"text": "x"}] * 3}, "3 articles; the limit is 2"),
        ({"text": "x" * 5000}, "the body is larger than 2,000 bytes"),
    ):
        answer = server.call("POST", "/tag", request)
        assert (answer.status, reason in answer.json()["detail"]) == (413, True), answer
    connection = server.connect()
    chunks = (b"x" * 500 for _ in range(10))  # a body of no declared length
    connection.request("POST", "/tag", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()
    assert server.tag(text="x" * 100).status == 200


def half_a_request(server: Server) -> object:
    connection = server.connect()
    connection.putrequest("POST", "/tag")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", "100")
    connection.endheaders(b'{"text": ')
    return connection


def test_too_many_at_once_are_429_and_a_slow_body_is_408(start: Callable[..., Server]) -> None:
    server = start("--at-once", 1, "--timeout", 4)
    waiting = half_a_request(server)
    time.sleep(0.5)
    answer = server.tag(text=TEXT)
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert "try again" in answer.json()["detail"]
    assert server.call("GET", "/health").status == 200
    late = waiting.getresponse()  # type: ignore[attr-defined]
    assert (late.status, "took longer" in json.loads(late.read())["detail"]) == (408, True)
    waiting.close()  # type: ignore[attr-defined]
    assert server.tag(text=TEXT).status == 200


def test_work_that_takes_too_long_is_503_and_stops(start: Callable[..., Server]) -> None:
    server = start("--timeout", 0.3, "--workers", 1)
    answer = server.tag(articles=[{"text": TEXT * 80}] * 200)
    assert answer.status == 503
    assert "took" in answer.json()["detail"]
    deadline = time.monotonic() + 20  # the thread ends with the article it was at; the next request is served
    while (last := server.tag(text="France bombed Japan.")).status == 503 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert last.status == 200


def test_many_clients_below_the_limit_are_all_served(server: Server) -> None:
    statuses: list[int] = []

    def client() -> None:
        for _ in range(3):
            statuses.append(server.tag(text=TEXT).status)

    threads = [threading.Thread(target=client) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 90


def test_a_stop_finishes_what_was_begun(start: Callable[..., Server]) -> None:
    server = start()
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(server.tag(articles=[{"text": TEXT * 40}] * 40)))
    thread.start()
    time.sleep(0.3)
    assert server.stop() == 0
    thread.join()
    assert [a.status for a in answers] == [200]
    assert len(answers[0].json()) == 40


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([STANCE, "serve", *map(str, arguments)], capture_output=True, text=True, timeout=60)


def test_an_address_that_is_taken_ends_with_2_and_one_line(server: Server, tiny_model: Path) -> None:
    port = server.address.rpartition(":")[2]
    done = run("--model", tiny_model, "--port", port)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}: can't listen there" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_the_extra_it_says_what_to_install(tiny_model: Path) -> None:
    script = (
        "import sys; sys.modules['fastapi'] = None; sys.argv = ['stance', 'serve', '--port', '0'];"
        "from stance.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.strip().endswith("pip install 'stance[serve]'")
    assert len(done.stderr.strip().splitlines()) == 1
