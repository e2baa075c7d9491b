"""What is known not to pass, and why."""

from __future__ import annotations

KNOWN: dict[str, str] = {}
