# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which words typed are never kept, not even as a count: what may tell of a person, and what is said in distress."""

from __future__ import annotations

import re
from collections.abc import Callable

from graph.text.folding import fold
from graph.text.personal import is_personal

# Numbers to call and words of somebody in danger or ill; refused here whatever the page answers to them.
_DISTRESS = re.compile(
    r"\b(?:3919|3114|3018|119|112|114|115|suicid\w*|mourir|mort|tue\w*|viol(?:e|ee|eur|ences?)?|violent\w*|battu\w*|frappe\w*|"
    r"agress\w*|harcel\w*|menac\w*|inceste|abus(?:e|ee)|depress\w*|cancer|maladie|malade|hopital|drogue\w*|alcool\w*|"
    r"scarifi\w*|desespoir|desespere\w*|plus envie de vivre|au secours|aidez moi|peur)\b"
)  # fmt: skip


def is_distress(text: str) -> bool:
    """Whether somebody may be asking for help for themselves."""
    return bool(_DISTRESS.search(fold(text)))


REFUSALS: tuple[Callable[[str], bool], ...] = (is_personal, is_distress)
"""Each is asked of every text before anything is made of it; one more is one more line here."""


def is_refused(text: str) -> bool:
    """Whether these words are to be forgotten at once; what has no two letters in a row is no word."""
    return not re.search(r"[^\W\d_]{2}", text) or any(refuses(text) for refuses in REFUSALS)
