"""docs/results.md against the models that are shipped."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "docs" / "results.md"


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import results

    return results


WRITTEN = (
    "# Results\n\n## Test split\n\nWords 1.\n\n| model | F1 |\n| --- | ---: |\n| tfidf | 0.600 (0.55 to 1,234) |\n"
)


def test_differences(results: ModuleType) -> None:
    assert results.differences(WRITTEN, WRITTEN) == []
    assert results.differences(WRITTEN, WRITTEN.replace("Words 1", "Words 2").replace("0.600", "0.615")) == []
    assert "is now '| tfidf | 0.700" in results.differences(WRITTEN, WRITTEN.replace("0.600", "0.700"))[0]
    assert results.differences(WRITTEN, WRITTEN.replace("1,234", "1,235"))
    assert results.differences(WRITTEN, WRITTEN.replace("tfidf", "other"))
    assert "has 3 lines, computed 4" in results.differences(WRITTEN, WRITTEN + "| other | 0.1 |\n")[0]
    assert "no section 'Contrast set'" in results.differences(WRITTEN, WRITTEN + "\n## Contrast set\n")[0]
    assert results.differences(WRITTEN + "\n## The user's articles\n", WRITTEN) == []


def test_the_document_holds_tables_and_no_sentence(results: ModuleType, corpus: Path, tiny_model: Path) -> None:
    text = results.results({"Test split": corpus / "labels" / "test.jsonl"}, [str(tiny_model)])
    assert "### Given mentions" in text
    assert "### From raw text" in text
    assert "withdrew" not in text
    assert results.differences(text, text) == []


@pytest.mark.slow
@pytest.mark.skipif(not RESULTS.is_file(), reason="docs/results.md is not written yet")
def test_results_are_the_shipped_models_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.results", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
