# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a delivery would change, before anything is written: kind by kind, thing by thing, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import Literal

from graph.deliveries.facts import SOURCE
from graph.deliveries.judging import JudgedDelivery, said_only
from graph.deliveries.origin import CARD_FORMAT, SAID_BY
from graph.model import Model
from graph.namespaces import CARD_THERE, RDF, SCHEMA, SKOS, TIS, local_name
from graph.rdf.dataset import Dataset, Fact, Value, said_in
from graph.sources import SourceFault
from graph.text.wording import Label

MOST_GONE = 10
"""A question is asked where more than one thing out of this many has disappeared."""
SAID_THERE = Label("dit là-bas par")
# That it is listed no more changes nothing of a thing: it is told by itself.
UNSAID = frozenset({TIS.noLongerListedOn, RDF.type})


class Fate(StrEnum):
    """What a delivery does to a thing."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True)
class FieldChange:
    """A field that changes: its French name, and what it says before and after, in words, empty where nothing."""

    path: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class ThingPreview:
    """A thing of a delivery: its row (0 for one that is listed no more), what becomes of it, what changes of it; all
    that is said of it, where it is new and comes alone, as a card of elsewhere does."""

    iri: str
    kind: str
    label: str
    row: int
    fate: Fate
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class DeliveryPreview:
    """What a delivery would change. `rows` were read, `entering` enter; `faults` say what to correct in the others.

    `repeated`: rows that say again word for word what another one says, with that one. `alone`: it is the card of one
    thing, of which nothing else can have disappeared.
    """

    source: str
    label: str
    rows: int
    entering: int
    things: tuple[ThingPreview, ...]
    faults: tuple[SourceFault, ...]
    aside: tuple[int, ...]
    repeated: tuple[tuple[int, int], ...]
    notices: tuple[str, ...]
    alone: bool = False

    def of(self, fate: Fate) -> tuple[ThingPreview, ...]:
        """The things to which that happens."""
        return tuple(thing for thing in self.things if thing.fate is fate)

    @property
    def counts(self) -> Mapping[str, Counter[str]]:
        """By kind, how many things are new, changed, the same, gone."""
        found: dict[str, Counter[str]] = {}
        for thing in self.things:
            found.setdefault(thing.kind, Counter())[thing.fate] += 1
        return found

    @property
    def enters(self) -> bool:
        """Whether a row of it enters, or takes something away."""
        return bool(self.entering or self.of(Fate.GONE))

    @property
    def to_correct(self) -> int:
        """How many rows have a value at fault."""
        return len({fault.row for fault in self.faults if fault.row})

    @property
    def known(self) -> int:
        """How many of its things the last delivery had."""
        return len(self.things) - len(self.of(Fate.NEW))

    @property
    def many_gone(self) -> bool:
        """Whether so much has disappeared that somebody should say that it is meant."""
        return not self.alone and len(self.of(Fate.GONE)) * MOST_GONE > self.known


def preview_of(judged: JudgedDelivery, full: Dataset, model: Model) -> DeliveryPreview:
    """What a delivery would change of what its source says now."""
    delivered = judged.delivered
    rows = {thing.row for thing in delivered.things if thing.row}
    return DeliveryPreview(
        delivered.source,
        delivered.origin.label,
        delivered.rows,
        len(rows),
        tuple(_Comparison(judged, full, model).things()),
        judged.faults,
        tuple(sorted(judged.aside)),
        delivered.repeated,
        delivered.notices,
        delivered.origin.format == CARD_FORMAT,
    )


class _Comparison:
    """What is said of each thing, before and after."""

    def __init__(self, judged: JudgedDelivery, full: Dataset, model: Model) -> None:
        self._judged = judged
        self._full = full
        self._model = model
        self._before = _by_subject(said_only(judged.before))
        self._after = _by_subject(said_only(judged.facts))

    def things(self) -> Iterator[ThingPreview]:
        seen = set[str]()
        for thing in self._judged.delivered.things:
            if thing.iri in seen or thing.kind == SOURCE:
                continue
            seen.add(thing.iri)
            before, after = self._before.get(thing.iri, frozenset()), self._after.get(thing.iri, frozenset())
            fate = Fate.NEW if not before else Fate.SAME if before == after else Fate.CHANGED
            told = fate is Fate.CHANGED or (fate is Fate.NEW and self._judged.delivered.origin.format == CARD_FORMAT)
            changes = tuple(self._changes(thing.kind, before, after)) if told else ()
            yield ThingPreview(thing.iri, thing.kind, self._label(thing.iri), thing.row, fate, changes)
        for iri in self._judged.gone:
            kind = (self._full.relative(iri) or "").partition("/")[0]
            yield ThingPreview(iri, kind, self._label(iri), 0, Fate.GONE)

    def _changes(self, kind: str, before: frozenset[Fact], after: frozenset[Fact]) -> Iterator[FieldChange]:
        paths = sorted({fact.p for fact in before ^ after} - UNSAID)
        for path in paths:
            yield FieldChange(path, self._name(kind, path), self._words(before, path), self._words(after, path))

    def _name(self, kind: str, path: str) -> str:
        """The name of a field, also where what it leads to is only named."""
        if path == SAID_BY:
            return SAID_THERE()
        known = self._model.by_kind.get(kind)
        field = self._model.field_of(kind, path)
        if field is None and known is not None and path.startswith(CARD_THERE):
            field = next((one for one in known.fields if local_name(one.path) == local_name(path)), None)
        return field.name.fr if field else local_name(path)

    def _words(self, facts: frozenset[Fact], path: str) -> tuple[str, ...]:
        return tuple(sorted({self._word(fact.o) for fact in facts if fact.p == path}))

    def _word(self, value: Value) -> str:
        if isinstance(value, Literal):
            return {"true": "oui", "false": "non"}.get(value.value, value.value)
        if value in self._model.choices:
            return self._model.choices[value].label.fr
        relative = self._full.relative(value) or ""
        return self._label(value) if relative or value in self._model.by_iri else value

    def _label(self, iri: str) -> str:
        own = self._after.get(iri) or self._before.get(iri) or frozenset()
        name = said_in(fact.o for fact in own if fact.p == SKOS.prefLabel)
        return name or self._full.label(iri)


def _by_subject(facts: frozenset[Fact]) -> dict[str, frozenset[Fact]]:
    found: dict[str, set[Fact]] = {}
    for fact in facts:
        if fact.p != RDF.type or fact.o != SCHEMA.Dataset:
            found.setdefault(fact.s, set()).add(fact)
    return {iri: frozenset(own) for iri, own in found.items()}
