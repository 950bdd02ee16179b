"""What the server takes on: sizes, requests at once, time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one server. Beyond the sizes it answers 413, beyond `at_once` 429, beyond `seconds` 503."""

    body_bytes: int = 2_000_000
    """Bytes of a request's body."""
    text_chars: int = 200_000
    """Characters of one article, or of one HTML page before its text is taken out."""
    articles: int = 200
    """Articles of one request."""
    at_once: int = 256
    """Requests with a body that are read, waiting or worked on at the same time."""
    seconds: float = 60.0
    """Time a request, from its first byte to its answer."""
    workers: int = 2
    """Threads that tag; further requests wait their turn."""
