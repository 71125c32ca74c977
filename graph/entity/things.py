# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the things of a dataset are, which may be drawn, and when they hold: read whole, once."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.namespaces import DCT, SCHEMA, SKOS
from graph.text.days import ALWAYS, Span, turning
from graph.text.folding import fold_all

if TYPE_CHECKING:
    from graph.model import EntityClass, Model
    from graph.rdf.dataset import Dataset

# An event that happens on one day changes the map from that day on.
START, END = (SCHEMA.startDate, DCT.date), (SCHEMA.endDate,)
# Families of those who act.
ACTORS = ("actor", "network")
PREFERRED = ox.NamedNode(SKOS.prefLabel)
# For so many years what ended leaves a trace on maps.
YEARS_TRACED = 10
# What is remembered at most: what is gone on so many days.
MOST_DAYS = 50


class Things:
    """The classes and the spans of one state of a dataset."""

    def __init__(self, dataset: Dataset, model: Model) -> None:
        self.dataset = dataset
        self.model = model
        self.tables = dataset.tables
        self._names_in_order: dict[str, dict[str, str]] = {}
        self._kinds: dict[str, frozenset[str]] = {}
        self._gone: dict[date, frozenset[str]] = {}

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
            said: dict[str, str] = {}
            for quad in self.tables.store.quads_for_pattern(None, PREFERRED, None):
                iri, text = quad.subject.value, quad.object  # type: ignore[union-attr]
                if type(text) is ox.Literal and (iri not in said or text.language == lang):
                    said[iri] = text.value
            texts = [it if "\n" not in it else it.replace("\n", " ") for it in said.values()]
            self._names_in_order[lang] = dict(zip(said, fold_all(texts), strict=True)) if texts else {}
        return self._names_in_order[lang]

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
