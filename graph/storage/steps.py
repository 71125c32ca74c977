# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last steps of a dataset: which things each of its changes added, changed or took away, for who follows it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from graph.namespaces import RDF
from graph.rdf.dataset import NAMES, Dataset, Value

if TYPE_CHECKING:
    from graph.storage.store import Delta

# How many steps are kept, and things of one step: who is further behind, or after more, looks at everything again.
MOST_STEPS, MOST_THINGS = 64, 200


class Became(Enum):
    """What became of a thing."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Touch:
    """What became of a thing; of one that is gone, the classes and the names that it had, by property."""

    became: Became
    types: tuple[str, ...] = ()
    names: Mapping[str, tuple[Value, ...]] | None = None

    def said(self, _: str, path: str) -> tuple[Value, ...]:
        """The names that it had, as `graph.rdf.dataset.name_of` asks for them."""
        return (self.names or {}).get(path, ())


@dataclass(frozen=True)
class Pace:
    """From one number to the next; None where more was touched than is kept. `at`: when, in seconds of `monotonic`;
    `adds`: whether nothing left, so that who sees the state before sees nothing that is withdrawn."""

    before: int
    number: int
    touched: Mapping[str, Touch] | None
    at: float = 0.0
    adds: bool = False


@dataclass(frozen=True)
class Trail:
    """The number of the state that is shown now, and the steps to it, oldest first; never changed, so read freely."""

    number: int = 0
    steps: tuple[Pace, ...] = ()

    def since(self, number: int) -> dict[str, Touch] | None:
        """What became of things since a state; None where that is not known any more."""
        if number == self.number:
            return {}
        begin = next((rank for rank, step in enumerate(self.steps) if step.before == number), None)
        if begin is None:
            return None
        found: dict[str, Touch] = {}
        for step in self.steps[begin:]:
            if step.touched is None:
                return None
            for iri, touch in step.touched.items():
                both = _then(found.pop(iri, None), touch)
                found |= {iri: both} if both else {}
        return found if len(found) <= MOST_THINGS else None

    def late(self, number: int) -> float | None:
        """When (`monotonic`) the state of a number ceased to be that of now, where only additions came since; None
        otherwise: what is of that state is then not to be shown any more."""
        begin = next((rank for rank, step in enumerate(self.steps) if step.before == number), None)
        if begin is None or not all(step.adds for step in self.steps[begin:]):
            return None
        return self.steps[begin].at


class Steps:
    """The trail of a dataset, in the memory of its process; one thread writes it at a time."""

    def __init__(self) -> None:
        self.trail = Trail()
        self._lost = True

    def lose(self) -> None:
        """To call where a change could not be numbered: the next state is not told as a step from this one."""
        self._lost = True

    def reach(self, number: int, delta: Delta | None, dataset: Dataset) -> None:
        """Goes to the state of that number by a change of the dataset, which has taken it; None: everything changed."""
        before = self.trail
        if number == before.number and not self._lost:
            return
        steps = before.steps
        if delta is None or self._lost:
            steps = ()
        else:
            pace = Pace(before.number, number, _touched(delta, dataset), time.monotonic(), not delta.removed)
            steps = (*steps, pace)[-MOST_STEPS:]
        self._lost = False
        self.trail = Trail(number, steps)


def _touched(delta: Delta, dataset: Dataset) -> dict[str, Touch] | None:
    """What a change did to each thing that it speaks of; None where these are too many."""
    things = {fact.s for fact in delta.touched}
    if len(things) > MOST_THINGS:
        return None
    return {iri: touch for iri in sorted(things) if (touch := _touch(iri, delta, dataset))}


def _touch(iri: str, delta: Delta, dataset: Dataset) -> Touch | None:
    """What a change did to one thing; None for what is of no class, before or after."""
    now = set(dataset.facts(s=iri, p=RDF.type))
    left = {fact for fact in delta.removed if fact.s == iri}
    before = (now - delta.added) | {fact for fact in left if fact.p == RDF.type}
    if now:
        return Touch(Became.CHANGED if before else Became.ADDED)
    names = {path: tuple(sorted({fact.o for fact in left if fact.p == path}, key=str)) for path in NAMES}
    return Touch(Became.GONE, tuple(sorted(str(fact.o) for fact in before)), names) if before else None


def _then(first: Touch | None, then: Touch) -> Touch | None:
    """Two touches of a thing as one; None where nothing remains of them."""
    if first is None:
        return then
    if first.became is Became.ADDED:
        return None if then.became is Became.GONE else first
    # Gone, then there again: it changed.
    return Touch(Became.CHANGED) if then.became is Became.ADDED else then
