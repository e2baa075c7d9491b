"""The code has one form and sound types; what a tool finds is in the failure's message."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("command", "mend"),
    [
        ("ruff check .", "`ruff check --fix .` mends some of it"),
        ("ruff format --check .", "`ruff format .` mends it"),
        ("mypy --strict kg web", "the lines above name each place"),
    ],
)
def test_a_tool_finds_nothing(command: str, mend: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, f"{found.stdout}{found.stderr}{mend}"
