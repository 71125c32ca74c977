# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as it is compared: without case, accents, ligatures or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"}
# What French writes most, replaced one by one: on a long text five times quicker than the regular expressions.
_COMMON = {"\u0301": "", "\u0300": "", "\u0302": "", "\u0308": "", "\u0327": "", "-": " ", "'": " ", "’": " "}
_MARKS = re.compile("[\u0300-\u036f]+")
_SEPARATORS = re.compile(r"(?:[^\w\n ]|_| {2})[^\w\n]*")


def fold(text: str) -> str:
    """Lower-case words separated by one space; `"L’Œuvre d'Été"` gives `"l oeuvre d ete"`."""
    return _fold(text.replace("\n", " ")).strip()


def fold_all(texts: Iterable[str]) -> list[str]:
    """`fold` of many texts without line ends, at once: ten times quicker than one by one."""
    joined = _fold("\n".join(texts))
    return [line.strip() for line in joined.split("\n")]


def _fold(text: str) -> str:
    text = text.casefold()
    for letter, letters in _LIGATURES.items():
        text = text.replace(letter, letters)
    text = unicodedata.normalize("NFKD", text)
    for character, other in _COMMON.items():
        text = text.replace(character, other)
    return _SEPARATORS.sub(" ", _MARKS.sub("", text))


def has_controls(text: str) -> bool:
    """Whether the text holds control, bidirectional or other invisible characters, which no name needs.

    A character that this version of Unicode does not know yet, as a new pictogram, is none of them.
    """
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} for character in text)
