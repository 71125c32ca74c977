# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which words typed are never kept, not even as a count: what may tell of a person, and what is said in distress."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from graph.model.ontology import example_lines
from graph.text.folding import fold
from graph.text.personal import is_personal

NEVER_KEPT = "never-kept.txt"


def is_distress(text: str) -> bool:
    """Whether somebody may be asking for help for themselves: wider than what numbers are told for, as nothing is lost
    by forgetting."""
    return bool(_never_kept().search(fold(text)))


@cache
def _never_kept() -> re.Pattern[str]:
    words = (re.escape(line).replace(r"\*", r"\w*") for line in example_lines(NEVER_KEPT))
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


REFUSALS: tuple[Callable[[str], bool], ...] = (is_personal, is_distress)
"""Each is asked of every text before anything is made of it; one more is one more line here."""


def is_refused(text: str) -> bool:
    """Whether these words are to be forgotten at once; what has no two letters in a row is no word."""
    return not re.search(r"[^\W\d_]{2}", text) or any(refuses(text) for refuses in REFUSALS)
