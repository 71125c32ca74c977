# SPDX-License-Identifier: AGPL-3.0-or-later
"""A dataset that notes what is read of it, so that what is made of it is made again once a change touches just that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from graph.rdf.course import ENDED_BY, EVERYTHING, PATH, SOURCE, THING, Mark
from graph.rdf.dataset import Dataset, Fact, Value
from graph.rdf.set_aside import SetAside
from graph.rdf.tables import Noted, Table, Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox


class TracedDataset(Dataset):
    """The same facts as another dataset, read through it; `marks` tells what was read since they were last taken."""

    def __init__(self, inner: Dataset) -> None:
        # Not made as another one is: it has no store, tables nor memory of its own.
        self.base = inner.base
        self._inner = inner
        self.marks: set[Mark] = set()

    def taken(self) -> tuple[Mark, ...]:
        """What was read; from here on it is noted anew."""
        found, self.marks = tuple(self.marks), set()
        return found

    @property  # type: ignore[misc]
    def store(self) -> ox.Store:
        """The quads: what is read of them is not known."""
        self.marks.add(EVERYTHING)
        return self._inner.store

    @property
    def shown_store(self) -> ox.Store:
        """The quads that are shown: what is read of them is not known."""
        self.marks.add(EVERYTHING)
        return self._inner.shown_store

    @property
    def tables(self) -> Tables:
        """The tables, of which what is read is noted as well."""
        return _TracedTables(self._inner.tables, self.marks)

    def facts(
        self, s: str | None = None, p: str | None = None, o: Value | None = None, source: str | None = None
    ) -> Iterator[Fact]:
        """The facts that match what is given."""
        self.marks.add(_mark(s, p, o, source))
        return self._inner.facts(s, p, o, source)

    def shown(self, s: str | None = None, p: str | None = None, o: Value | None = None) -> Iterator[Fact]:
        """The facts that match, without what another source is believed against."""
        self.marks.add(_mark(s, p, o))
        return self._inner.shown(s, p, o)

    def subjects(self, p: str, o: Value) -> list[str]:
        """The subjects that have this property with this value."""
        self.marks.add((ENDED_BY, o))
        return self._inner.subjects(p, o)

    def _said(self, s: str, p: str) -> tuple[Value, ...]:
        self.marks.add((THING, s))
        return self._inner._said(s, p)

    def __len__(self) -> int:
        self.marks.add(EVERYTHING)
        return len(self._inner)


class _TracedTables(Tables):
    """The tables of a state, with the marks of what is read of them."""

    def __init__(self, inner: Tables, marks: set[Mark]) -> None:
        self._inner = inner
        self._marks = marks

    @property
    def store(self) -> ox.Store:  # type: ignore[override]
        self._marks.add(EVERYTHING)
        return self._inner.store

    @property
    def notes(self) -> dict[str, object]:  # type: ignore[override]
        self._marks.add(EVERYTHING)
        return self._inner.notes

    def noted(self, name: str, kind: type[Noted], make: Callable[[], Noted]) -> Noted:
        self._marks.add(EVERYTHING)
        return self._inner.noted(name, kind, make)

    @property
    def set_aside(self) -> SetAside:
        """A change touches the marks of what it sets aside, or shows again."""
        return self._inner.set_aside

    def links(self, path: str) -> Table:
        self._marks.add((PATH, path))
        return self._inner.links(path)

    def days(self, path: str) -> dict[str, date]:
        self._marks.add((PATH, path))
        return self._inner.days(path)

    def instances(self, class_iri: str) -> list[str]:
        self._marks.add((ENDED_BY, class_iri))
        return list(self._inner.instances(class_iri))

    def objects(self, path: str, iri: str) -> Collection[str]:
        self._marks.add((THING, iri))
        return self._inner.objects(path, iri)

    def subjects(self, path: str, iri: str) -> Collection[str]:
        self._marks.add((ENDED_BY, iri))
        return self._inner.subjects(path, iri)

    def outgoing(self, iri: str, paths: Collection[str]) -> Iterable[tuple[str, str]]:
        self._marks.add((THING, iri))
        return self._inner.outgoing(iri, paths)

    def incoming(self, iri: str, paths: Collection[str]) -> Iterable[tuple[str, str]]:
        self._marks.add((ENDED_BY, iri))
        return self._inner.incoming(iri, paths)


def _mark(s: str | None, p: str | None, o: Value | None, source: str | None = None) -> Mark:
    """The narrowest mark of a pattern."""
    for kind, value in ((THING, s), (ENDED_BY, o), (PATH, p), (SOURCE, source)):
        if value is not None:
            return kind, value
    return EVERYTHING
