"""Models by name -> a running server."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from stance.errors import InputError
from stance.model_folder import find_model, open_model
from stance.serve.app import ServedModel, create_app
from stance.serve.limits import Limits
from stance.tagger import HUB_PREFIX, load

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
SCORES = ("macro_f1", "accuracy", "ece")


def serve(
    models: Sequence[ServedModel],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    allow_hosts: Sequence[str] = (),
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then finish what was begun and return.

    `ready` gets the address once it is listened on; port 0 takes a free one. Raises InputError where the address
    can't be had.
    """
    limits = limits or Limits()
    sock = _listen(host, port)
    hosts = [h.lower() for h in (*LOOPBACK_NAMES, host, *allow_hosts)] if is_loopback(host) or allow_hosts else []
    config = uvicorn.Config(
        create_app(models, limits, hosts),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=int(limits.seconds) + 1,
    )
    # uvicorn raises a signal again once it has stopped; these handlers end it there, so that the caller goes on
    before = {s: signal.signal(s, lambda *_: None) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        if ready is not None:
            shown = f"[{host}]" if ":" in host else host
            ready(f"http://{shown}:{sock.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[sock])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sock.close()


def load_model(name: str | None, *, actors: Sequence[Path] = (), device: str = "cpu") -> ServedModel:
    """Load a model as `stance.load` does, with its scores. Raises ModelError."""
    path = find_model(None if name is None else _local(name))
    metrics = open_model(path).metrics
    scores = metrics.get("test") or metrics.get("dev") or {}
    return ServedModel(load(path, actors=actors, device=device), {k: scores[k] for k in SCORES if k in scores})


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _local(name: str) -> str | Path:
    if not name.startswith(HUB_PREFIX):
        return name
    from stance.hub import download

    return download(name.removeprefix(HUB_PREFIX))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{host}:{port}: can't listen there: {reason}; name another --host or --port") from None
