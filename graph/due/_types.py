# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a job is given, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from graph.mail import Outbox
from graph.rdf.dataset import Dataset
from graph.settings import Settings
from graph.storage.repository import Repository
from graph.territory import Territories

LAST = 900
"""The order of what sends letters: what the others write leaves in the same round."""


@dataclass(frozen=True)
class Occasion:
    """One round: at which moment (seconds), with which letters and facts; with `dry_run` nothing is changed nor sent.

    `public`, `full`, `repository` and `territories` are read when first asked for.
    """

    settings: Settings
    outbox: Outbox
    now: int
    dry_run: bool
    public: Callable[[], Dataset]
    full: Callable[[], Dataset]
    repository: Callable[[], Repository]
    territories: Callable[[], Territories]

    @property
    def today(self) -> date:
        """The day of this round."""
        return datetime.fromtimestamp(self.now, UTC).date()


@dataclass(frozen=True)
class DueJob:
    """Something that comes due. `work` does it, or with `dry_run` looks at it, and says what in French sentences.

    Done twice it is done once: what was done is due no more.
    """

    name: str
    order: int
    work: Callable[[Occasion], Iterable[str]]
