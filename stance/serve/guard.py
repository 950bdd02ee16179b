"""The ASGI guard before the app: host, size of the body, requests at once, time, security headers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stance.serve.limits import Limits
from stance.serve.problems import SECURITY_HEADERS, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DRAINED = 4
"""A body too large is read, and thrown away, up to this many times the limit: a client that is cut off while it
still sends would never see the reason."""


class Guard:
    """Lets a request through to the app, or answers 408, 413, 421, 429 or 503 with the reason.

    `hosts` are the values of the Host header that are served, without the port; none of them means any. A server on
    loopback names its own, so that a page elsewhere can't reach it by a host name of its own (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, limits: Limits, hosts: Sequence[str] = ()) -> None:
        self._app = app
        self._limits = limits
        self._hosts = frozenset(hosts)
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        if self._hosts and _host(scope) not in self._hosts:
            await problem(421, f"this server is not '{_host(scope)}'; name the host with --allow-host")(
                scope, receive, answer.send
            )
        elif scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, answer.send)
        elif self._busy >= self._limits.at_once:
            await problem(429, f"{self._busy} requests are being served; try again in a moment")(
                scope, receive, answer.send
            )
        else:
            self._busy += 1
            try:
                await self._bounded(scope, receive, answer)
            finally:
                self._busy -= 1

    async def _bounded(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        """Read the body and serve it, within the limits."""
        body: bytes | None = None
        try:
            async with asyncio.timeout(self._limits.seconds):
                body = await self._body(scope, receive)
                if body is None:
                    await problem(413, f"the body is larger than {self._limits.body_bytes:,} bytes")(
                        scope, receive, answer.send
                    )
                else:
                    await self._app(scope, _replay(body, receive), answer.send)
        except TimeoutError:
            if answer.begun:
                raise
            took = f"took longer than {self._limits.seconds:g} seconds"
            refusal = problem(408, f"sending the body {took}") if body is None else problem(503, f"this {took}")
            await refusal(scope, receive, answer.send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the body, or None where it is too large."""
        limit = self._limits.body_bytes
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if int(declared) > DRAINED * limit:  # the HTTP parser has let only digits through
            return None
        chunks, size, more = [], 0, True
        while more and size <= DRAINED * limit:
            message = await receive()
            chunk = message.get("body", b"")
            size += len(chunk)
            if size <= limit:
                chunks.append(chunk)
            else:
                chunks.clear()
            more = message.get("more_body", False)
        return b"".join(chunks) if size <= limit else None


class _Answer:
    """Passes an answer on with the security headers, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = message["headers"] = list(message.get("headers", ()))
            there = {name.lower() for name, _ in headers}
            for name, value in SECURITY_HEADERS.items():
                if name.lower().encode() not in there:
                    headers.append((name.lower().encode(), value.encode()))
            if b"cache-control" not in there:
                headers.append((b"cache-control", b"no-store"))
        await self._send(message)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body that was read, then what the client does after it."""
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _host(scope: Scope) -> str:
    """Return the Host header in lower case without its port."""
    host = str(dict(scope["headers"]).get(b"host", b""), "latin-1").lower()
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() else host
