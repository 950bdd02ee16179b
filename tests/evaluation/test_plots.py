from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from stance.evaluation.plots import bar, interval_plot, legend, reliability_plot, risk_coverage_plot


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own text


def test_dots_of_the_reliability_diagram_are_where_the_bins_are() -> None:
    bins = [
        {"low": 0.4, "high": 0.6, "confidence": 0.5, "accuracy": 1.0, "examples": 25},
        {"low": 0.8, "high": 1.0, "confidence": 1.0, "accuracy": 0.5, "examples": 100},
    ]
    svg = parsed(reliability_plot("m<1>", bins))
    assert svg.get("aria-label") == "Reliability diagram of m<1>"
    dots = [{k: float(dot.get(k, "")) for k in ("cx", "cy", "r")} for dot in svg.iter("circle")]
    left, right, top, bottom = 48, 288, 10, 260
    assert dots[0] == pytest.approx({"cx": (left + right) / 2, "cy": top, "r": 2.5 + 6.5 / 2}, abs=0.06)
    assert dots[1] == {"cx": right, "cy": (top + bottom) / 2, "r": 9.0}


def test_curve_and_target_share_a_scale() -> None:
    curve = [{"kept": 1.0, "precision": 0.6}, {"kept": 0.0, "precision": 1.0}]
    svg = parsed(risk_coverage_plot({"one": curve}, 0.8))
    line = next(svg.iter("polyline"))
    assert line.get("points") == "288.0,260.0 48.0,10.0"
    target = next(item for item in svg.iter("line") if item.get("class") == "target")
    assert target.get("y1") == "135.0"
    ticks = [item.text for item in svg.iter("text") if item.get("text-anchor") == "end"]
    assert ticks[:5] == ["0.6", "0.7", "0.8", "0.9", "1"]


def test_empty_plots_are_still_plots() -> None:
    for svg in (reliability_plot("none", []), risk_coverage_plot({}, 0.9), interval_plot("none", [])):
        parsed(svg)


def test_intervals_and_bars() -> None:
    svg = interval_plot("Scores", [("a<b", 0.5, [0.25, 0.75]), ("no interval", 1.0, None)])
    whiskers = [item for item in parsed(svg).iter("line") if item.get("class") == "whisker"]
    assert [(w.get("x1"), w.get("x2")) for w in whiskers] == [("212.5", "337.5")]
    assert 'width="30.0"' in bar(0.3, None)
    assert re.search(r'x1="20.0".*x2="40.0"', bar(0.3, [0.2, 0.4]))
    assert "a&lt;b" in legend(["a<b"])
