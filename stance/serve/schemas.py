"""What the API takes and gives, as OpenAPI describes it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator


class Format(StrEnum):
    """How tagged articles are given back: `json` is a list, the others are files as `stance predict` writes them."""

    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


class ArticleIn(BaseModel):
    """An article to tag. Fields that are not named here are not looked at."""

    text: Annotated[str, Field(description="the article's plain text")]
    id: Annotated[str | None, Field(max_length=500)] = None
    title: Annotated[str | None, Field(max_length=2000)] = None
    date: Annotated[str | None, Field(max_length=100, description="a date; ISO 8601 is best")] = None
    source: Annotated[str | None, Field(max_length=500)] = None


_SOURCES = {"text": "string", "html": "string", "articles": "array"}
_ONE_SOURCE: list[JsonValue] = [
    {
        "required": [given],
        "properties": {name: {"type": kind if name == given else "null"} for name, kind in _SOURCES.items()},
    }
    for given in _SOURCES
]
"""What `TagRequest` checks about its three sources, for readers of the OpenAPI description."""


class TagRequest(BaseModel):
    """One of `text`, `html` and `articles`, and what is wanted of the answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "Moscow warned NATO against moving closer to its borders."}],
            "oneOf": _ONE_SOURCE,
        },
    )

    text: Annotated[str | None, Field(description="an article's plain text")] = None
    html: Annotated[str | None, Field(description="a web page; its article is taken out of it")] = None
    articles: Annotated[list[ArticleIn] | None, Field(min_length=1)] = None
    id: Annotated[str | None, Field(max_length=500, description="with `text` or `html`")] = None
    title: Annotated[str | None, Field(max_length=2000, description="with `text` or `html`")] = None
    date: Annotated[str | None, Field(max_length=100, description="with `text` or `html`")] = None
    model: Annotated[str | None, Field(description="a name of GET /models; by default the first")] = None
    min_confidence: Annotated[float, Field(strict=True, ge=0, le=1, description="leave out tags below it")] = 0.0
    actors: Annotated[list[str] | None, Field(description="keep the tags of these actors only")] = None
    stances: Annotated[list[str] | None, Field(description="keep the tags with these stances only")] = None
    format: Format = Format.json

    @model_validator(mode="after")
    def _one_source(self) -> TagRequest:
        given = [name for name in _SOURCES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give one of 'text', 'html' and 'articles', not {' and '.join(given) or 'none'}")
        if self.articles is not None and (self.id or self.title or self.date):
            raise ValueError("'id', 'title' and 'date' stand in each article where 'articles' is given")
        return self


class ModelOut(BaseModel):
    """A model that the server tags with. `scores` are those saved with it, on held-out sentences."""

    name: str
    default: bool
    labels: list[str]
    scores: dict[str, float]


class Health(BaseModel):
    """The server is up."""

    status: str
    version: str


class Problem(BaseModel):
    """Why a request was not served, in one line."""

    detail: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is not JSON"},
    408: {"model": Problem, "description": "The body did not come in time"},
    413: {"model": Problem, "description": "The body, a text or the list is too large"},
    421: {"model": Problem, "description": "Called by a host name that the server does not know"},
    422: {"model": Problem, "description": "The input is wrong"},
    429: {"model": Problem, "description": "Too many requests at once"},
    503: {"model": Problem, "description": "The work took too long"},
}
"""The refusals of POST /tag."""
