# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads entities and the relations between them for maps: dated, put in sentences, link entities crossed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.dataset import Dataset
from graph.mindmaps._types import Edge
from graph.model import EntityClass, Field, Model
from graph.namespaces import DCT, ORG, PROV, SCHEMA, SKOS, TIS

# A link entity says how two things are related: on a map it is a line between them, not a thing.
# Its class → the property to the one which acts, the property to the other, the property which qualifies.
BRIDGES = {
    ORG.Membership: (ORG.member, ORG.organization, ORG.role),
    ORG.ChangeEvent: (ORG.originalOrganization, ORG.resultingOrganization, ""),
    TIS.Alternative: (TIS.freeTool, TIS.replaces, TIS.closeness),
    TIS.Competence: (TIS.competenceOf, DCT.subject, TIS.level),
    SCHEMA.PlanAction: (SCHEMA.agent, SCHEMA.object, TIS.state),
}
# Words about things, and who said them: cards show these, maps do not.
ASIDE = {PROV.Bundle, TIS.Acronym, TIS.Definition}
# An event that happens on one day changes the map from that day on.
START, END = (SCHEMA.startDate, DCT.date), (SCHEMA.endDate,)


@dataclass(frozen=True)
class Span:
    """From a first to a last valid day, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether that day is inside; no day asks for no filter."""
        return day is None or ((self.start is None or self.start <= day) and (self.end is None or day <= self.end))

    def changes(self) -> Iterator[date]:
        """The days from which something differs."""
        if self.start:
            yield self.start
        if self.end and self.end < date.max:
            yield self.end + timedelta(days=1)


@dataclass(frozen=True)
class Thing:
    """What maps need of an entity; `cls` is None when the model has no class for it."""

    iri: str
    label: str
    cls: EntityClass | None
    span: Span

    @property
    def kind(self) -> str:
        """The identifier of its class, "" without one."""
        return self.cls.kind if self.cls else ""


@dataclass(frozen=True)
class Link:
    """A relation seen from one of its ends: `other` is the far end, `rank` sorts the stronger ones first."""

    edge: Edge
    other: str
    span: Span
    rank: float
    verb: str
    out: bool


@dataclass
class Reader:
    """Answers about one dataset, each computed once per map."""

    dataset: Dataset
    model: Model
    lang: str = "fr"
    things: dict[str, Thing] = field(default_factory=dict)
    known_links: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    dates: set[date] = field(default_factory=set)

    def thing(self, iri: str) -> Thing:
        """The entity of an IRI; its dates join `dates`."""
        if iri not in self.things:
            scheme = self.dataset.link(iri, SKOS.inScheme) or ""
            cls = self.model.class_of(self.dataset.types(iri), scheme)
            span = Span() if scheme else self._span(iri)
            self.dates.update(span.changes())
            self.things[iri] = Thing(iri, self.dataset.label(iri, self.lang), cls, span)
        return self.things[iri]

    def _span(self, iri: str) -> Span:
        first, last = ((self.dataset.day(iri, path) for path in paths) for paths in (START, END))
        return Span(next(filter(None, first), None), next(filter(None, last), None))

    def is_a(self, iri: str, class_iri: str) -> bool:
        """Whether an entity is of this class."""
        cls = self.thing(iri).cls
        return cls is not None and cls.iri == class_iri

    def drawn(self, iri: str) -> bool:
        """Whether this entity may be a node."""
        cls = self.thing(iri).cls
        return cls is not None and cls.iri not in BRIDGES and cls.iri not in ASIDE and not cls.restricted

    def links(self, iri: str) -> tuple[Link, ...]:
        """Every relation between an entity and another one that may be drawn, strongest first."""
        if iri not in self.known_links:
            found = [*self._outgoing(iri), *self._incoming(iri)]
            unique = {(link.edge, link.other): link for link in found if link.other != iri and self.drawn(link.other)}
            for link in unique.values():
                self.dates.update(link.span.changes())
            order = sorted(unique.values(), key=lambda link: (link.rank, self.thing(link.other).label, link.other))
            self.known_links[iri] = tuple(order)
        return self.known_links[iri]

    def along(self, iri: str, path: str, *, out: bool) -> Iterator[Link]:
        """The relations of one property (of a link entity: its second one), leaving from the entity or coming to it."""
        return (link for link in self.links(iri) if link.edge.p == path and link.out is out)

    def _outgoing(self, iri: str) -> Iterator[Link]:
        for fact in self.dataset.facts(s=iri):
            if isinstance(fact.o, str):
                yield from self._direct(iri, fact.p, fact.o, out=True)

    def _incoming(self, iri: str) -> Iterator[Link]:
        for fact in self.dataset.facts(o=iri):
            cls = self.thing(fact.s).cls
            if cls is not None and cls.iri in BRIDGES:
                yield from self._across(fact.s, fact.p, iri, cls)
            else:
                yield from self._direct(fact.s, fact.p, iri, out=False)

    def _field(self, s: str, p: str) -> Field | None:
        cls = self.thing(s).cls
        found = self.model.field_of(cls.kind, p) if cls else None
        return found if found is not None and found.is_link else None

    def _direct(self, s: str, p: str, o: str, *, out: bool) -> Iterator[Link]:
        known = self._field(s, p)
        if known is not None:
            edge = Edge(s, p, o, self._sentence(known, s, o))
            yield Link(edge, o if out else s, Span(), known.order, known.verb(self.lang), out)

    def _across(self, bridge: str, path: str, iri: str, cls: EntityClass) -> Iterator[Link]:
        """The relations that a link entity makes between `iri`, at its end `path`, and those at its other end."""
        one, two, qualifier = BRIDGES[cls.iri]
        known = cls.field(two)
        if path not in (one, two) or known is None:
            return
        quality = self._quality(bridge, qualifier)
        # Its own name says the relation best: the sentences of its fields are about the link entity, not its ends.
        text = self.thing(bridge).label + (f" ({quality})" if quality else "")
        for other in self.dataset.links(bridge, two if path == one else one):
            s, o = (iri, other) if path == one else (other, iri)
            rank = known.order + self._quality_order(bridge, qualifier) / 100
            yield Link(Edge(s, two, o, text), other, self.thing(bridge).span, rank, known.verb(self.lang), path == one)

    def _quality(self, bridge: str, path: str) -> str:
        said = self.dataset.links(bridge, path) if path else []
        return ", ".join(self.dataset.label(value, self.lang) for value in said)

    def _quality_order(self, bridge: str, path: str) -> int:
        said = (self.model.choices.get(value) for value in (self.dataset.links(bridge, path) if path else ()))
        return min((choice.order for choice in said if choice is not None), default=0)

    def _sentence(self, known: Field, s: str, o: str) -> str:
        pattern = known.sentence(self.lang) or "{s} – " + known.name(self.lang) + " – {o}"
        # Labels are data: braces in them must stay as they are.
        return pattern.replace("{s}", "\0").replace("{o}", self.thing(o).label).replace("\0", self.thing(s).label)
