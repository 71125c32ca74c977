# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed, told: the journal as steps of which nothing was ever restricted, followed as it grows."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from graph.model import Model
from graph.namespaces import DCT, RDF
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.nquads import from_text, to_relative
from graph.storage.access import Access, AccessRules
from graph.storage.redaction import KIND as ERASURE

if TYPE_CHECKING:
    from graph.storage.journal import Change
    from graph.storage.repository import Repository

LARGE = 40
"""Above so many things, a change is told by a number: it is a file that was taken."""
UNDO = "undo"
"""The kind of a change that takes back what others said."""
MOST_STEPS = 20_000
"""How many changes are remembered, the latest ones."""


@dataclass(frozen=True)
class JournalStep:
    """A change without what was taken back since.

    `born`: what it typed first. Of a `large` one no fact is kept, only what it `touched` and the sources.
    """

    number: int
    at: datetime
    removed: frozenset[Fact]
    added: frozenset[Fact]
    born: frozenset[str]
    large: bool = False
    touched: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


class Chronicle:
    """The steps of an instance, read once, then followed; each reading takes in what was journaled meanwhile."""

    def __init__(self, model: Model, base: str) -> None:
        self._rules = AccessRules.of(model, base)
        self._base = base
        paths = (DCT.accessRights, *self._rules.inheriting, *self._rules.classes)
        self._needles = tuple(f"<{to_relative(iri, base)}>" for iri in paths)
        self._lock = threading.Lock()
        self._number = 0
        self._link = ""
        self._steps: dict[int, JournalStep] = {}
        self._returns: set[int] = set()
        self._alive: Counter[str] = Counter()
        self._ever: set[Fact] = set()
        self._access: Access | None = None

    def steps(self, repository: Repository, since: datetime) -> list[JournalStep]:
        """The steps from a moment on, the latest first; raises StorageError while the journal cannot be read."""
        with self._lock:
            self._catch_up(repository)
            return [step for step in reversed(self._steps.values()) if step.at >= since]

    def access(self, repository: Repository) -> Access:
        """What was restricted at any time, whatever it is now."""
        with self._lock:
            self._catch_up(repository)
            return self._known_access()

    def _catch_up(self, repository: Repository) -> None:
        last = repository.journal.last()
        if last is None:
            self._forget()
            return
        if last.number == self._number and last.link == self._link:
            return
        if last.number <= self._number or self._is_another(repository):
            self._forget()
        # What restricts is known before anything is told, so that what is told never depends on it.
        for row in repository.journal.rows(after=self._number):
            self._note_restricting(str(row["added"]))
        for change in repository.journal.read(after=self._number):
            self._take(change)
        while len(self._steps) > MOST_STEPS:
            del self._steps[next(iter(self._steps))]

    def _note_restricting(self, text: str) -> None:
        lines = [line for line in text.split("\n") if any(needle in line for needle in self._needles)]
        new = set(filter(lambda fact: self._rules.concerns((fact,)), from_text("\n".join(lines), self._base)))
        if new - self._ever:
            self._ever |= new
            self._access = None

    def _known_access(self) -> Access:
        if self._access is None:
            self._access = self._rules.access(Dataset.in_memory(self._ever, self._base))
        return self._access

    def _is_another(self, repository: Repository) -> bool:
        """Whether the journal was written again, by an erasure: nothing of what it said may stay here."""
        if not self._number:
            return False
        erased = repository.journal.headers(1, kinds=(ERASURE,))
        # Changes of before journals were chained have no link that would tell.
        is_new = any(header.number > self._number for header in erased)
        return is_new or repository.journal.header(self._number).link != self._link

    def _forget(self) -> None:
        self._number, self._link, self._access = 0, "", None
        self._steps.clear()
        self._returns.clear()
        self._alive.clear()
        self._ever.clear()

    def _take(self, change: Change) -> None:
        self._number, self._link = change.number, change.header.link
        born = self._born(change)
        if change.header.kind == ERASURE:
            return
        hides = self._known_access().hides
        removed, added = (
            frozenset(fact for fact in facts if not hides(fact)) for facts in self._without_taken_back(change)
        )
        if removed or added:
            self._steps[change.number] = _told(change, removed, added, born)

    def _born(self, change: Change) -> frozenset[str]:
        """What is typed from now on, and was not before."""
        for fact in change.removed:
            if fact.p == RDF.type:
                self._alive[fact.s] -= 1
        typed = [fact.s for fact in change.added if fact.p == RDF.type]
        gone = {fact.s for fact in change.removed if fact.p == RDF.type}
        born = frozenset(iri for iri in typed if self._alive[iri] <= 0 and iri not in gone)
        self._alive.update(typed)
        return born

    def _without_taken_back(self, change: Change) -> tuple[frozenset[Fact], frozenset[Fact]]:
        """What a change says anew; what it undoes leaves the step that said it, and neither is told."""
        undoes = change.header.undoes
        if undoes is None:
            return self._anew(change, [*reversed(self._steps.values())] if change.header.kind == UNDO else ())
        undone = self._steps.get(undoes)
        if undone is None and undoes in self._returns:  # what was taken back is there again: it is told as of today
            return change.removed, change.added
        if undone is None or undone.large:
            return frozenset(), frozenset()
        self._returns.add(change.number)
        return self._anew(change, (undone,))

    def _anew(self, change: Change, before: Iterable[JournalStep]) -> tuple[frozenset[Fact], frozenset[Fact]]:
        """What a change says that steps before it, the latest first, had not said otherwise; they lose the rest."""
        removed, added = change.removed, change.added
        for step in before:
            if removed.isdisjoint(step.added) and added.isdisjoint(step.removed):
                continue
            left = replace(step, added=step.added - removed, removed=step.removed - added)
            removed, added = removed - step.added, added - step.removed
            self._steps[step.number] = replace(left, born=frozenset(typed_in(left.added)) & step.born)
            if not left.added and not left.removed:
                del self._steps[step.number]
        return removed, added


def _told(change: Change, removed: frozenset[Fact], added: frozenset[Fact], born: frozenset[str]) -> JournalStep:
    born = frozenset(typed_in(added)) & born
    touched = frozenset(fact.s for fact in removed | added)
    if len(touched) <= LARGE:
        return JournalStep(change.number, change.header.at, removed, added, born)
    sources = frozenset(fact.source for fact in added)
    none: frozenset[Fact] = frozenset()
    return JournalStep(change.number, change.header.at, none, none, born, True, touched, sources)


def typed_in(facts: frozenset[Fact]) -> Iterator[str]:
    """The things to which facts give a type."""
    return (fact.s for fact in facts if fact.p == RDF.type)
