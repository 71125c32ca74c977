# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a fact is known: confirmed by somebody on a day, said by a document, deduced by a rule, or our own opinion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from graph.text.days import months_between

if TYPE_CHECKING:
    from graph.model import Texts

CONFIRMED, SAID, DEDUCED, EDITORIAL = "confirmed", "said", "deduced", "editorial"
STRENGTH = {CONFIRMED: 0, SAID: 1, DEDUCED: 2, EDITORIAL: 3}
"""The concepts of the scheme `basis`, by slug, the strongest first."""


class Known(NamedTuple):
    """How something is known.

    `on` is the day of the confirmation, or that of the document or of its last reading; None when nobody dated it. `by`
    is the IRI of who confirmed, or of the document; "" when none is named. `read`: a page was read that day. `rule`
    says what it is deduced from, None when nobody said. `brought`: the day on which somebody last brought it here: that
    does not date it, but nobody had confirmed it before.
    """

    how: str
    on: date | None = None
    by: str = ""
    read: bool = False
    rule: Texts | None = None
    brought: date | None = None

    @property
    def weakness(self) -> tuple[int, int]:
        """The greater, the less it is worth: how it is known, then how long ago."""
        return STRENGTH.get(self.how, STRENGTH[SAID]), -(self.on.toordinal() if self.on else 0)


UNDATED = Known(SAID)
"""What a source says of which nothing more is told."""


FRESH = 12
"""Months after which what nobody confirmed nor read again bears a mark of age."""


def doubtful(known: Known, day: date) -> bool:
    """Whether nobody looked at it for a year, or ever, or it is only deduced; an opinion is of its time."""
    if known.how in (EDITORIAL, DEDUCED):
        return known.how == DEDUCED
    return known.on is None or months_between(known.on, day) > FRESH


def covers(confirmed: Known, said: Known) -> bool:
    """Whether a confirmation was made after that was said; of what nobody dated, after it was brought."""
    since = said.on or said.brought
    return since is None or (confirmed.on is not None and since <= confirmed.on)


def strongest(found: Iterable[Known]) -> Known:
    """The one that is worth the most."""
    return min(found, key=lambda known: known.weakness)


def weakest(found: Iterable[Known]) -> Known:
    """The one that is worth the least; said without a date where there is none."""
    return max(found, key=lambda known: known.weakness, default=UNDATED)
