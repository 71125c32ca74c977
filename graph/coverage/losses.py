# SPDX-License-Identifier: AGPL-3.0-or-later
"""Single points of failure: the actors without whom cells would no longer be covered, tried one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from graph.coverage.cell import COVERED
from graph.coverage.survey import Coverage, IndexChanged, Surveyor, nothing, placed
from graph.rdf.dataset import Dataset, Fact, to_quad
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.referral.mention import Ref


@dataclass(frozen=True)
class Loss:
    """An actor, and the cells (ranks of need and commune) that its going would uncover, with what they would become."""

    actor: Ref
    kind: str
    cells: tuple[tuple[int, int, str], ...]

    def count(self, state: str) -> int:
        """How many cells would come to that state."""
        return sum(1 for _, _, found in self.cells if found == state)


class Rehearsal:
    """A copy of a dataset with its engine, from which one actor at a time is taken away."""

    def __init__(self, index: ReferralIndex) -> None:
        self._dataset = Dataset.in_memory(index.dataset.shown(), index.dataset.base)
        self._index = ReferralIndex(self._dataset, index.model, index.territories, index.criteria)

    def close(self) -> None:
        """Lets go of the facts at once: what was read of them goes around in circles, and is found much later.

        A store that is emptied keeps its room: another one takes its place.
        """
        self._dataset.store = Dataset.in_memory((), self._dataset.base).store

    @contextmanager
    def without(self, iri: str) -> Iterator[ReferralEngine]:
        """An engine for which nothing is said of an actor, nor of its links."""
        gone = {*self._dataset.facts(s=iri), *self._dataset.facts(o=iri)}
        self._change(set(), gone)
        try:
            yield ReferralEngine(self._index)
        finally:
            self._change(gone, set())

    def _change(self, added: set[Fact], removed: set[Fact]) -> None:
        for fact in removed:
            self._dataset.store.remove(to_quad(fact))
        for fact in added:
            self._dataset.store.add(to_quad(fact))
        self._dataset.changed(added | removed)
        self._index.update(added, removed)


def losses(index: ReferralIndex, coverage: Coverage, between: Callable[[], None] = nothing) -> tuple[Loss, ...]:
    """The actors on which covered cells depend, those on which most do first.

    Only what every answer of a cell rests on can uncover it by going; each such actor is taken away, and the engine
    asked again: what it had left out may answer instead.
    """
    pillars = _pillars(index, coverage)
    if not pillars:
        return ()
    with closing(Rehearsal(index)) as rehearsal:
        found = []
        for iri, cells in pillars.items():
            between()
            found.append(_loss(index, rehearsal, coverage, iri, cells))
    kept = (loss for loss in found if loss.cells)
    return tuple(sorted(kept, key=lambda loss: (-len(loss.cells), loss.actor.iri)))


def _pillars(index: ReferralIndex, coverage: Coverage) -> dict[str, dict[int, list[int]]]:
    """The places by need where every answer rests on an actor, by actor."""
    found: dict[str, dict[int, list[int]]] = {}
    for need, row in enumerate(coverage.rows):
        for place, cell in enumerate(row):
            for iri in cell.pillars:
                if iri in index.actors:
                    found.setdefault(iri, {}).setdefault(need, []).append(place)
    return found


def _loss(
    index: ReferralIndex, rehearsal: Rehearsal, coverage: Coverage, iri: str, cells: dict[int, list[int]]
) -> Loss:
    actor = index.actors.get(iri)
    if actor is None:
        raise IndexChanged
    with rehearsal.without(iri) as engine:
        lost = tuple(_uncovered(engine, coverage, cells))
    return Loss(Ref(iri, actor.label), actor.kind, lost)


def _uncovered(
    engine: ReferralEngine, coverage: Coverage, cells: dict[int, list[int]]
) -> Iterator[tuple[int, int, str]]:
    index = engine.index
    together: dict[tuple[int, ...], list[int]] = {}
    for need, ranks in cells.items():
        together.setdefault(tuple(ranks), []).append(need)
    for places, needs in together.items():
        communes = (coverage.communes[place] for place in places)
        situations = [placed(coverage.terms, index.territories, index.dataset.base, commune) for commune in communes]
        surveyor = Surveyor(engine, situations)
        for need in needs:
            for place, cell in zip(places, surveyor.row(coverage.needs[need]), strict=True):
                if cell.state != COVERED:
                    yield need, place, cell.state
