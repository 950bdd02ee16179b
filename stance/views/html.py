"""Tagged articles as one self-contained HTML page. Article text is untrusted: everything is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from stance.types import Article, Sentence, Stance, Tag

SIGNS = {Stance.ESCALATION: "▲", Stance.DETERRENCE: "◆", Stance.DE_ESCALATION: "▼", Stance.CONCESSION: "●"}
"""A sign beside each stance's colour, so that nobody has to tell colours apart."""

_STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --back: #fff; --faint: #59636e; --line: #d8dee4;
  --escalation: #b42318; --deterrence: #8a5a00; --de-escalation: #0b6b3a; --concession: #0b5c8a; --other: #5b3aa0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --back: #14171b; --faint: #9aa4af; --line: #333b44;
  --escalation: #ff8a80; --deterrence: #f3c04b; --de-escalation: #6fdc9a; --concession: #7cc8f5; --other: #c3a6ff; } }
body { font: 1rem/1.6 system-ui, sans-serif; color: var(--text); background: var(--back);
  max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
.meta, .legend, footer { color: var(--faint); font-size: .875rem; } .text { white-space: pre-wrap; }
mark { color: inherit; background: none; border-bottom: 2px solid var(--c); padding: 0 .05em; }
mark b { color: var(--c); font-size: .72rem; font-weight: 600; margin-left: .3em; white-space: nowrap; }
.escalation { --c: var(--escalation); } .deterrence { --c: var(--deterrence); }
.de-escalation { --c: var(--de-escalation); } .concession { --c: var(--concession); } .other { --c: var(--other); }
.legend span { color: var(--c); margin-right: 1rem; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
td, th { text-align: left; vertical-align: top; border-top: 1px solid var(--line); padding: .35rem .5rem .35rem 0; }
.stance { color: var(--c); white-space: nowrap; } details { margin: .4rem 0; } summary { cursor: pointer; }
@media print { body { max-width: none; } details { display: block; } }
"""


def article_page(articles: Sequence[Article], min_confidence: float = 0.0) -> str:
    """Return a page: each article with its mentions marked, then its sentences by actor."""
    title = articles[0].title or articles[0].id if len(articles) == 1 else f"{len(articles)} articles"
    body = "\n".join(article_section(article, min_confidence) for article in articles)
    return page_head(title) + legend() + body + PAGE_FOOT


def page_head(title: str) -> str:
    """Return what stands before the articles: doctype, style, opening tags."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(title)} - stances</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    )


PAGE_FOOT = "\n</main>\n<footer>Tagged by stance. Confidence is the model's own, calibrated on held-out news.</footer>\n</body>\n</html>\n"


def legend() -> str:
    """Return the legend of the default labels."""
    parts = "".join(f'<span class="{s.value}">{SIGNS[s]} {s.value}</span>' for s in Stance)
    return f'<p class="legend" aria-label="Legend">{parts}</p>\n'


def article_section(article: Article, min_confidence: float = 0.0) -> str:
    """Return an article as HTML: heading, marked text, a table of its tags by actor."""
    meta = " · ".join(part for part in (article.date, article.source, article.id) if part)
    parts, at = [], 0
    for sentence in article.sentences:
        parts += [_safe(article.text[at : sentence.start]), marked(sentence, min_confidence)]
        at = sentence.end
    parts.append(_safe(article.text[at:]))
    return (
        f'<article>\n<h1>{_safe(article.title or article.id)}</h1>\n<p class="meta">{_safe(meta)}</p>\n'
        f'<div class="text">{"".join(parts)}</div>\n{_by_actor(article, min_confidence)}</article>\n'
    )


def marked(sentence: Sentence, min_confidence: float = 0.0) -> str:
    """Return a sentence as HTML with its mentions marked; where spans overlap, the first one is marked."""
    parts, at = [], 0
    for tag in sorted(_kept(sentence.tags, min_confidence), key=lambda t: (t.start, -t.end)):
        if tag.start < at:
            continue
        towards = f" towards {tag.target}" if tag.target else ""
        title = f"{tag.actor}: {tag.stance}{towards}, confidence {tag.confidence:.2f}"
        parts.append(_safe(sentence.text[at : tag.start]))
        parts.append(
            f'<mark class="{_css(tag.stance)}" title="{_safe(title)}">{_safe(sentence.text[tag.start : tag.end])}'
            f"<b>{_sign(tag.stance)} {_safe(tag.actor)} {_safe(tag.stance)}</b></mark>"
        )
        at = tag.end
    return "".join(parts) + _safe(sentence.text[at:])


def _by_actor(article: Article, min_confidence: float) -> str:
    by_actor: dict[str, list[tuple[Sentence, Tag]]] = {}
    for sentence in article.sentences:
        for tag in _kept(sentence.tags, min_confidence):
            by_actor.setdefault(tag.actor, []).append((sentence, tag))
    if not by_actor:
        return "<h2>By actor</h2>\n<p>No stance found.</p>\n"
    parts = ["<h2>By actor</h2>\n"]
    for actor, tags in sorted(by_actor.items(), key=lambda item: (-len(item[1]), item[0])):
        counts = Counter(tag.stance for _, tag in tags)
        summary = ", ".join(f"{count} {stance}" for stance, count in counts.most_common())
        lines = "".join(
            f'<tr><td class="stance {_css(t.stance)}">{_sign(t.stance)} {_safe(t.stance)}</td><td>{t.confidence:.2f}</td>'
            f"<td>{_safe(t.target or '')}</td><td>{_safe(s.text)}</td></tr>\n"
            for s, t in tags
        )
        parts.append(
            f"<details open><summary><strong>{_safe(actor)}</strong> {_safe(summary)}</summary>\n<table>\n"
            f"<tr><th>stance</th><th>p</th><th>target</th><th>sentence</th></tr>\n{lines}</table></details>\n"
        )
    return "".join(parts)


def _kept(tags: Iterable[Tag], min_confidence: float) -> list[Tag]:
    return [tag for tag in tags if tag.confidence >= min_confidence]


def _css(stance: str) -> str:
    return stance if stance in set(Stance) else "other"


def _sign(stance: str) -> str:
    return SIGNS[Stance(stance)] if stance in set(Stance) else "■"


def _safe(text: str) -> str:
    """Escape for HTML; NUL and lone surrogates, which no page can hold, become the replacement character."""
    return escape(text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd"))
