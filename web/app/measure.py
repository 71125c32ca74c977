# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts of small drawings cut to the room they have, measured with the font that the pages serve."""

from __future__ import annotations

from graph.layout.text import text_width

TRAILING = " ,:;’(–"
LINKING = 3  # letters of the words that end no name (de, les, et), and of a piece too short to be recognised


def fit(text: str, room: float, size: float = 15, bold: bool = False) -> str:
    """The text, cut with an ellipsis to be at most `room` wide (units of `size`), never after a linking word."""
    if text_width(text, size, bold) <= room:
        return text
    cut = len(text)
    while cut > 1 and text_width(f"{text[:cut].rstrip(TRAILING)}…", size, bold) > room:
        cut -= 1
    words = text[:cut].rstrip(TRAILING).split(" ")
    while len(words) > 1 and len(words[-1]) <= LINKING:
        words.pop()
    return f"{' '.join(words).rstrip(TRAILING)}…"


def width(text: str, size: float = 15, bold: bool = False) -> float:
    """How wide a text is drawn."""
    return text_width(text, size, bold)
