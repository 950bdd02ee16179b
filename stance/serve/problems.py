"""Refusals and failures as JSON: `{"detail": "one line that says why"}`."""

from __future__ import annotations

from fastapi.responses import JSONResponse

from stance.text.records import clean

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every answer: only the server's own files run or load, nothing frames it, nothing is sniffed."""


class TooLargeError(Exception):
    """A text, or the number of them, is beyond the limits: answered with 413."""


def problem(status: int, detail: str) -> JSONResponse:
    """Return the answer that says why a request was not served; 429 and 503 name a time to try again."""
    headers = SECURITY_HEADERS | ({"Retry-After": "1"} if status in (429, 503) else {})
    return JSONResponse({"detail": clean(" ".join(detail.split()))}, status, headers)
