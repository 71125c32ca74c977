# SPDX-License-Identifier: AGPL-3.0-or-later
"""Relations between entities, dated and not yet put into words: what only ties two things is crossed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Self

from graph.entity.things import Things
from graph.model import PATH_COST, EntityClass, Field, Model
from graph.namespaces import SKOS

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.rdf.dataset import Dataset
    from graph.rdf.tables import Tables, Touched

# What is remembered at most: the relations of so many things.
MOST_KNOWN = 5000


class Tie(NamedTuple):
    """A relation seen from one of its ends: `other` is the far end, `out` says that this end is its subject.

    `rank` sorts the stronger ones first; `via` is what it goes through (a link entity, a service), without which it
    does not hold; `words` is the fact that says it, where that is not the relation itself.
    """

    other: str
    path: str
    out: bool
    rank: float = 0.0
    via: str = ""
    words: tuple[str, str, str] | None = None

    def fact(self, here: str) -> tuple[str, str, str]:
        """Subject, property and object."""
        return (here, self.path, self.other) if self.out else (self.other, self.path, here)


class Ties(Things):
    """The relations of one state of a dataset: `ties_of` makes them, and makes others once something has changed."""

    def __init__(self, dataset: Dataset, model: Model, tables: Tables | None = None) -> None:
        super().__init__(dataset, model, tables)
        self._fields: dict[tuple[str, str], Field | None] = {}
        self._known: dict[str, tuple[Tie, ...]] = {}
        # What views keep of this state: by view, what may hang under each thing at a depth.
        self.kept: dict[str, dict[tuple[str, int], tuple[Tie, ...]]] = {}
        self._orders: dict[str, dict[str, float]] = {}
        self._costs: dict[tuple[str, str, str], float] = {}
        self._bridges = [(cls, cls.bridge) for cls in model.classes if cls.bridge is not None]
        self._bridged = {
            bridge.end: [it for it in self._bridges if it[1].end == bridge.end] for _, bridge in self._bridges
        }
        self._paths = _paths(model)

    def after(self, tables: Tables, facts: Collection[Touched], apart: frozenset[str]) -> Self:
        """The same for the next state of the dataset; what is told of kinds is shared."""
        found = super().after(tables, facts, apart)
        found._fields, found._orders, found._costs = self._fields, self._orders, self._costs
        return found

    def holds(self, tie: Tie, day: date | None) -> bool:
        """Whether a relation, and the thing at its far end, are there that day."""
        return self.span(tie.other).holds(day) and (not tie.via or self.span(tie.via).holds(day))

    def field(self, s: str, path: str) -> Field | None:
        """The field that makes a link of a property for this subject, None when it makes none."""
        cls = self.cls(s)
        key = (cls.kind if cls else "", path)
        if key not in self._fields:
            known = self.model.field_of(cls.kind, path) if cls else None
            self._fields[key] = known if known is not None and known.is_link else None
        return self._fields[key]

    def along(self, iri: str, path: str, *, out: bool) -> list[Tie]:
        """The relations of one property (of a link entity: its second one), leaving from the entity or coming to it."""
        if not out:
            return self._coming(path, self.tables.subjects(path, iri), iri)
        found = self._going(path, self.tables.objects(path, iri), iri)
        for cls, bridge in self._bridged.get(path, ()):
            found += self._across(cls, self.tables.subjects(bridge.start, iri), iri, out=True)
        return found

    def of(self, iri: str) -> tuple[Tie, ...]:
        """Every relation of an entity, strongest first."""
        found = self._known.get(iri)
        if found is None:
            unique = {(tie.other, tie.path, tie.out, tie.via): tie for tie in self.near(iri)}
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            found = tuple(sorted(unique.values(), key=lambda tie: (tie.rank, tie.other, tie.path)))
            self._known[iri] = found
        return found

    def near(self, iri: str) -> list[Tie]:
        """The same relations in no order, some of them perhaps twice."""
        found = self.leaving(iri)
        for path, subjects in _grouped(self.tables.incoming(iri, self._paths)):
            found += self._coming(path, subjects, iri)
        return found

    def leaving(self, iri: str) -> list[Tie]:
        """The relations of which an entity is the subject, those that it acts in through a link entity included."""
        found: list[Tie] = []
        for path, objects in _grouped(self.tables.outgoing(iri, self._paths)):
            found += self._going(path, objects, iri)
        for cls, bridge in self._bridges:
            found += self._across(cls, self.tables.subjects(bridge.start, iri), iri, out=True)
        return found

    def _going(self, path: str, objects: Iterable[str], iri: str) -> list[Tie]:
        known = self.field(iri, path) if objects else None
        if known is None:
            return []
        return [Tie(o, path, True, known.order) for o in objects if o != iri and o in self.shown]

    def _coming(self, path: str, subjects: Iterable[str], iri: str) -> list[Tie]:
        """What is said of an entity by one property; thousands may say it, hence the care for speed."""
        found: list[Tie] = []
        classes, orders = self.classes, self._order(path)
        for s in subjects:
            cls = classes.get(s)
            if cls is None or s == iri:
                continue
            if cls.kind in orders:
                found.append(Tie(s, path, False, orders[cls.kind]))
            elif cls.bridge is not None and cls.bridge.end == path:
                found += self._across(cls, (s,), iri, out=False)
        return found

    def _order(self, path: str) -> dict[str, float]:
        """The place of a property among the fields of each kind that may be drawn."""
        if path not in self._orders:
            fields = ((cls, self.model.field_of(cls.kind, path)) for cls in self.model.classes if cls.is_drawn)
            self._orders[path] = {cls.kind: field.order for cls, field in fields if field and field.is_link}
        return self._orders[path]

    def _across(self, cls: EntityClass, links: Iterable[str], iri: str, *, out: bool) -> list[Tie]:
        """The relations that link entities of that class make between one of their ends and those at the other."""
        bridge = cls.bridge
        known = cls.field(bridge.end) if bridge else None
        if bridge is None or known is None:
            return []
        found, far = [], bridge.end if out else bridge.start
        for link in links:
            if self.classes.get(link) is cls:
                rank = known.order + self._quality(link, bridge.qualifier) / 100
                others = [other for other in self.tables.objects(far, link) if other != iri and other in self.shown]
                found += [Tie(other, bridge.end, out, rank, link) for other in others]
        return found

    def _quality(self, link: str, path: str) -> int:
        """The place of what qualifies a link in the list of its choices, 0 when nothing does."""
        said = self.tables.objects(path, link) if path else ()
        places = [self.model.choices[value].order for value in said if value in self.model.choices]
        return min(places) if places else 0

    def cost(self, here: str, tie: Tie) -> float:
        """What a relation costs a path; crossing a link entity costs what its two facts do."""
        key = self.kind(here if tie.out else tie.other), tie.path, self.kind(tie.via)
        if key not in self._costs:
            cls = self.classes.get(tie.via)
            if cls is None or cls.bridge is None:
                fields = [self.model.field_of(key[0], tie.path)]
            else:
                fields = [cls.field(cls.bridge.start), cls.field(cls.bridge.end)]
            self._costs[key] = sum(field.path_cost if field else PATH_COST for field in fields)
        return self._costs[key]

    def warm(self) -> None:
        """Reads everything that maps and paths may ask, so that the first visitor does not wait for it."""
        for path in self._paths:
            self.tables.links(path)
        assert self.classes is not None  # noqa: S101 - read once, kept
        assert self.spans is not None  # noqa: S101


def _grouped(links: Iterable[tuple[str, str]]) -> Iterable[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for path, other in links:
        found.setdefault(path, []).append(other)
    return found.items()


def ties_of(dataset: Dataset, model: Model) -> Ties:
    """The relations of a dataset as it is now; the same ones until it changes."""
    notes = dataset.tables.notes
    found = notes.get("ties")
    if not isinstance(found, Ties) or found.model is not model:
        found = notes["ties"] = Ties(dataset, model)
    return found


def _paths(model: Model) -> frozenset[str]:
    """The properties that may lead to something drawn."""
    shown = {cls.iri for cls in model.classes if not cls.scheme}
    fields = [(cls, it) for cls in model.classes for it in cls.fields]
    return frozenset(
        it.path
        for cls, it in fields
        if shown & set(it.targets) or it.scheme in model.by_scheme or (cls.scheme and SKOS.Concept in it.targets)
    )
