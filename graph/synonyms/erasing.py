# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts of words without those that were erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_KNOWN = "words_known"


def without_words(
    rows: Rows, erased: Callable[[str, str], bool], gone: Callable[[str], bool]
) -> tuple[dict[str, list[dict[str, Any]]], set[str]]:
    """The rows by table, and the digests of the words that left.

    `erased` tells of a digest and its words ("" while nobody reads them), `gone` of what was chosen (`tool/yeswiki`).
    """
    words = {row["digest"]: row["words"] for row in rows.get(_KNOWN, ())}
    digests = {row["digest"] for found in rows.values() for row in found}
    out = {digest for digest in digests if erased(digest, words.get(digest, ""))}
    kept = {
        name: [
            dict(row) for row in found if row["digest"] not in out and not (row.get("chosen") and gone(row["chosen"]))
        ]
        for name, found in rows.items()
    }
    return kept, out
