# SPDX-License-Identifier: AGPL-3.0-or-later
"""The most meaningful ways from one entity to another: short by what each relation costs, and really different."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import pairwise

from graph.entity.ties import Tie, Ties

# A longer way explains nothing.
FARTHEST = 30.0
# A thing with more relations than this says less about those it joins: each doubling costs some more.
HUB, HUB_COST = 8, 0.7
# What going again through a thing costs the search for another way.
AGAIN = 3.0
# Another way is worth reading when it is not much longer than the best one, nor longer than anybody would follow.
WORTH, SPARE, LONG = 1.25, 3.0, 14.0

Steps = list[tuple[str, Tie, float]]
Sides = tuple[dict[str, tuple[str, Tie]], dict[str, tuple[str, Tie]]]


@dataclass(frozen=True)
class Way:
    """Things from start to end; `ties[i]` goes from `nodes[i]` to the next one."""

    nodes: tuple[str, ...]
    ties: tuple[Tie, ...]
    cost: float

    @property
    def between(self) -> frozenset[str]:
        """What it goes through, its ends left out."""
        return frozenset(self.nodes[1:-1])


def ways(ties: Ties, start: str, end: str, day: date | None = None, count: int = 3) -> tuple[Way, ...]:
    """At most `count` ways valid at a day (no day: at any), the best first; none when nothing joins the two."""
    if start == end:
        return (Way((start,), (), 0.0),)
    search, found, farthest = Search(ties, start, end, day), list[Way](), FARTHEST
    for _ in range(count + 2):
        way = search.best(farthest) if len(found) < count else None
        if way is None:
            break
        search.avoid(way)
        farthest = min(farthest, way.cost * WORTH + SPARE, max(way.cost + 1, LONG))
        if way.cost <= farthest and _differs(way, found):
            found.append(way)
    return tuple(sorted(found, key=lambda way: (way.cost, way.nodes)))


def _differs(way: Way, found: list[Way]) -> bool:
    """Whether it goes through something new, and does not merely lengthen another way."""
    if not found:
        return True
    old = frozenset().union(*(other.between for other in found))
    longer = any(other.between and other.between <= way.between for other in found)
    return not longer and bool(way.between - old)


def step(ties: Ties, here: str, there: str, day: date | None) -> Tie | None:
    """The relation between two things that says most, None when there is none that day."""
    between = [tie for tie in ties.of(here) if tie.other == there and (not tie.via or ties.span(tie.via).holds(day))]
    return min(between, key=lambda tie: (ties.cost(here, tie), tie.rank, tie.via), default=None)


class Search:
    """Looks from both ends at once, nearest first; things already gone through are avoided more and more."""

    def __init__(self, ties: Ties, start: str, end: str, day: date | None) -> None:
        self.ties = ties
        self.ends = (start, end)
        self.gone = ties.gone(day) if day is not None else frozenset[str]()
        self._steps: dict[str, Steps] = {}
        self._penalty: dict[str, float] = {}
        self._direct = True

    def avoid(self, way: Way) -> None:
        """Makes the next search look elsewhere."""
        for iri in way.between:
            self._penalty[iri] = self._penalty.get(iri, 0.0) + AGAIN
        if len(way.nodes) == 2:
            self._direct = False

    def best(self, farthest: float) -> Way | None:
        """The shortest way, what it goes through again made longer; None when there is none within so far."""
        near = ({self.ends[0]: 0.0}, {self.ends[1]: 0.0})
        came: Sides = ({}, {})
        heaps = ([(0.0, self.ends[0])], [(0.0, self.ends[1])])
        # A way that takes two steps of those found may still be another one.
        shortest, meeting = farthest + (2 * AGAIN if self._penalty else 0.0), ""
        while heaps[0] and heaps[1] and heaps[0][0][0] + heaps[1][0][0] < shortest:
            side = 0 if heaps[0][0] <= heaps[1][0] else 1
            far, here = heappop(heaps[side])
            if far > near[side][here]:
                continue
            far += self._through(here)
            for other, tie, cost in self._leaving(here):
                known = near[side].get(other, math.inf)
                if far + cost < known:
                    near[side][other] = far + cost
                    came[side][other] = (here, tie)
                    heappush(heaps[side], (far + cost, other))
                    whole = far + cost + near[1 - side].get(other, math.inf)
                    # What going through it costs is only looked at where the rest is short enough.
                    if whole < shortest and whole + self._through(other) < shortest:
                        shortest, meeting = whole + self._through(other), other
        return self._way(came, meeting) if meeting else None

    def _through(self, iri: str) -> float:
        """What going through a thing costs; beginning or ending there costs nothing."""
        if iri in self.ends:
            return 0.0
        return self._width(iri) + self._penalty.get(iri, 0.0)

    def _width(self, iri: str) -> float:
        return HUB_COST * math.log2(max(1.0, len(self._leaving(iri)) / HUB))

    def _leaving(self, iri: str) -> Steps:
        """Where one can go from a thing, each by its cheapest relation; crossroads only to begin or end there."""
        if iri not in self._steps:
            cheapest: dict[str, tuple[Tie, float]] = {}
            for tie in self.ties.near(iri):
                if tie.other in self.gone or tie.via in self.gone or self._forbidden(tie.other):
                    continue
                cost = self.ties.cost(iri, tie)
                if tie.other not in cheapest or cost < cheapest[tie.other][1]:
                    cheapest[tie.other] = tie, cost
            self._steps[iri] = [(other, tie, cost) for other, (tie, cost) in cheapest.items()]
        steps = self._steps[iri]
        if not self._direct and iri in self.ends:
            return [item for item in steps if item[0] not in self.ends]
        return steps

    def _forbidden(self, iri: str) -> bool:
        cls = self.ties.cls(iri)
        return iri not in self.ends and (cls is None or cls.crossroads)

    def _way(self, came: Sides, meeting: str) -> Way:
        """The way by a thing that both sides reached."""
        nodes, ties, here = [meeting], list[Tie](), meeting
        while here != self.ends[0]:
            here, tie = came[0][here]
            nodes.insert(0, here)
            ties.insert(0, tie)
        here = meeting
        while here != self.ends[1]:
            after, tie = came[1][here]
            ties.append(Tie(after, tie.path, not tie.out, tie.rank, tie.via, tie.words))
            nodes.append(after)
            here = after
        cost = sum(self.ties.cost(here, tie) for (here, _), tie in zip(pairwise(nodes), ties, strict=True))
        return Way(tuple(nodes), tuple(ties), round(cost + sum(self._width(iri) for iri in nodes[1:-1]), 3))
