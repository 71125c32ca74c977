# SPDX-License-Identifier: AGPL-3.0-or-later
"""Punctuation that languages do not write alike."""

from __future__ import annotations


def quoted(text: str, lang: str) -> str:
    """The text between the quotation marks of a language."""
    return f"« {text} »" if lang == "fr" else f"“{text}”"


def colon(lang: str) -> str:
    """A colon, with its space in French."""
    return " :" if lang == "fr" else ":"
