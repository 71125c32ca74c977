# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells of tables made for people: nothing in them is calculated by the spreadsheet that opens them."""

from __future__ import annotations

import re

# What a spreadsheet would run when a cell begins with it; some take the wide signs of Asian keyboards for the same.
_LIVE = r"[=+\-@＝＋－＠]"
# A program that splits cells anew begins some after a separator, whether a text was between quotation marks or not.
_BEGINNING = re.compile(rf"^(?=[\t\r\n]|{_LIVE})|(?<=[|;,\t\r\n])(?={_LIVE})")
# A number or a telephone is no formula: `+33 2 47 00 00 00`, `-2,5`, `0.69`.
_NUMBER = re.compile(r"[+\-]?\d[\d \u00a0\u202f.()\-]*(?:,\d+)?(?=$|[|;,\t\r\n])")

# What is meant to be calculated, rather than a name that begins with such a sign: « + de liens », « @home ».
_FORMULA = re.compile(rf"\s*(?:[=＝]|{_LIVE}(?=\S*[(!|\d]))")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would calculate a text, and nobody would write it otherwise."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text.strip()) is None


def unrun(cell: str) -> str:
    """The cell, with an apostrophe before whatever a spreadsheet would calculate, at its start or after a separator."""
    return _BEGINNING.sub(lambda found: "" if _NUMBER.match(cell, found.start()) else "'", cell)
