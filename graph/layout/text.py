# SPDX-License-Identifier: AGPL-3.0-or-later
"""Width of a text and its cut into lines, from the metrics of the font that the pages serve."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from unicodedata import category, east_asian_width

WIDTHS = Path(__file__).resolve().parent.parent / "fonts" / "inter.json"
LINE_HEIGHT = 1.16
# Kerning and hinting make a drawn line a little longer than the sum of its advances.
MARGIN = 1.04
ELLIPSIS = "…"
# A line may be this much longer when that saves another one.
SPARE = 1.12
WIDER = (1.0, 1.2, 1.45, 1.7)
# A word is cut only when it is an address rather than a word; in multiples of the size.
LONGEST_WORD, LONG_WORD = 14.0, 9.0
TRAILING = " ,:;’(–"
LINKING = 3  # letters of the words that end no name (de, les, et), and of a piece too short to be recognised


@lru_cache(maxsize=1)
def _tables() -> dict[bool, dict[str, int]]:
    """Widths by character in thousandths of the size; True is semi-bold."""
    widths = json.loads(WIDTHS.read_text(encoding="utf-8"))["widths"]
    return {False: widths["400"], True: widths["600"]}


@lru_cache(maxsize=20_000)
def advance(text: str, bold: bool = False) -> float:
    """Width of a text set at size 1."""
    table = _tables()[bold]
    return sum(table[sign] if sign in table else _unknown(sign) for sign in text) / 1000 * MARGIN


def _unknown(sign: str) -> int:
    """Width of a character that the font lacks: none for a mark on the letter before it, or for what joins pictures;
    else that of a wide letter, or of a picture."""
    if category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 1300 if east_asian_width(sign) == "W" else 900


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a text, in the unit of `size`."""
    return advance(text, bold) * size


def fit(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text, cut with an ellipsis to be at most `room` wide (units of `size`), never after a linking word."""
    if text_width(text, size, bold) <= room:
        return text
    cut = len(text)
    while cut > 1 and text_width(f"{text[:cut].rstrip(TRAILING)}{ELLIPSIS}", size, bold) > room:
        cut -= 1
    words = text[:cut].rstrip(TRAILING).split(" ")
    while len(words) > 1 and len(words[-1]) <= LINKING:
        words.pop()
    return f"{' '.join(words).rstrip(TRAILING)}{ELLIPSIS}"


@lru_cache(maxsize=20_000)
def wrapped(text: str, limit: float, bold: bool = False, most: int = 3) -> tuple[str, ...]:
    """The text cut at spaces into balanced lines about `limit` wide (in multiples of its size).

    A text that does not fit in `most` lines gets wider ones, up to WIDER times; what still does not fit is cut short.
    """
    words = [piece for word in text.split() for piece in _pieces(word, bold)]
    for wider in WIDER:
        lines = _fill(words, limit * wider, bold)
        if len(lines) <= most:
            return tuple(_balanced(words, limit * wider, bold, len(lines)))
    return (*lines[: most - 1], _shortened(" ".join(lines[most - 1 :]), limit * WIDER[-1], bold))


def _fill(words: list[str], limit: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = _joined(lines[-1], word) if lines else word
        if lines and advance(longer, bold) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _joined(text: str, word: str) -> str:
    """A text and what follows it; a word cut after its hyphen is put together again."""
    return f"{text}{word}" if text.endswith("-") else f"{text} {word}"


def _balanced(words: list[str], limit: float, bold: bool, count: int) -> list[str]:
    """The narrowest filling that keeps the same number of lines, or takes less."""
    low, high = advance(" ".join(words), bold) / count, limit
    best = _fill(words, limit, bold)
    while count > 1 and high - low > 0.3:
        middle = (low + high) / 2
        tried = _fill(words, middle, bold)
        if len(tried) > count:
            low = middle
        else:
            best, high = tried, middle
    # The longest word may leave room for the short ones beside it.
    fewer = _fill(words, max(advance(line, bold) for line in best) * SPARE, bold)
    return fewer if len(fewer) < len(best) else best


def _pieces(word: str, bold: bool) -> list[str]:
    """A long word may be cut after its hyphens; one longer than any word where it must be."""
    if advance(word, bold) > LONG_WORD and "-" in word[2:-2]:
        *heads, last = word.split("-")
        return [piece for part in (*(f"{head}-" for head in heads), last) if part for piece in _pieces(part, bold)]
    pieces = [""]
    for character in word:
        if pieces[-1] and advance(pieces[-1] + character, bold) > LONGEST_WORD:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _shortened(text: str, limit: float, bold: bool) -> str:
    while text and advance(text + ELLIPSIS, bold) > limit:
        text = text[:-1].rstrip()
    return text + ELLIPSIS
