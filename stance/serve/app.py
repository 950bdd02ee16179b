"""The application: `POST /tag`, `GET /models`, `GET /health` and the web page."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from stance import __version__
from stance.errors import InputError, did_you_mean
from stance.serve.guard import Guard
from stance.serve.limits import Limits
from stance.serve.problems import TooLargeError, problem
from stance.serve.schemas import PROBLEMS, Format, Health, ModelOut, TagRequest
from stance.serve.work import MEDIA_TYPES, answer
from stance.tagger import Tagger
from stance.types import Article
from stance.views import html as article_view


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A tagger and the scores that were saved with its model."""

    tagger: Tagger
    scores: Mapping[str, float] = field(default_factory=dict)


def create_app(models: Sequence[ServedModel], limits: Limits | None = None, hosts: Sequence[str] = ()) -> FastAPI:
    """Return the ASGI application that tags with `models`, the first of them by default.

    `hosts` are the host names it answers to (see `Guard`); none of them means any.
    """
    limits = limits or Limits()
    pool = ThreadPoolExecutor(max_workers=limits.workers, thread_name_prefix="tagging")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        pool.shutdown(wait=True, cancel_futures=True)

    app = FastAPI(
        title="stance",
        version=__version__,
        summary="Who escalates, de-escalates, deters or concedes in political news, and towards whom.",
        docs_url=None,  # FastAPI's own pages load scripts from another host
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(Guard, limits=limits, hosts=hosts)
    _add_problems(app)
    _add_api(app, {model.tagger.name: model for model in models}, limits, pool)
    _add_page(app)
    return app


def _add_api(app: FastAPI, models: Mapping[str, ServedModel], limits: Limits, pool: ThreadPoolExecutor) -> None:
    files_too = {MEDIA_TYPES[f].split(";")[0]: {"schema": {"type": "string"}} for f in Format if f is not Format.json}

    @app.post(
        "/tag",
        summary="Tag an article, a page or a list of articles",
        response_model=list[Article],
        responses={200: {"content": files_too, "description": "The tagged articles"}, **PROBLEMS},
    )
    async def tag(request: TagRequest) -> Response:
        model = _chosen(request.model, models)
        work = partial(answer, request, model.tagger, limits, time.monotonic() + limits.seconds)
        body = await asyncio.get_running_loop().run_in_executor(pool, work)
        headers = {}
        if request.format is not Format.json:
            headers["Content-Disposition"] = f'attachment; filename="stances.{request.format}"'
        return Response(body, media_type=MEDIA_TYPES[request.format], headers=headers)

    @app.get("/models", summary="The models that this server tags with")
    async def list_models() -> list[ModelOut]:
        return [
            ModelOut(name=name, default=number == 0, labels=list(m.tagger.labels), scores=dict(m.scores))
            for number, (name, m) in enumerate(models.items())
        ]

    @app.get("/health", summary="Whether the server is up")
    async def health() -> Health:
        return Health(status="ok", version=__version__)


def _add_page(app: FastAPI) -> None:
    """Add the web page. Its few files are read once and served by name, so no other file can be reached."""
    for path, (body, media_type) in _page_files().items():
        app.router.add_route(path, _giver(body, media_type), include_in_schema=False)


def _giver(body: bytes, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    async def give(_: Request) -> Response:
        return Response(body, media_type=media_type, headers={"Cache-Control": "no-cache"})

    return give


def _page_files() -> dict[str, tuple[bytes, str]]:
    """Return path -> (body, media type). Colours and signs of the stances are those of exported pages."""
    static = files("stance.serve") / "static"
    signs = escape(json.dumps({stance.value: sign for stance, sign in article_view.SIGNS.items()}))
    page = (static / "index.html").read_text(encoding="utf-8").replace("{{signs}}", signs)
    return {
        "/": (page.encode(), "text/html"),
        "/static/article.css": (article_view._STYLE.encode(), "text/css"),
        "/static/page.css": ((static / "page.css").read_bytes(), "text/css"),
        "/static/page.js": ((static / "page.js").read_bytes(), "text/javascript"),
        "/static/examples.json": ((static / "examples.json").read_bytes(), "application/json"),
        "/favicon.ico": ((static / "icon.svg").read_bytes(), "image/svg+xml"),
    }


def _add_problems(app: FastAPI) -> None:
    """Answer every failure with a status and one line of JSON."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first, *others = error.errors()
        if first["type"] == "json_invalid":
            return problem(422, f"the body is not JSON: {first.get('ctx', {}).get('error', first['msg'])}")
        where = ".".join(str(part) for part in first["loc"][1:]) or "body"
        more = f" (and {len(others)} more)" if others else ""
        return problem(422, f"{where}: {first['msg'].removeprefix('Value error, ')}{more}")

    @app.exception_handler(InputError)
    async def wrong(_: Request, error: InputError) -> Response:
        return problem(422, str(error))

    @app.exception_handler(TooLargeError)
    async def too_large(_: Request, error: TooLargeError) -> Response:
        return problem(413, str(error))

    @app.exception_handler(TimeoutError)
    async def too_slow(_: Request, error: TimeoutError) -> Response:
        return problem(503, "tagging this took too long; send less at once")

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        answer = problem(error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> Response:
        return problem(500, f"the server failed: {type(error).__name__}; its log says more")


def _chosen(name: str | None, models: Mapping[str, ServedModel]) -> ServedModel:
    if name is None:
        return next(iter(models.values()))
    if name not in models:
        raise InputError(f"model: unknown model '{name}'{did_you_mean(name, models)}; known are {', '.join(models)}")
    return models[name]
