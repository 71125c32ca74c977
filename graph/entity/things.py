# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the things of a dataset are, which may be drawn, and when they hold: read whole, once."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from graph.namespaces import DCT, RDF, SCHEMA, SKOS
from graph.rdf.tables import TYPE
from graph.text.days import ALWAYS, Span, turning
from graph.text.folding import fold_all

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.model import EntityClass, Model
    from graph.rdf.dataset import Dataset
    from graph.rdf.tables import Tables, Touched

# An event that happens on one day changes the map from that day on.
START, END = (SCHEMA.startDate, DCT.date), (SCHEMA.endDate,)
# Families of those who act.
ACTORS = ("actor", "network")
# By these, what a thing is and when it is there.
CLASSED, DATED = frozenset({RDF.type, SKOS.inScheme}), frozenset({*START, *END})
PREFERRED = ox.NamedNode(SKOS.prefLabel)
# For so many years what ended leaves a trace on maps.
YEARS_TRACED = 10
# What is remembered at most: what is gone on so many days.
MOST_DAYS = 50


class Things:
    """The classes and the spans of one state of a dataset."""

    def __init__(self, dataset: Dataset, model: Model, tables: Tables | None = None) -> None:
        self.dataset = dataset
        self.model = model
        self.tables = tables or dataset.tables
        self._names_in_order: dict[str, dict[str, str]] = {}
        self._kinds: dict[str, frozenset[str]] = {}
        self._gone: dict[date, frozenset[str]] = {}

    def after(self, tables: Tables, facts: Collection[Touched], apart: frozenset[str]) -> Self:
        """The same for the next state of the dataset: what is told of no fact that changed is shared."""
        found = type(self)(self.dataset, self.model, tables)
        paths = apart | {fact.p for fact in facts}
        if not paths & DATED:
            self._hand(found, "spans", "turns")
            found._gone = self._gone
        if not paths & CLASSED:
            self._hand(found, "classes", "shown", "acting")
            found._kinds = self._kinds
        elif not apart & CLASSED and "classes" in vars(self):
            found.classes = self.classes.copy()
            for iri in {fact.s for fact in facts if fact.p in CLASSED}:
                own = found._class_of(iri)
                if own is None:
                    found.classes.pop(iri, None)
                else:
                    found.classes[iri] = own
        named = {fact.s for fact in facts if fact.p == SKOS.prefLabel}
        for lang, names in list(self._names_in_order.items()):
            others = {iri: name for iri, name in names.items() if iri not in named} if named else names
            found._names_in_order[lang] = {**others, **found._names(lang, named)} if named else names
        return found

    def _hand(self, other: Things, *names: str) -> None:
        """Gives what is worked out already."""
        vars(other).update({name: vars(self)[name] for name in names if name in vars(self)})

    @cached_property
    def classes(self) -> dict[str, EntityClass]:
        """The class of each entity and concept that the model has one for."""
        found: dict[str, EntityClass] = {}
        for scheme, cls in self.model.by_scheme.items():
            found.update(dict.fromkeys(self.tables.links(SKOS.inScheme).subjects.get(scheme, ()), cls))
        for choice in self.model.choices.values():
            if choice.scheme in self.model.by_scheme:
                found[choice.iri] = self.model.by_scheme[choice.scheme]
        # Of several classes the first in order is meant, so it is written last.
        for class_iri, cls in sorted(self.model.by_iri.items(), key=lambda item: -item[1].order):
            found.update(dict.fromkeys(self.tables.instances(class_iri), cls))
        return found

    def _class_of(self, iri: str) -> EntityClass | None:
        """The class of one, as `classes` tells it."""
        quads = self.tables.store.quads_for_pattern(ox.NamedNode(iri), TYPE, None)
        own = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
        found = [cls for class_iri, cls in self.model.by_iri.items() if class_iri in own]
        if found:
            return sorted(found, key=lambda cls: -cls.order)[-1]
        choice = self.model.choices.get(iri)
        if choice is not None and choice.scheme in self.model.by_scheme:
            return self.model.by_scheme[choice.scheme]
        schemes = self.tables.objects(SKOS.inScheme, iri)
        return next((cls for scheme, cls in reversed(self.model.by_scheme.items()) if scheme in schemes), None)

    @cached_property
    def shown(self) -> frozenset[str]:
        """All that may be a thing on a map."""
        drawn = {cls.kind for cls in self.model.classes if cls.is_drawn}
        return frozenset(iri for iri, cls in self.classes.items() if cls.kind in drawn)

    @cached_property
    def acting(self) -> frozenset[str]:
        """All that acts: organisations, networks and groups, people; not what these offer."""
        return frozenset([iri for iri, cls in self.classes.items() if cls.family in ACTORS])

    @cached_property
    def spans(self) -> dict[str, Span]:
        """From when until when each dated thing holds."""
        first = {iri: day for path in reversed(START) for iri, day in self.tables.days(path).items()}
        last = {iri: day for path in reversed(END) for iri, day in self.tables.days(path).items()}
        dated = (first.keys() | last.keys()) - self.model.choices.keys()
        return {iri: Span(first.get(iri), last.get(iri)) for iri in dated}

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days on which something may begin, end, or leave no trace any more, in order: between two of them, every
        day is as the others."""
        ends = {span.end.year + YEARS_TRACED + 1 for span in self.spans.values() if span.end}
        traced = {date(year, 1, 1) for year in ends if year <= date.max.year}
        return tuple(sorted(turning(self.spans.values()) | traced))

    def order(self, lang: str) -> dict[str, str]:
        """The names of things as lists are sorted by them: read at once, for there may be thousands."""
        if lang not in self._names_in_order:
            self._names_in_order[lang] = self._names(lang)
        return self._names_in_order[lang]

    def _names(self, lang: str, iris: Collection[str] | None = None) -> dict[str, str]:
        """The folded names of these, or of all."""
        store, said = self.tables.store, dict[str, str]()
        nodes = [None] if iris is None else [ox.NamedNode(iri) for iri in iris]
        for quad in chain.from_iterable(store.quads_for_pattern(node, PREFERRED, None) for node in nodes):
            iri, text = quad.subject.value, quad.object  # type: ignore[union-attr]
            if type(text) is ox.Literal and (iri not in said or text.language == lang):
                said[iri] = text.value
        texts = [it if "\n" not in it else it.replace("\n", " ") for it in said.values()]
        return dict(zip(said, fold_all(texts), strict=True)) if texts else {}

    def cls(self, iri: str) -> EntityClass | None:
        """The class of an entity or a concept, None when the model has none."""
        return self.classes.get(iri)

    def kind(self, iri: str) -> str:
        """The identifier of its class, "" without one."""
        cls = self.classes.get(iri)
        return cls.kind if cls else ""

    def of_kind(self, kind: str) -> frozenset[str]:
        """All of a kind."""
        if kind not in self._kinds:
            self._kinds[kind] = frozenset([iri for iri, cls in self.classes.items() if cls.kind == kind])
        return self._kinds[kind]

    def span(self, iri: str) -> Span:
        """From when until when an entity holds."""
        return self.spans.get(iri, ALWAYS)

    def gone(self, day: date) -> frozenset[str]:
        """All that is not there that day."""
        found = self._gone.get(day)
        if found is None:
            if len(self._gone) > MOST_DAYS:
                self._gone.clear()
            found = self._gone[day] = frozenset(iri for iri, span in self.spans.items() if not span.holds(day))
        return found

    def drawn(self, iri: str) -> bool:
        """Whether this may be a thing on a map."""
        return iri in self.shown
