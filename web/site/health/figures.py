# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted of the facts for whoever watches over the instance: once a change, and never while they wait."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from graph.namespaces import TIS
from graph.rdf.dataset import Dataset

if TYPE_CHECKING:
    from graph.storage.repository import Repository

NAME = "health figures"
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class HealthFigures:
    """How many entries were confirmed on each day; when facts that ship were last taken, how many are as corrected."""

    confirmed: Mapping[date, int]
    taken: datetime | None
    kept: int

    def freshness(self, today: date) -> dict[str, object]:
        """How many entries were confirmed, when for the last time, and how many within a year."""
        recent = sum(count for day, count in self.confirmed.items() if day > today - A_YEAR)
        latest = max(self.confirmed).isoformat() if self.confirmed else None
        return {"verified": sum(self.confirmed.values()), "verified_within_a_year": recent, "latest": latest}

    def shipped(self) -> dict[str, object] | None:
        """When facts that ship were last taken, and how many of their statements people changed; None without any."""
        return None if self.taken is None else {"at": self.taken.isoformat(), "kept": self.kept}


class Counts:
    """The figures of an application: those of the change before, while those of the last one are being counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[Repository | None, int] = (None, 0)
        self._found: HealthFigures | None = None

    def now(self, repository: Repository, *, behind: bool) -> HealthFigures:
        """The figures; `behind`: a thread of its own counts them again, and the former ones do meanwhile.

        Raises StorageError where they were never counted and the journal cannot be read.
        """
        wanted = (repository, repository.number)
        with self._lock:
            if self._found is None or (self._of != wanted and not behind):
                # What a journal that is away would tell is asked of it once it is back.
                self._found, self._of = _counted(repository), wanted
            elif self._of != wanted and repository.fault is None:
                self._of = wanted
                threading.Thread(target=self._count, args=(repository,), name="figures", daemon=True).start()
            return self._found

    def _count(self, repository: Repository) -> None:
        try:
            found = _counted(repository)
        except Exception:  # closed meanwhile, or away: the next change has it counted again
            return
        with self._lock:
            if self._of[0] is repository:
                self._found = found


def register(app: Flask) -> None:
    """Gives the application its counts."""
    app.extensions[NAME] = Counts()


def counts() -> Counts:
    """The counts of the application at work."""
    return cast(Counts, current_app.extensions[NAME])


def _counted(repository: Repository) -> HealthFigures:
    from graph.storage.shipped import kept_here

    if repository.fault is not None:
        return HealthFigures(_confirmed(repository.public), None, 0)
    taken = repository.journal.last_taken()
    return HealthFigures(_confirmed(repository.public), taken, kept_here(repository) if taken else 0)


def _confirmed(dataset: Dataset) -> Mapping[date, int]:
    days = (dataset.day(fact.s, TIS.confirmedOn) for fact in dataset.facts(p=TIS.confirmedOn))
    return Counter(day for day in days if day)
