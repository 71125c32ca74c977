# SPDX-License-Identifier: AGPL-3.0-or-later
"""One RDF dataset read by pattern: IRIs are `str`, literals `Literal`, and the graph of a fact is its source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from datetime import date
from functools import partial
from sys import intern
from typing import NamedTuple, TypeVar

import pyoxigraph as ox
from pyoxigraph import Literal

from graph.namespaces import PROV, RDF, SCHEMA, SKOS, XSD, local_name
from graph.rdf.course import MOST_TOUCHED, Course, Mark, Statements
from graph.rdf.dates import first_day
from graph.rdf.set_aside import NOTHING, SetAside, ShowingRule
from graph.rdf.tables import OFTEN, Tables
from graph.text.catalogue import basic
from graph.text.days import Span

Value = str | Literal
Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")
NAMES = (SKOS.prefLabel, SKOS.altLabel)  # what a thing is called by, the best first
ORIGINS = (PROV.wasGeneratedBy, PROV.wasAttributedTo)  # the meeting at which words were said, and whose words they are
MOST_KEPT = 50_000  # answers kept in memory: some tens of megabytes at most
# After so many questions about a thing, all that is said of it is read at once, for so many things.
FEW, MOST_WHOLE = 6, 5_000


class Fact(NamedTuple):
    """One statement and the IRI of the source (named graph) which says it; `source` is "" in the default graph."""

    s: str
    p: str
    o: Value
    source: str


def spoken(text: Literal) -> str:
    """The language of a text without region: `fr` for a text of `fr-FR`, "" for one without language."""
    return basic(text.language or "")


def said_in(values: Iterable[Value], lang: str = "fr") -> str | None:
    """The text in the language asked, else French, else without language, else any; None where there is no text."""
    texts = sorted((value for value in values if isinstance(value, Literal)), key=lambda text: _farness(text, lang))
    return texts[0].value if texts else None


def name_of(said: Callable[[str, str], Iterable[Value]], iri: str, lang: str = "fr") -> str | None:
    """How a thing is called, by what is said of it: its preferred label, else another name; None without any."""
    for path in NAMES:
        found = said_in(said(iri, path), lang)
        # Blanks, or signs without a width, would be read as nothing.
        if found and any(sign.isprintable() and not sign.isspace() for sign in found):
            return found
    return None


def to_term(value: Value) -> ox.NamedNode | Literal:
    """The pyoxigraph term of a value; raises ValueError on an IRI that is not absolute."""
    return value if isinstance(value, Literal) else ox.NamedNode(value)


def to_quad(fact: Fact) -> ox.Quad:
    """The pyoxigraph quad of a fact."""
    graph = ox.NamedNode(fact.source) if fact.source else ox.DefaultGraph()
    return ox.Quad(ox.NamedNode(fact.s), ox.NamedNode(fact.p), to_term(fact.o), graph)


def from_quad(quad: ox.Quad) -> Fact:
    """The fact of a quad without blank nodes."""
    obj = quad.object
    if isinstance(quad.subject, ox.Triple) or isinstance(obj, ox.Triple):
        raise ValueError("a statement about a statement is not a fact")
    source = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
    return Fact(quad.subject.value, quad.predicate.value, obj if isinstance(obj, Literal) else obj.value, source)


def text_literal(text: str, lang: str = "") -> Literal:
    """A literal with or without a language."""
    return Literal(text, language=lang) if lang else Literal(text)


def date_literal(day: date) -> Literal:
    """An `xsd:date` literal."""
    return Literal(day.isoformat(), datatype=ox.NamedNode(XSD.date))


def boolean_literal(yes: bool) -> Literal:
    """An `xsd:boolean` literal."""
    return Literal("true" if yes else "false", datatype=ox.NamedNode(XSD.boolean))


def _keep(known: dict[Key, Found], key: Key, found: Found, most: int | None = None) -> None:
    """Keeps what was read, for as long as the facts do not change; all is let go of when it becomes too much."""
    if len(known) >= (most or MOST_KEPT):
        known.clear()
    known[key] = found


class Dataset:
    """Read access to a pyoxigraph store; a fact is listed once for each source that says it.

    `facts` gives all that is said, the other methods what is shown: where sources disagree, `rule` chooses.
    """

    _tables: Tables
    _objects: _Objects
    _subjects: dict[tuple[str, Value], tuple[str, ...]]

    def __init__(self, store: ox.Store, base: str, rule: ShowingRule | None = None) -> None:
        self.base = base.rstrip("/")
        self._rule = rule
        self._course = Course()
        self.store = store

    @classmethod
    def in_memory(cls, facts: Iterable[Fact], base: str) -> Dataset:
        """A dataset of these facts, in memory."""
        store = ox.Store()
        store.bulk_extend(to_quad(fact) for fact in facts)
        return cls(store, base)

    @property
    def store(self) -> ox.Store:
        """The quads themselves; putting another store in its place lets go of the former one, and of its files."""
        return self._store

    @store.setter
    def store(self, store: ox.Store) -> None:
        self._store = store
        self.forget()

    @property
    def rule(self) -> ShowingRule | None:
        """What chooses where sources disagree; without it all is shown."""
        return self._rule

    @rule.setter
    def rule(self, rule: ShowingRule) -> None:
        self._rule = rule
        self.forget()

    @property
    def shown_store(self) -> ox.Store:
        """The quads that are shown, for queries: the store itself where sources agree, else a copy of it."""
        if not self.tables.set_aside:
            return self._store
        return self.tables.noted("shown store", ox.Store, self._made_shown_store)

    def _made_shown_store(self) -> ox.Store:
        found = ox.Store()
        found.bulk_extend(map(to_quad, self.shown()))
        return found

    @property
    def tables(self) -> Tables:
        """The same facts by property, in memory, as they are now; read as they are asked."""
        return self._tables

    def changed(self, facts: Collection[Fact]) -> None:
        """To call once these facts have entered or left the store."""
        before = self._tables
        self._tables = before.after(facts)
        touched = self._touched(facts, before)
        if touched is None:
            self._read_anew()
        else:
            self._objects = self._objects.without(touched) if touched else self._objects
            if touched:  # a copy, as what is being read meanwhile is put in the former one
                subjects = self._subjects.copy()
                for _, p, o, _ in touched:
                    subjects.pop((p, o), None)
                self._subjects = subjects
        # Last: who reads the number of this state reads it as it is from here on.
        self._course = self._course.after(touched)

    def _touched(self, facts: Collection[Fact], before: Tables) -> Statements | None:
        """These facts, and what is set aside or shown again for them; None where that is not known."""
        if len(facts) > MOST_TOUCHED:
            return None
        apart = self._tables.apart_from(before)
        return None if apart is None else [*facts, *((s, p, o, "") for s, p, o in apart)]

    @property
    def state(self) -> int:
        """The number of the state of the facts, in this process."""
        return self._course.number

    def touched_since(self, state: int) -> frozenset[Mark] | None:
        """The marks (`graph.rdf.course`) of what changed since a state; None where that is not known any more."""
        return self._course.since(state)

    def forget(self) -> None:
        """To call once the whole store has changed."""
        # Nothing that leads back here: a store that is let go of is let go of at once.
        self._tables = Tables(self.store, partial(_settled, self._rule, self.base))
        self._read_anew()
        self._course = self._course.after(None)

    def _read_anew(self) -> None:
        """Lets go of what was read: others in its place, as what is being read meanwhile goes with the former ones."""
        self._objects = _Objects()
        self._subjects = {}

    def __len__(self) -> int:
        return len(self.store)

    def __contains__(self, iri: object) -> bool:
        """Whether anything is said of this IRI."""
        return isinstance(iri, str) and next(self.facts(s=iri), None) is not None

    def facts(
        self, s: str | None = None, p: str | None = None, o: Value | None = None, source: str | None = None
    ) -> Iterator[Fact]:
        """The facts that match what is given, in no promised order; none when a text given is no IRI."""
        try:
            s_term, p_term, source_term = (None if iri is None else ox.NamedNode(iri) for iri in (s, p, source))
            quads = self.store.quads_for_pattern(s_term, p_term, None if o is None else to_term(o), source_term)
        except ValueError:  # a visitor's `http://[`: nothing bears that name
            return iter(())
        return map(from_quad, quads)

    def shown(self, s: str | None = None, p: str | None = None, o: Value | None = None) -> Iterator[Fact]:
        """The facts that match, without what another source is believed against."""
        aside = self.tables.set_aside
        found = self.facts(s, p, o)
        return (fact for fact in found if not aside.holds(fact.s, fact.p, fact.o)) if aside else found

    def values(self, s: str, p: str) -> list[Value]:
        """The distinct objects of a subject and a property, sorted."""
        return list(self._said(s, p))

    def values_of(self, subjects: Collection[str], p: str) -> dict[str, list[Value]]:
        """The values of a property for each of these subjects; for very many, all of the property is read at once."""
        if len(subjects) <= OFTEN:
            return {s: self.values(s, p) for s in subjects}
        said: dict[str, set[Value]] = {s: set() for s in subjects}
        for fact in self.shown(p=p):
            if fact.s in said:
                said[fact.s].add(fact.o)
        return {s: sorted(values, key=str) for s, values in said.items()}

    def _said(self, s: str, p: str) -> tuple[Value, ...]:
        objects = self._objects
        found = objects.one.get((s, p))
        return objects.read(self, s, p) if found is None else found

    def links(self, s: str, p: str) -> list[str]:
        """The distinct IRIs a subject is linked to by a property, sorted."""
        return [value for value in self._said(s, p) if isinstance(value, str)]

    def link(self, s: str, p: str) -> str | None:
        """The first of `links`, or None."""
        return next(iter(self.links(s, p)), None)

    def subjects(self, p: str, o: Value) -> list[str]:
        """The distinct subjects that have this property with this value, sorted."""
        known = self._subjects
        found = known.get((p, o))
        if found is None:
            found = tuple(sorted({fact.s for fact in self.shown(None, p, o)}))
            _keep(known, (p, o), found)
        return list(found)

    def text(self, s: str, p: str, lang: str = "fr") -> str | None:
        """The text of a property in the language asked, else French, else without language, else any; or None."""
        return said_in(self._said(s, p), lang)

    def texts(self, s: str, p: str, lang: str = "fr") -> list[str]:
        """All texts of a property in the language asked; where there is none, in French or without language."""
        texts = [value for value in self.values(s, p) if isinstance(value, Literal)]
        for wanted in ((lang,), ("fr", "")):
            found = [text.value for text in texts if spoken(text) in wanted]
            if found:
                return found
        return [text.value for text in texts]

    def label(self, iri: str, lang: str = "fr") -> str:
        """The name to show: see `name`, or the last part of the IRI when it has none here."""
        return self.name(iri, lang) or local_name(iri)

    def name(self, iri: str, lang: str = "fr") -> str | None:
        """How it is called: its preferred label, else another name; None when nobody named it."""
        return name_of(self._said, iri, lang)

    def day(self, s: str, p: str) -> date | None:
        """The first date of a property that can be read, or None; a day of its month or year where no more is known."""
        return first_day(p, (value.value for value in self.values(s, p) if isinstance(value, Literal)))

    def flag(self, s: str, p: str) -> bool | None:
        """The truth of a property; None when nobody said."""
        said = {value.value for value in self.values(s, p) if isinstance(value, Literal)}
        return None if not said else said <= {"true", "1"}

    def types(self, iri: str) -> list[str]:
        """The classes of an entity."""
        return self.links(iri, RDF.type)

    def instances(self, *class_iris: str) -> list[str]:
        """The entities of a class, or of one of several, sorted by IRI."""
        if len(class_iris) == 1:
            return self.subjects(RDF.type, class_iris[0])
        return sorted({iri for class_iri in class_iris for iri in self.subjects(RDF.type, class_iri)})

    def sources(self, s: str, p: str, o: Value) -> list[str]:
        """The sources that say exactly this."""
        return sorted({fact.source for fact in self.facts(s, p, o)})

    def sources_of(self, said: Iterable[tuple[str, str, Value]]) -> dict[tuple[str, str, Value], list[str]]:
        """The sources that say exactly each of these: of a property that comes often, all is read at once."""
        by_path: dict[str, dict[tuple[str, str, Value], set[str]]] = {}
        for s, p, o in said:
            by_path.setdefault(p, {})[s, p, o] = set()
        for path, wanted in by_path.items():
            often = len(wanted) > OFTEN
            facts = self.facts(p=path) if often else (fact for s, p, o in wanted for fact in self.facts(s, p, o))
            for s, p, o, source in facts:
                if (s, p, o) in wanted:
                    wanted[s, p, o].add(source)
        return {key: sorted(found) for wanted in by_path.values() for key, found in wanted.items()}

    def valid(self, iri: str, day: date) -> bool:
        """Whether `day` lies within the entity's start and end dates, both included; an absent one is open."""
        return Span(self.day(iri, SCHEMA.startDate), self.day(iri, SCHEMA.endDate)).holds(day)

    def relative(self, iri: str) -> str | None:
        """`network/can` for an entity minted under this instance's base, None for any other IRI."""
        prefix = f"{self.base}/id/"
        return iri[len(prefix) :] if iri.startswith(prefix) else None


class _Objects:
    """The objects that were read of a state of the facts; of things of which much is asked, all at once."""

    def __init__(self) -> None:
        self.one: dict[tuple[str, str], tuple[Value, ...]] = {}
        self._asked: dict[str, int] = {}
        self._whole: dict[str, dict[str, tuple[Value, ...]]] = {}

    def __len__(self) -> int:
        return len(self.one) + len(self._whole)

    def without(self, touched: Statements) -> _Objects:
        """The same but for what these statements are of; another one, as what is being read meanwhile is put here."""
        found = _Objects()
        found.one, found._asked, found._whole = self.one.copy(), self._asked.copy(), self._whole.copy()
        for s, p, _, _ in touched:
            found.one.pop((s, p), None)
            found._whole.pop(s, None)
        return found

    def read(self, dataset: Dataset, s: str, p: str) -> tuple[Value, ...]:
        """Those of a subject and a property that are not kept in `one`, in order; in few calls, as views ask much."""
        whole = self._whole.get(s)
        if whole is not None:
            return whole.get(p, ())
        times = self._asked.get(s, 0)
        if times >= FEW:
            return self._read_whole(dataset, s).get(p, ())
        if len(self._asked) >= MOST_KEPT:
            self._asked.clear()
        self._asked[s] = times + 1
        found = tuple(sorted({fact.o for fact in dataset.shown(s, p)}, key=str))
        _keep(self.one, (s, p), found)
        return found

    def _read_whole(self, dataset: Dataset, s: str) -> dict[str, tuple[Value, ...]]:
        said: dict[str, set[Value]] = {}
        for fact in dataset.shown(s):
            said.setdefault(intern(fact.p), set()).add(fact.o)
        found = {path: tuple(sorted(objects, key=str)) for path, objects in said.items()}
        _keep(self._whole, s, found, MOST_WHOLE)
        return found


def _settled(
    rule: ShowingRule | None, base: str, store: ox.Store, before: SetAside | None = None, facts: Collection[Fact] = ()
) -> SetAside:
    """What is not shown of a store, from scratch or after some facts have changed."""
    if rule is None:
        return NOTHING
    whole = Dataset(store, base)
    return rule.set_aside(whole) if before is None else rule.after(whole, before, facts)


def _farness(text: Literal, lang: str) -> tuple[bool, bool, bool, bool]:
    """How far a text is from a language; of two in it, the one without region is nearer."""
    own = spoken(text)
    return own != lang, own != "fr", bool(own), text.language != own
