# SPDX-License-Identifier: AGPL-3.0-or-later
"""A crossing to be read: each thing with its name, its place and how it is known; each difference in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.entity.disagreement_words import field_name, source_day
from graph.entity.knowledge import Knowledge
from graph.entity.known import CONFIRMED, strongest
from graph.namespaces import RDF, WGS
from graph.readings.crossing.crossing import Crossing, CrossingArea, CrossingCounts
from graph.readings.crossing.matching import ONE_CARD, TWICE
from graph.readings.disagreements import SourcedAnswer, sourced_answer
from graph.readings.sources import cited
from graph.readings.states import proof
from graph.text.folding import filed
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.entity import Mention, Reader, Source
    from graph.rdf.dataset import Value
    from graph.readings.crossing.comparing import FieldDifference, PairComparison
    from graph.readings.crossing.matching import CrossedPair
    from graph.readings.states import State
    from graph.territory import Territories, Territory

POSITION = Label("position sur la carte")
TELL_THEM, TAKE_THEIRS, ASK = (
    Label("La nôtre est confirmée : la leur dire"),
    Label("La leur est confirmée : la reprendre"),
    Label("Demander, puis trancher"),
)


@dataclass(frozen=True)
class CrossedThing:
    """A thing that one side has and that was not found on the other: where it is, how that side knows it."""

    mention: Mention
    caption: str
    place: Territory | None
    state: State


@dataclass(frozen=True)
class CrossedAnswers:
    """A field on which both sides differ; `advice` is what to do about it. Of a side that does not tell the field, the
    texts are empty."""

    field: str
    path: str
    theirs: SourcedAnswer
    ours: SourcedAnswer
    advice: str


@dataclass(frozen=True)
class CrossedMatch:
    """A thing of each side: one card here, or two that are sure to be one, or may be one; the score is out of 100.

    `twice`: one of them is sure to be one with a third thing. `differences` is empty for what agrees, or is only to be
    looked at; `brings`, `lacks`: the fields that the first side alone tells, and the second.
    """

    theirs: Mention
    ours: Mention
    one_card: bool
    score: int
    place: Territory | None
    twice: bool = False
    differences: tuple[CrossedAnswers, ...] = ()
    brings: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class CrossingReading:
    """A crossing in one language, of one area (None: wherever they are)."""

    reader: Reader
    day: date
    crossing: Crossing
    territories: Territories
    area: Territory | None = None
    unplaced: int = 0

    @property
    def theirs(self) -> Source:
        """The first source."""
        return cited(self.reader, [self.crossing.sides.theirs.iri])[0]

    @property
    def ours(self) -> Source | None:
        """The other one, None for all others."""
        own = self.crossing.sides.ours
        return cited(self.reader, [own.iri])[0] if own else None

    @property
    def read_on(self) -> date | None:
        """The day of the first source: when it was read, else written."""
        return source_day(self.reader, self.crossing.sides.theirs.iri)

    @property
    def counts(self) -> CrossingCounts:
        """How many of each."""
        return self.crossing.counts

    @cached_property
    def areas(self) -> list[CrossingArea]:
        """The counts by intercommunality."""
        return self.crossing.areas(self.territories)

    def only_theirs(self) -> Iterator[CrossedThing]:
        """What the first side has and was not found on the other, by place then name."""
        return self._things(self.crossing.things.theirs, self.crossing.sides.is_theirs)

    def only_ours(self) -> Iterator[CrossedThing]:
        """What the second side has and was not found on the first."""
        return self._things(self.crossing.things.ours, self.crossing.sides.is_ours)

    def perhaps(self) -> Iterator[CrossedMatch]:
        """The pairs to be looked at, the most alike first."""
        pairs = sorted(self.crossing.things.perhaps, key=lambda pair: (-pair.score, self._place_in_list(pair.theirs)))
        return (self._match(pair, None) for pair in pairs)

    def differing(self) -> Iterator[CrossedMatch]:
        """What both sides have and do not tell alike."""
        return (self._match(pair, found) for pair, found in self._compared() if found.differences)

    def agreeing(self) -> Iterator[CrossedMatch]:
        """What both sides have without contradicting each other."""
        return (self._match(pair, found) for pair, found in self._compared() if not found.differences)

    def _compared(self) -> list[tuple[CrossedPair, PairComparison]]:
        pairs = sorted(self.crossing.things.both, key=lambda pair: self._place_in_list(pair.ours))
        return [(pair, self.crossing.comparisons[pair]) for pair in pairs]

    def _things(self, iris: Iterable[str], is_own: Callable[[str], bool]) -> Iterator[CrossedThing]:
        knowledge = Knowledge.now(self.reader.dataset)
        for iri in sorted(iris, key=self._place_in_list):
            said = [fact for fact in self.reader.dataset.facts(s=iri) if is_own(fact.source)]
            # Who says that it is there; a side that does not describe it only tells something of it.
            said = [fact for fact in said if fact.p == RDF.type] or said
            state = proof(self.reader, strongest(map(knowledge.of_fact, said)), self.day)
            place = self.crossing.place((iri,))
            yield CrossedThing(self.reader.mention(iri), self.reader.caption(iri), place, state)

    def _place_in_list(self, iri: str) -> tuple[bool, str, str, str]:
        place = self.crossing.place((iri,))
        return place is None, filed(place.name) if place else "", filed(self.reader.label(iri)), iri

    def _match(self, pair: CrossedPair, found: PairComparison | None) -> CrossedMatch:
        def names(paths: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(_field_name(self.reader, pair.theirs, path) for path in paths))

        return CrossedMatch(
            self.reader.mention(pair.theirs),
            self.reader.mention(pair.ours),
            pair.level == ONE_CARD,
            pair.score,
            self.crossing.place(pair[:2]),
            pair.level == TWICE,
            tuple(self._answers(pair, item) for item in found.differences) if found else (),
            names(found.brings) if found else (),
            names(found.lacks) if found else (),
        )

    def _answers(self, pair: CrossedPair, item: FieldDifference) -> CrossedAnswers:
        theirs = self._answer((pair.theirs, item.path), item.theirs, item.by_them)
        ours = self._answer((pair.ours, item.path), item.ours, item.by_us)
        sure = [side.state.sign == CONFIRMED for side in (theirs, ours)]
        advice = ASK if sure[0] == sure[1] else TAKE_THEIRS if sure[0] else TELL_THEM
        name = _field_name(self.reader, pair.theirs, item.path)
        return CrossedAnswers(name, item.path, theirs, ours, advice(self.reader.lang))

    def _answer(self, of: tuple[str, str], values: tuple[Value, ...], source: str) -> SourcedAnswer:
        answer = sourced_answer(self.reader, of, values, source, self.day)
        if of[1] != WGS.lat or not values:
            return answer
        # A position is both of its numbers, of one source.
        longs = (fact.o for fact in self.reader.dataset.facts(of[0], WGS.long, source=source))
        both = (answer.values[0], *(value.value for value in longs if isinstance(value, Literal)))[:2]
        return replace(answer, texts=(", ".join(both),), values=both)


def _field_name(reader: Reader, iri: str, path: str) -> str:
    return POSITION(reader.lang) if path == WGS.lat else field_name(reader, iri, path)


def crossing_reading(
    reader: Reader, found: Crossing, territories: Territories, day: date, area: Territory | None = None
) -> CrossingReading:
    """The reading of a crossing, of an area where one is given."""
    if area is None:
        return CrossingReading(reader, day, found, territories)
    return CrossingReading(reader, day, found.within(area, territories), territories, area, found.unplaced)
