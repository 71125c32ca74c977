# SPDX-License-Identifier: AGPL-3.0-or-later
"""Punctuation in the language of the page."""

from __future__ import annotations

from web.app.language import language


def quoted(text: str) -> str:
    """The text between the quotation marks of the language of the page."""
    return f"« {text} »" if language() == "fr" else f"“{text}”"


def colon() -> str:
    """A colon, with its space in French."""
    return " :" if language() == "fr" else ":"
