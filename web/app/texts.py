# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts made shorter where only their beginning is read."""

from __future__ import annotations

import re

from web.app.language import language

SENTENCE = re.compile(r"(?<=[.!?…]) +(?=[A-ZÀ-ÖØ-Þ«])")
LONG = 180


def first_sentence(text: str, longest: int = LONG) -> str:
    """The first sentence, cut at a word when it is long."""
    first = SENTENCE.split(text.strip(), maxsplit=1)[0]
    if len(first) <= longest:
        return first
    return first[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def quoted(text: str) -> str:
    """The text between the quotation marks of the language of the page."""
    return f"« {text} »" if language() == "fr" else f"“{text}”"


def colon() -> str:
    """A colon, with its space in French."""
    return " :" if language() == "fr" else ":"
