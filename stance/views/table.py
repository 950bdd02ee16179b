"""Tagged articles in the terminal: one table an article, one line a tag."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from stance.types import Article, Stance

COLORS = {
    Stance.ESCALATION: "red",
    Stance.DETERRENCE: "yellow",
    Stance.DE_ESCALATION: "green",
    Stance.CONCESSION: "cyan",
}
"""Colours of the default labels; the label is always written out too."""


def article_table(article: Article) -> Table:
    """Return a rich table: sentence number, actor, stance, confidence, target, and the sentence with the mention marked."""
    heading = " · ".join(part for part in (article.title or article.id, article.date) if part)
    table = Table(title=heading, title_justify="left", expand=False, show_lines=False, pad_edge=False)
    for name, justify in (("#", "right"), ("actor", "left"), ("stance", "left"), ("p", "right"), ("target", "left")):
        table.add_column(name, justify="right" if justify == "right" else "left", no_wrap=True)
    table.add_column("sentence")
    for index, sentence in enumerate(article.sentences):
        for tag in sentence.tags:
            color = COLORS.get(Stance(tag.stance), "") if tag.stance in set(Stance) else ""
            text = Text(" ".join(sentence.text[: tag.start].split(" ")))
            text.append(sentence.text[tag.start : tag.end], style=f"bold {color}".strip())
            text.append(sentence.text[tag.end :])
            table.add_row(
                str(index), tag.actor, Text(tag.stance, style=color), f"{tag.confidence:.2f}", tag.target or "", text
            )
    return table
