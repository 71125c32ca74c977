# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts of a store by property, in memory: what is asked often is read whole, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar, runtime_checkable

import pyoxigraph as ox

from graph.namespaces import RDF
from graph.rdf.dates import first_day
from graph.rdf.set_aside import NOTHING, SetAside

TYPE = ox.NamedNode(RDF.type)
# From this many questions about one property, reading it whole costs less.
OFTEN = 250
# Beyond so many changed facts, reading again costs less than following.
LARGE = 2000
NONE: tuple[str, ...] = ()
Noted = TypeVar("Noted")


class Touched(Protocol):
    """What is needed of a fact that changed."""

    @property
    def s(self) -> str: ...
    @property
    def p(self) -> str: ...
    @property
    def o(self) -> str | ox.Literal: ...


@runtime_checkable
class FollowingNote(Protocol):
    """What a reader works out of a state and need not work out again after a small change."""

    def after(self, tables: Tables, facts: Collection[Touched], apart: frozenset[str]) -> object:
        """The same for the tables of the next state, once these facts have entered or left the store; of the
        properties `apart`, something else is set aside."""


@dataclass(frozen=True)
class Table:
    """The links of one property: the objects of each subject, and the subjects of each object."""

    objects: dict[str, Sequence[str]] = field(default_factory=dict)
    subjects: dict[str, Sequence[str]] = field(default_factory=dict)


class Tables:
    """The links and the days of a store; a thread may read while another one makes the tables of the next state."""

    def __init__(self, store: ox.Store, settle: Callable[..., SetAside] | None = None) -> None:
        self.store = store
        self._settle = settle or _all_shown
        self._set_aside: SetAside | None = None
        self._links: dict[str, Table] = {}
        self._days: dict[str, dict[str, date]] = {}
        self._instances: dict[str, dict[str, None]] = {}
        self._asked: Counter[str] = Counter()
        # What readers work out of this very state, each under its own name.
        self.notes: dict[str, object] = {}

    def noted(self, name: str, kind: type[Noted], make: Callable[[], Noted]) -> Noted:
        """What a reader works out of this very state, made once."""
        found = self.notes.get(name)
        if not isinstance(found, kind):
            found = self.notes[name] = make()
        return found

    @property
    def set_aside(self) -> SetAside:
        """What is not shown, since another source is believed: it is in no table."""
        if self._set_aside is None:
            self._set_aside = self._settle(self.store)
        return self._set_aside

    def links(self, path: str) -> Table:
        """The whole table of a property."""
        if path not in self._links:
            self._links[path] = self._read_links(path)
        return self._links[path]

    def days(self, path: str) -> dict[str, date]:
        """The first readable day of each subject of a property."""
        if path not in self._days:
            self._days[path] = self._read_days(path)
        return self._days[path]

    def instances(self, class_iri: str) -> Collection[str]:
        """The entities of a class, in no promised order."""
        if class_iri not in self._instances:
            quads = self.store.quads_for_pattern(None, TYPE, ox.NamedNode(class_iri))
            # Several sources may say so: each is listed once.
            self._instances[class_iri] = {quad.subject.value: None for quad in quads}  # type: ignore[union-attr]
        return self._instances[class_iri]

    def objects(self, path: str, iri: str) -> Collection[str]:
        """The IRIs that a subject is linked to by a property."""
        table = self._links.get(path) or self._often(path)
        return self._objects(path, iri) if table is None else table.objects.get(iri, NONE)

    def subjects(self, path: str, iri: str) -> Collection[str]:
        """The subjects linked to an object by a property."""
        table = self._links.get(path) or self._often(path)
        return self._subjects(path, iri) if table is None else table.subjects.get(iri, NONE)

    def outgoing(self, iri: str, paths: Collection[str]) -> Iterable[tuple[str, str]]:
        """Property and object of each link from a subject, of these properties alone."""
        if self._has(paths):
            return [(path, o) for path in paths for o in self._links[path].objects.get(iri, NONE)]
        node = _named(iri)
        quads = self.store.quads_for_pattern(node, None, None) if node else ()
        links = ((quad.predicate.value, quad.object) for quad in quads)
        found = ((path, o.value) for path, o in links if path in paths and isinstance(o, ox.NamedNode))
        return dict.fromkeys((path, o) for path, o in found if not self.set_aside.holds(iri, path, o))

    def incoming(self, iri: str, paths: Collection[str]) -> Iterable[tuple[str, str]]:
        """Property and subject of each link to an object, of these properties alone."""
        if self._has(paths):
            return [(path, s) for path in paths for s in self._links[path].subjects.get(iri, NONE)]
        node = _named(iri)
        quads = self.store.quads_for_pattern(None, None, node) if node else ()
        links = ((quad.predicate.value, quad.subject.value) for quad in quads)  # type: ignore[union-attr]
        return dict.fromkeys((path, s) for path, s in links if path in paths and not self.set_aside.holds(s, path, iri))

    def after(self, facts: Collection[Touched]) -> Tables:
        """The tables of the store once these facts have changed in it; the others are shared."""
        fresh = Tables(self.store, self._settle)
        if len(facts) <= LARGE:
            touched = {fact.p for fact in facts}
            apart = fresh._settle_after(self._set_aside, facts)
            links = {path: table for path, table in list(self._links.items()) if path not in apart}
            days = {path: days for path, days in list(self._days.items()) if path not in apart}
            fresh._links = {path: table for path, table in links.items() if path not in touched}
            fresh._days = days
            for path in touched & days.keys():
                fresh._days[path] = fresh._renewed_days(path, days[path], {it.s for it in facts if it.p == path})
            fresh._instances = self._instances.copy()
            fresh._classed_again([fact for fact in facts if fact.p == RDF.type])
            for path in touched & links.keys():
                fresh._links[path] = fresh._renewed(path, links[path], [it for it in facts if it.p == path])
            notes = ((name, note) for name, note in list(self.notes.items()) if isinstance(note, FollowingNote))
            fresh.notes = {name: note.after(fresh, facts, apart) for name, note in notes}
        return fresh

    def apart_from(self, before: Tables) -> list[tuple[str, str, str | ox.Literal]] | None:
        """The statements that are set aside here or there and not in both; None where one of them is not known."""
        if self._set_aside is None or before._set_aside is None:
            return None
        own, others = self._set_aside.by_subject, before._set_aside.by_subject
        if own is others or not (own or others):
            return []
        none: frozenset[tuple[str, str | ox.Literal]] = frozenset()
        iris = own.keys() | others.keys()
        return [(iri, p, o) for iri in iris for p, o in own.get(iri, none) ^ others.get(iri, none)]

    def _settle_after(self, before: SetAside | None, facts: Collection[Touched]) -> frozenset[str]:
        """Follows what is not shown; the properties of which it is no longer the same are to be read whole again."""
        if before is None:
            return frozenset()
        self._set_aside = self._settle(self.store, before, facts)
        return self._set_aside.paths_apart_from(before)

    def _classed_again(self, facts: Collection[Touched]) -> None:
        """Follows the entities of classes of which something entered or left."""
        for class_iri in {str(fact.o) for fact in facts} & self._instances.keys():
            found, node = self._instances[class_iri].copy(), ox.NamedNode(class_iri)
            for fact in facts:
                if fact.o == class_iri:
                    found.pop(fact.s, None)
                    if next(self.store.quads_for_pattern(ox.NamedNode(fact.s), TYPE, node), None) is not None:
                        found[fact.s] = None
            self._instances[class_iri] = found

    def _renewed(self, path: str, table: Table, facts: Iterable[Touched]) -> Table:
        """A copy of a table where the ends of some facts are read again."""
        objects, subjects = dict(table.objects), dict(table.subjects)
        ends: dict[str, set[str]] = {}
        for fact in facts:
            objects[fact.s] = tuple(self._objects(path, fact.s))
            if isinstance(fact.o, str):
                ends.setdefault(fact.o, set()).add(fact.s)
        for o, touched in ends.items():
            # Thousands may be linked to one: the others are not read again.
            others = [s for s in subjects.get(o, NONE) if s not in touched]
            subjects[o] = (*others, *(s for s in touched if o in objects[s]))
        return Table(objects, subjects)

    def _renewed_days(self, path: str, days: dict[str, date], touched: Iterable[str]) -> dict[str, date]:
        """A copy of the days of a property where those of some subjects are read again."""
        found = days.copy()
        for iri in touched:
            found.pop(iri, None)
            found.update(self._read_days(path, ox.NamedNode(iri)))
        return found

    def _has(self, paths: Collection[str]) -> bool:
        return all(path in self._links for path in paths)

    def _often(self, path: str) -> Table | None:
        self._asked[path] += 1
        return self.links(path) if self._asked[path] > OFTEN else None

    def _objects(self, path: str, iri: str) -> Collection[str]:
        node = _named(iri)
        quads = self.store.quads_for_pattern(node, ox.NamedNode(path), None) if node else ()
        found = dict.fromkeys(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))
        return [o for o in found if not self.set_aside.holds(iri, path, o)] if path in self.set_aside.paths else found

    def _subjects(self, path: str, iri: str) -> Collection[str]:
        node = _named(iri)
        quads = self.store.quads_for_pattern(None, ox.NamedNode(path), node) if node else ()
        found = dict.fromkeys(quad.subject.value for quad in quads)  # type: ignore[union-attr]
        return [s for s in found if not self.set_aside.holds(s, path, iri)] if path in self.set_aside.paths else found

    def _read_links(self, path: str) -> Table:
        objects: dict[str, Sequence[str]] = {}
        subjects: dict[str, list[str]] = {}
        aside = path in self.set_aside.paths
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(path), None):
            found = quad.object
            if not isinstance(found, ox.NamedNode):
                continue
            s, o = quad.subject.value, found.value  # type: ignore[union-attr]
            if aside and self.set_aside.holds(s, path, o):
                continue
            known = objects.get(s)
            if known is None:
                objects[s] = (o,)
            elif o in known:  # another source says the same
                continue
            else:
                objects[s] = (*known, o)
            subjects.setdefault(o, []).append(s)
        return Table(objects, dict(subjects))

    def _read_days(self, path: str, one: ox.NamedNode | None = None) -> dict[str, date]:
        texts: dict[str, list[str]] = {}
        aside = path in self.set_aside.paths
        for quad in self.store.quads_for_pattern(one, ox.NamedNode(path), None):
            s, o = quad.subject.value, quad.object  # type: ignore[union-attr]
            if isinstance(o, ox.Literal) and not (aside and self.set_aside.holds(s, path, o)):
                texts.setdefault(s, []).append(o.value)
        found = ((iri, first_day(path, said)) for iri, said in texts.items())
        return {iri: day for iri, day in found if day is not None}


def _all_shown(*_: object) -> SetAside:
    return NOTHING


def _named(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:  # a visitor's `http://[`: nothing bears that name
        return None
