# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts as sentences: the first one of a text, and a text begun as one."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"(?<=[.!?…]) +(?=[A-ZÀ-ÖØ-Þ«])")
LONG = 180


def first_sentence(text: str, longest: int = LONG) -> str:
    """The first sentence, cut at a word when it is long."""
    first = SENTENCE.split(text.strip(), maxsplit=1)[0]
    if len(first) <= longest:
        return first
    return first[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def ended(text: str) -> str:
    """The text with a stop, unless it ends with a mark already; nothing for nothing."""
    return text if not text or text.rstrip("\u202f »”")[-1:] in {".", "!", "?", "…"} else f"{text}."


def sentence(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def inner(text: str) -> str:
    """The text as it stands within a sentence: with a small first letter, unless it begins with an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
