# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that wait are read in a thread of their own, one at a time: a page waits a moment, then says how far it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from graph.deliveries import DeliveryPreview, DeliveryQuestion, JudgedDelivery, OpenDelivery, preview_of
from graph.deliveries.origin import CARD_FORMAT
from graph.deliveries.pending import PendingDelivery
from graph.errors import TisserandError
from graph.sources import SourceColumn
from graph.storage.repository import Repository

if TYPE_CHECKING:
    from graph.deliveries.duplicates import PossibleDuplicate

SECONDS = 2.5
"""How long a page waits before it says that the file is still being read."""
MOST_KEPT = 2


@dataclass(frozen=True)
class FileRead:
    """A file read as far as it can be: how it was opened, its columns, what has to be asked first; where nothing
    is, and it was asked whole, what it would change, and what may be here already. `problem`: why it cannot be read.
    """

    opened: OpenDelivery | None = None
    columns: tuple[SourceColumn, ...] = ()
    questions: tuple[DeliveryQuestion, ...] = ()
    judged: JudgedDelivery | None = None
    preview: DeliveryPreview | None = None
    twice: tuple[PossibleDuplicate, ...] = ()
    problem: Exception | None = None

    @property
    def format(self) -> str:
        """The name of its format."""
        return self.opened.format.label() if self.opened else ""

    @property
    def recognised(self) -> tuple[PossibleDuplicate, ...]:
        """Its rows that are known cards for sure."""
        return tuple(pair for pair in self.twice if pair.recognised)

    @property
    def possible(self) -> tuple[PossibleDuplicate, ...]:
        """Its other rows that may be here already: somebody has to look."""
        return tuple(pair for pair in self.twice if not pair.recognised)

    @cached_property
    def named(self) -> frozenset[str]:
        """All that it speaks of, and what may be the same: a change of anything else leaves it as it was read."""
        known = frozenset(pair.other_iri for pair in self.twice)
        return known | self.judged.named if self.judged else known

    @property
    def is_card(self) -> bool:
        """Whether it is one thing, read at its address."""
        return self.opened is not None and self.opened.origin.format == CARD_FORMAT

    @property
    def asks_columns(self) -> bool:
        """Whether somebody may say what its columns mean."""
        return self.opened is not None and self.opened.format.asks_columns


@dataclass
class _Work:
    """What is being read: the number of the last change of which it knows, the row it is at, what comes of it."""

    number: int
    done: threading.Event = field(default_factory=threading.Event)
    row: int = 0
    found: FileRead | None = None


class FileReadings:
    """What was read last, and what is being read; threads share it."""

    def __init__(self) -> None:
        self._works: OrderedDict[Hashable, _Work] = OrderedDict()
        self._listing, self._turn = threading.Lock(), threading.Lock()

    def of(self, waiting: PendingDelivery, repository: Repository, *, whole: bool) -> FileRead | int:
        """A file read, whole or its columns alone; the row it is at while that is not done."""
        work = self._work(waiting, repository, whole=whole)
        if work.done.wait(SECONDS):
            work = self._work(waiting, repository, whole=whole)  # unless what was journaled meanwhile concerns it
        return work.found if work.found is not None else work.row

    def _work(self, waiting: PendingDelivery, repository: Repository, *, whole: bool) -> _Work:
        key = (waiting.code, repr(waiting.request), whole)
        with self._listing:
            work = self._works.get(key)
            if work is None or _is_of_before(work, repository):
                work = self._works[key] = _Work(repository.number)
                self._forget()
                made = (work, waiting, repository, whole)
                threading.Thread(target=self._make, args=made, name="importing", daemon=True).start()
            self._works.move_to_end(key)
            return work

    def _forget(self) -> None:
        """Lets go of what was read longest ago; never of what is being read, which every page would start again."""
        read = [key for key, work in self._works.items() if work.done.is_set()]
        for key in read[: max(0, len(self._works) - MOST_KEPT)]:
            del self._works[key]

    def _make(self, work: _Work, waiting: PendingDelivery, repository: Repository, whole: bool) -> None:
        def progress(row: int) -> None:
            work.row = row

        with self._turn:
            try:
                work.found = _read(waiting, repository, progress, whole=whole)
            except Exception as error:
                work.found = FileRead(problem=error)
            work.done.set()


def _is_of_before(work: _Work, repository: Repository) -> bool:
    """Whether something was journaled since that changes what was read; what is being read is let come to its end."""
    number = repository.number
    if work.number == number or not work.done.is_set():
        return False
    if number < work.number or work.found is None or work.found.judged is None:
        return True
    named = work.found.named
    for change in repository.journal.read(after=work.number):
        if not named.isdisjoint(iri for fact in change.touched for iri in (fact.s, fact.source)):
            return True
    work.number = number
    return False


def _read(
    waiting: PendingDelivery, repository: Repository, progress: Callable[[int], None], *, whole: bool
) -> FileRead:
    from graph.deliveries.cards import CardSurroundings, open_brought
    from graph.deliveries.duplicates import duplicates_of  # what compares things stands on much, and is seldom wanted

    model, said = repository.model, repository.said
    opened = open_brought(waiting.content, waiting.request, CardSurroundings(model, repository.background, said))
    found = FileRead(opened, opened.reading.columns, opened.questions)
    if opened.questions or not whole:
        return found
    try:
        judged = opened.judged(opened.read(progress))
    except TisserandError as error:
        return replace(found, problem=error)
    preview = preview_of(judged, said, model)
    twice = duplicates_of(judged, preview, repository.full, model, repository.background.territories)
    return replace(found, judged=judged, preview=preview, twice=twice)
