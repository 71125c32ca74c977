# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a service is open on a day, and a tool to be advised: by its end, its state, and what was announced."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from graph.entity.existence import STOPPED
from graph.namespaces import SCHEMA, TIS, VOCABULARY

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset

OPEN, CLOSING, CLOSED, LOST = "open", "closing", "closed", "lost"
NOT_KNOWN = VOCABULARY["state/not-known"]
UNADVISED = STOPPED | {VOCABULARY["state/unmaintained"], VOCABULARY["state/no-longer-free"]}
"""States of tools that nobody should begin with."""


class Closing(NamedTuple):
    """What is known of a closing: the last day, the day for which it was announced (None when nobody said), the state.

    `seen` is when that state was last seen, or the last news; None when nobody said.
    An announcement is not an end: after its day the service is not recommended, but nobody says that it has closed.
    """

    end: date | None
    announced: date | None
    state: str
    seen: date | None = None

    @property
    def day(self) -> date | None:
        """The day to tell: the last one, else the one announced."""
        return self.end or self.announced

    def at(self, day: date) -> str:
        """OPEN, CLOSING (open, with a closing to come), CLOSED (closed, or said to close before that day) or LOST (not
        heard of: nobody knows).
        """
        if self.state in STOPPED and (self.end is None or (self.seen is not None and self.seen <= day)):
            return CLOSED
        if self.day is None:
            return LOST if self.state == NOT_KNOWN else OPEN
        return CLOSED if self.day < day else CLOSING


def closing_of(dataset: Dataset, iri: str) -> Closing:
    """What a dataset says of the closing of a service."""
    end, announced = dataset.day(iri, SCHEMA.endDate), dataset.day(iri, TIS.announcedEnd)
    return Closing(end, announced, dataset.link(iri, TIS.state) or "", dataset.day(iri, TIS.stateOn))


def is_advised(dataset: Dataset, tool: str, day: date) -> bool:
    """Whether a tool may be advised that day: not ended, nor without upkeep, nor no longer free."""
    known = closing_of(dataset, tool)
    return known.state not in UNADVISED and known.at(day) != CLOSED
