# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is made of many things, one row each: after a change, the rows that read what it touched are made again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.rdf.course import THING, Mark
from graph.rdf.dataset import Dataset
from graph.rdf.traced import TracedDataset

Row = TypeVar("Row")


@dataclass(frozen=True)
class RowMaking(Generic[Row]):
    """How rows are made: `things` gives all that may have one, `make` the row of a thing (None: it has none).

    Both read the dataset that they are given and nothing else that changes, and keep nothing of what they read. What
    has a row is told by what is said of it: its classes, for one.
    """

    things: Callable[[Dataset], Iterable[str]]
    make: Callable[[Dataset, str], Row | None]


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """The rows of one state of a dataset, by thing; never changed. `again`: the things whose rows were made again, or
    left, since the rows of the state `since`; all were made where that is -1."""

    state: int
    by_thing: Mapping[str, Row]
    since: int = -1
    again: frozenset[str] = frozenset()


@dataclass
class _Read:
    """What each row read, both ways."""

    of: dict[str, tuple[Mark, ...]] = field(default_factory=dict)
    who: dict[Mark, set[str]] = field(default_factory=dict)

    def note(self, iri: str, marks: tuple[Mark, ...]) -> None:
        for mark in self.of.pop(iri, ()):
            self.who[mark].discard(iri)
            if not self.who[mark]:
                del self.who[mark]
        if marks:
            self.of[iri] = marks
        for mark in marks:
            self.who.setdefault(mark, set()).add(iri)


class FollowedRows(Generic[Row]):
    """The rows of a dataset as it is now, remade where it changed; one thread makes them, others wait for it."""

    def __init__(self, how: RowMaking[Row], dataset: Dataset) -> None:
        self._how = how
        self.dataset = dataset
        self._lock = threading.Lock()
        self._read = _Read()
        self._rows: Rows[Row] | None = None
        self.remade = 0
        """How many rows were made, whole or after changes: what tests and figures count."""

    def now(self) -> Rows[Row]:
        """The rows as the facts are now."""
        with self._lock:
            known = self._rows
            state = self.dataset.state  # before anything is read: what changes meanwhile is made again
            if known is not None and known.state == state:
                return known
            touched = None if known is None else self.dataset.touched_since(known.state)
            if known is None or touched is None:
                self._rows = Rows(state, self._whole())
            else:
                again = self._to_be_made_again(touched)
                rows = self._made(dict(known.by_thing), again) if again else known.by_thing
                self._rows = Rows(state, rows, known.state, again)
            return self._rows

    def _whole(self) -> dict[str, Row]:
        self._read = _Read()
        return self._made({}, self._how.things(self.dataset))

    def _to_be_made_again(self, touched: frozenset[Mark]) -> frozenset[str]:
        again = {str(iri) for kind, iri in touched if kind == THING}
        for mark in touched:
            again |= self._read.who.get(mark, set())
        return frozenset(again)

    def _made(self, rows: dict[str, Row], things: Iterable[str]) -> dict[str, Row]:
        traced = TracedDataset(self.dataset)
        for iri in things:
            row = self._how.make(traced, iri)
            marks = traced.taken()
            self.remade += 1
            if row is None:  # what it may become one by is said of it
                rows.pop(iri, None)
                self._read.note(iri, ())
            else:
                rows[iri] = row
                self._read.note(iri, marks)
        return rows
