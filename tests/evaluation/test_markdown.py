from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import stance
from stance.evaluation.markdown import escaped, table_markdown
from stance.evaluation.tables import Score, Table
from stance.tagger import Tagger


def test_a_table() -> None:
    table = Table("A title", ("model", "F1", "n"), [("one|two", Score(0.5, [0.25, 0.75]), 1200)], "A note.")
    assert table_markdown(table) == (
        "### A title\n\n| model | F1 | n |\n| --- | ---: | ---: |\n| one\\|two | 0.500 (0.25 to 0.75) | 1,200 |\n\nA note."
    )


def test_escaping_keeps_p_values_readable() -> None:
    assert escaped("p < 0.001, a_b, <b>, *x*") == "p < 0.001, a\\_b, \\<b>, \\*x\\*"


@given(st.text())
def test_any_text_stays_in_its_cell(text: str) -> None:
    row = table_markdown(Table("t", ("a", "b"), [(text, "end")])).splitlines()[-1]
    assert row.startswith("| ")
    assert row.endswith(" | end |")
    bare = row.replace("\\\\", "").replace("\\|", "")
    assert bare.count("|") == 3


def test_the_report_quotes_the_worst_mistake_with_its_mention_marked(label_file: Path, tagger: Tagger) -> None:
    text = stance.evaluate(tagger, label_file, resamples=20).to_markdown()
    assert (
        "- **Iran** attacked the port. (c, sentence 1, characters 0 to 4): gold none, predicted escalation (0.80)"
        in text
    )
    assert "Only 3 articles were resampled: the intervals are rough." in text
