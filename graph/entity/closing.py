# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a service is open on a day: by the end that was observed, else by its state, else by what was announced."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from graph.namespaces import SCHEMA, TIS, VOCABULARY

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset

OPEN, CLOSING, CLOSED = "open", "closing", "closed"
SHUT = (VOCABULARY["state/closed"], VOCABULARY["state/done"])
"""States of what is no longer offered."""


class Closing(NamedTuple):
    """What is known of a closing: the last day, the day for which it was announced (None when nobody said), the state.

    An announcement is not an end: after its day the service is not recommended, but nobody says that it has closed.
    """

    end: date | None
    announced: date | None
    state: str

    @property
    def day(self) -> date | None:
        """The day to tell: the last one, else the one announced."""
        return self.end or self.announced

    def at(self, day: date) -> str:
        """OPEN, CLOSING (open, with a closing to come) or CLOSED (closed, or said to close before that day)."""
        if self.end is None and self.state in SHUT:
            return CLOSED
        if self.day is None:
            return OPEN
        return CLOSED if self.day < day else CLOSING


def closing_of(dataset: Dataset, iri: str) -> Closing:
    """What a dataset says of the closing of a service."""
    end, announced = dataset.day(iri, SCHEMA.endDate), dataset.day(iri, TIS.announcedEnd)
    return Closing(end, announced, dataset.link(iri, TIS.state) or "")
