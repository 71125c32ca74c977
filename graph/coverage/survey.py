# SPDX-License-Identifier: AGPL-3.0-or-later
"""The survey: the very engine of the referral asked for each need in each commune of a territory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from graph.coverage.alike import Alike
from graph.coverage.cell import Cell, CellReader
from graph.referral.situation import Asked, Place, Situation

if TYPE_CHECKING:
    from graph.model import Choice
    from graph.referral.engine import ReferralEngine, Shortlist
    from graph.referral.index import ReferralIndex
    from graph.territory import Territories, Territory

EVERYONE = 50
"""Answers asked for: more than a page shows, where many nearer ones that do something else come before the very need.
"""


TRIES = 3
Made = TypeVar("Made")


def nothing() -> None:
    """Does nothing."""


class IndexChanged(Exception):
    """Something changed while a survey was made."""


@dataclass(frozen=True)
class SurveyTerms:
    """What is asked of every cell: the day, and whether only what is free of charge will do."""

    day: date
    free: bool = False


@dataclass(frozen=True, eq=False)
class Coverage:
    """The whole matrix: `rows[n][c]` is the cell of need n in commune c.

    Cells that the referral answers alike are one object.
    """

    terms: SurveyTerms
    needs: tuple[Choice, ...]
    communes: tuple[Territory, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __len__(self) -> int:
        return len(self.needs) * len(self.communes)


def survey(
    engine: ReferralEngine,
    terms: SurveyTerms,
    communes: Iterable[Territory],
    needs: Iterable[Choice] | None = None,
    between: Callable[[], None] = nothing,
) -> Coverage:
    """The coverage of these communes, for all the needs of the scheme unless some are given.

    `between` is called before each question to the engine; what it raises ends the survey.
    """
    index = engine.index
    asked = tuple(index.model.scheme("need").choices if needs is None else needs)
    places = tuple(communes)
    situations = [placed(terms, index.territories, index.dataset.base, place) for place in places]

    def made() -> Coverage:
        version = index.version

        def unchanged() -> None:
            if index.version != version:
                raise IndexChanged
            time.sleep(0)  # who waits for an answer is let in
            between()

        surveyor = Surveyor(engine, situations, unchanged)
        return Coverage(terms, asked, places, tuple(tuple(surveyor.row(need)) for need in asked))

    return undisturbed(index, made)


def undisturbed(index: ReferralIndex, make: Callable[[], Made]) -> Made:
    """What is made of an index that others ask meanwhile: again where something changed, and in the end alone."""
    for _ in range(TRIES):
        with index.lock:  # once no change is under way
            version = index.version
        try:
            made = make()
        except (IndexChanged, LookupError, RuntimeError):  # something was no longer there, or was while it was read
            if index.version == version:
                raise
            continue
        if index.version == version:
            return made
    with index.lock:
        return make()


def placed(terms: SurveyTerms, territories: Territories, base: str, place: Territory) -> Situation:
    """The situation of an association of a place, before it says what it needs."""
    chain = tuple(
        Place(territories.iri(base, item), item.name, item.level, item.code) for item in territories.chain(place)
    )
    return Situation(day=terms.day, places=chain, free=terms.free)


def with_need(situation: Situation, need: Choice) -> Situation:
    """The same situation, once a need is said."""
    return replace(situation, needs=(Asked(need.iri, need.label.fr, need.slug),))


class Surveyor:
    """Asks the engine, once for the places that it cannot tell apart."""

    def __init__(
        self, engine: ReferralEngine, situations: Sequence[Situation], between: Callable[[], None] = nothing
    ) -> None:
        self._engine = engine
        self._between = between
        self._situations = list(situations)
        self._alike = Alike(engine, self._situations)
        self._reader = CellReader(engine.index)
        self.asked = 0

    def row(self, need: Choice) -> list[Cell]:
        """The cells of a need, in the order of the places."""
        cells: dict[int, Cell] = {}
        for places in self._alike.by_territory(need.iri):
            first = self._ask(need, places[0])
            groups = self._alike.by_network(need.iri, places) if first.linked else [places]
            for group in groups:
                found = first if group[0] == places[0] else self._ask(need, group[0])
                cells.update(self._alike_in(need, group, found))
        return [cells[place] for place in range(len(self._situations))]

    def _alike_in(self, need: Choice, places: list[int], first: Shortlist) -> Iterator[tuple[int, Cell]]:
        """The cells of places that only distances can tell apart; `first` is what the first of them was answered."""
        found = first
        while places:
            cell = self._reader.cell(found.candidates)
            alike, places = self._alike.by_distance(need.iri, places, found.candidates)
            yield from ((place, cell) for place in alike)
            if places:
                found = self._ask(need, places[0])

    def _ask(self, need: Choice, place: int) -> Shortlist:
        self.asked += 1
        self._between()
        return self._engine.shortlist(with_need(self._situations[place], need), EVERYONE)
