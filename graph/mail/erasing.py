# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that wait, without those that say what is to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any


def without_letters(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], text: Callable[[str], bool]
) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The rows by table, and how many leave: to whom they go, or what they say, is to leave."""
    kept = {
        name: [dict(row) for row in found if not text(row["recipient"]) and not text(row["content"])]
        for name, found in rows.items()
    }
    return kept, sum(map(len, rows.values())) - sum(map(len, kept.values()))
