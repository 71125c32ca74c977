# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two sides say of one thing, field by field: where they differ, and what one says that the other does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal

from graph.entity.disagreements import is_asked
from graph.entity.existence import STOPPED
from graph.entity.sameness import any_same
from graph.entity.standing import Standings
from graph.namespaces import DCT, OWL, RDF, SCHEMA, SKOS, TIS, WGS
from graph.rdf.dataset import spoken
from graph.text.opening import hours_text, is_right

if TYPE_CHECKING:
    from graph.model import EntityClass, Field, Model
    from graph.rdf.dataset import Dataset, Fact, Value
    from graph.readings.crossing.matching import CrossedPair
    from graph.readings.crossing.sources import CrossedSides
    from graph.territory import Territories

# Of the card more than of the thing, or how the same thing is told elsewhere.
UNTOLD = frozenset(
    {
        *(RDF.type, SKOS.hiddenLabel, SKOS.exactMatch, OWL.sameAs, DCT.modified, DCT.source),
        *(TIS.confirmedOn, TIS.confirmedBy, TIS.reviewedOn, TIS.openQuestion, TIS.noLongerListedOn, TIS.stateOn),
        TIS.unansweredSince,
    }
)
NAMES = (SKOS.prefLabel, SKOS.altLabel)


class FieldDifference(NamedTuple):
    """What two sides say of a field: values, none where that side describes the thing without saying it; and for each
    the source that speaks."""

    path: str
    theirs: tuple[Value, ...]
    ours: tuple[Value, ...]
    by_them: str
    by_us: str


@dataclass(frozen=True)
class PairComparison:
    """Where both sides differ on one thing; the properties that the first alone tells, and those of the second."""

    differences: tuple[FieldDifference, ...] = ()
    brings: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class SidesComparer:
    """Compares what two sides say; to be made anew when the facts change."""

    def __init__(self, data: Dataset, model: Model, sides: CrossedSides, territories: Territories) -> None:
        self._data = data
        self._model = model
        self._sides = sides
        self._territories = territories
        self._standings = Standings(data, model)

    def of(self, pair: CrossedPair) -> PairComparison:
        """What both sides say of one thing."""
        facts = list(self._data.facts(s=pair.theirs))
        own = self._model.class_of([str(fact.o) for fact in facts if fact.p == RDF.type])
        others = facts if pair.ours == pair.theirs else list(self._data.facts(s=pair.ours))
        if own is None:
            return PairComparison()
        theirs = self._saying(own, self._sides.said_by_them(facts))
        ours = self._saying(own, self._sides.said_by_us(others))
        return _Hearing(own, theirs, ours, self).comparison()

    def _saying(self, own: EntityClass, facts: list[Fact]) -> _Saying:
        """What one side says in the fields of its class; what is shown comes before what is set aside."""
        standings, aside = self._standings.of(facts), self._data.tables.set_aside
        kept = [fact for fact in facts if fact.p == RDF.type or own.field(fact.p)]
        return _Saying(
            sorted(kept, key=lambda fact: (aside.holds(fact.s, fact.p, fact.o), standings[fact.source], str(fact.o)))
        )

    def one_in_the_other(self, some: Iterable[Value], others: Iterable[Value]) -> bool:
        """Whether a place of one list holds one of the other: a commune and its département are no disagreement."""
        known = self._territories
        places, around = (
            [place for value in values if isinstance(value, str) and (place := known.find(self._data.base, value))]
            for values in (some, others)
        )
        return any(known.contains(one, two) or known.contains(two, one) for one in places for two in around)


class _Saying:
    """What one side says of a thing: the facts of what is believed first come first."""

    def __init__(self, facts: list[Fact]) -> None:
        self._facts = facts
        describing = [fact.source for fact in facts if fact.p == RDF.type]
        self.describes = bool(describing)
        self.first = next(iter(describing or [fact.source for fact in facts]), "")

    def all(self, path: str) -> list[Value]:
        """All values of a property; of a text, those that are French or without language, else all."""
        found = [fact.o for fact in self._facts if fact.p == path]
        french = [value for value in found if not isinstance(value, Literal) or spoken(value) in ("", "fr")]
        return list(dict.fromkeys(french or found))

    def answer(self, field: Field) -> tuple[list[Value], str]:
        """What is believed of a field, and who says it: of several sources, the first where it has one value."""
        by = next((fact.source for fact in self._facts if fact.p == field.path), self.first)
        if not field.is_single:
            return self.all(field.path), by
        own = [fact for fact in self._facts if fact.source == by]
        return _Saying(own).all(field.path), by

    def closes(self, closing: Iterable[Field]) -> bool:
        """Whether anything says that the thing is no longer there."""
        return any(_closing(field, value) for field in closing for value in self.all(field.path))


def _closing(field: Field, value: Value) -> bool:
    return not field.is_link or value in STOPPED


class _Hearing:
    """One thing on both sides, field after field in the order of its class."""

    def __init__(self, own: EntityClass, theirs: _Saying, ours: _Saying, comparer: SidesComparer) -> None:
        self._fields = [field for field in own.fields if field.path not in UNTOLD]
        self._closing = [field for field in own.fields if field.closes]
        self._theirs, self._ours = theirs, ours
        self._comparer = comparer

    def comparison(self) -> PairComparison:
        """All that is found."""
        differences = tuple(self._differences())
        brings: list[str] = []
        lacks: list[str] = []
        told = {found.path for found in differences}
        for field in self._fields:
            theirs, ours = self._theirs.all(field.path), self._ours.all(field.path)
            if bool(theirs) != bool(ours) and field.path not in (*told, SKOS.altLabel, WGS.long):
                (brings if theirs else lacks).append(field.path)
        return PairComparison(differences, tuple(brings), tuple(lacks))

    def _differences(self) -> Iterator[FieldDifference]:
        apart: set[str] = set()
        one_closes = self._theirs.closes(self._closing) != self._ours.closes(self._closing)
        for field in self._fields:
            (theirs, by_them), (ours, by_us) = self._theirs.answer(field), self._ours.answer(field)
            if not (theirs and ours):
                if one_closes and self._closes_alone(field, theirs, ours):
                    yield FieldDifference(field.path, tuple(theirs), tuple(ours), by_them, by_us)
                continue
            # An address elsewhere is in another commune: that is told once.
            if not self._is_compared(field) or self._agree(field, theirs, ours):
                continue
            apart.add(field.path)
            if field.goes_with in apart:
                continue
            yield FieldDifference(field.path, tuple(theirs), tuple(ours), by_them, by_us)

    def _closes_alone(self, field: Field, theirs: list[Value], ours: list[Value]) -> bool:
        """Whether a field says that the thing is gone, and the other side describes it without saying so."""
        silent = self._ours if theirs else self._theirs
        return field.closes and silent.describes and any(_closing(field, value) for value in theirs + ours)

    def _is_compared(self, field: Field) -> bool:
        """Whether two answers can contradict each other: two presentations are two ways of telling."""
        wording = field.unique_lang and field.path != SKOS.prefLabel
        return is_asked(field) and not (field.latest or wording or field.path == WGS.long)

    def _agree(self, field: Field, theirs: list[Value], ours: list[Value]) -> bool:
        if field.path == SKOS.prefLabel:
            sides = self._theirs, self._ours
            theirs, ours = ([value for path in NAMES for value in side.all(path)] for side in sides)
            return any_same(field.path, theirs, ours) or _one_name(theirs, ours)
        if field.path == SCHEMA.openingHours:
            return bool(set(map(_hours, theirs)) & set(map(_hours, ours)))
        if field.path == SCHEMA.address:
            return any_same(field.path, theirs, ours) or _one_door(theirs, ours)
        if field.path == WGS.lat:
            longs = self._theirs.all(WGS.long), self._ours.all(WGS.long)
            return any_same(WGS.lat, theirs, ours) and (not all(longs) or any_same(WGS.long, *longs))
        if any_same(field.path, theirs, ours):
            return True
        return field.is_link and self._comparer.one_in_the_other(theirs, ours)


def _hours(value: Value) -> str:
    """Hours as they are read, however they are written."""
    text = _plain(value)
    return hours_text(text) if is_right(text) else text.casefold()


def _one_name(theirs: Iterable[Value], ours: Iterable[Value]) -> bool:
    """Whether a name is in both, its legal form apart."""
    from graph.identity.words import name_words  # it stands on much

    some, others = ({frozenset(name_words(_plain(value))) for value in said} for said in (theirs, ours))
    return bool(some & others)


def _one_door(theirs: Iterable[Value], ours: Iterable[Value]) -> bool:
    """Whether a street is in both: without its number it says less, and nothing else."""
    from graph.identity.words import door_of  # it stands on much

    doors, others = ([door for value in said if (door := door_of(_plain(value)))] for said in (theirs, ours))
    return any(
        set(one.street) == set(two.street) and (not (one.number and two.number) or one.number == two.number)
        for one in doors
        for two in others
    )


def _plain(value: Value) -> str:
    return value.value if isinstance(value, Literal) else value
