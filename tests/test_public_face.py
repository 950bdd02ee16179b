from __future__ import annotations

import subprocess
import sys

import stance

HEAVY = "{'torch', 'transformers', 'sklearn', 'pandas', 'scipy', 'onnxruntime', 'pyarrow', 'trafilatura'}"


def test_import_is_light() -> None:
    code = f"import stance, sys; found = {HEAVY} & set(sys.modules); assert not found, found"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_command_line_starts_light() -> None:
    code = f"import stance.cli, sys; found = {HEAVY} & set(sys.modules); assert not found, found"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_is_there() -> None:
    assert all(getattr(stance, name) is not None for name in stance.__all__)
