# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which things of two sources are the same: one card, else what the comparison of names, numbers and places says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graph.storage.merging import told_apart

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset
    from graph.readings.crossing.sources import CrossedSides, DescribedThings
    from graph.territory import Territories

ONE_CARD, LIKELY, PERHAPS, TWICE = "one-card", "likely", "perhaps", "twice"
"""How sure it is that two things are one: they are one card here, they very likely are, somebody has to look; or they
very likely are, but one of them is so already with a third one."""
# Lower than where a pair is asked about: to say of a thing that it was not found, one looks further. One name in one
# commune, with another site and another address, comes to 44.
LEAST = 40


class CrossedPair(NamedTuple):
    """A thing of the first side, one of the second, how sure it is that they are one, and the score (100 for a card
    that both describe)."""

    theirs: str
    ours: str
    level: str
    score: int


@dataclass(frozen=True)
class MatchedThings:
    """What two sides have: in `both` each thing is once; `perhaps` is to be looked at; the others were not found on
    the other side."""

    both: tuple[CrossedPair, ...]
    perhaps: tuple[CrossedPair, ...]
    theirs: tuple[str, ...]
    ours: tuple[str, ...]


def matched(
    data: Dataset,
    described: DescribedThings,
    sides: CrossedSides,
    territories: Territories,
    go_on: Callable[[], None] = lambda: None,
) -> MatchedThings:
    """Matches the things of two sides, kind by kind; `go_on` is called now and then, and may raise."""
    both: list[CrossedPair] = []
    perhaps: list[CrossedPair] = []
    theirs: list[str] = []
    ours: list[str] = []
    apart = told_apart(data)
    for kind in sides.kinds:
        own = _Sides.of(described, sides, kind)
        found = [pair for pair in _alike(data, own, kind, territories, go_on) if frozenset(pair[:2]) not in apart]
        settled = own.settled(found)
        both += settled.both
        perhaps += settled.perhaps
        theirs += settled.theirs
        ours += settled.ours
    return MatchedThings(tuple(both), tuple(perhaps), tuple(theirs), tuple(ours))


@dataclass(frozen=True)
class _Sides:
    """The things of one kind on each side; `both` are cards that both describe."""

    theirs: frozenset[str]
    ours: frozenset[str]
    both: frozenset[str]

    @classmethod
    def of(cls, described: DescribedThings, sides: CrossedSides, kind: str) -> _Sides:
        things = described.by_kind.get(kind, {})
        theirs = frozenset(iri for iri, graphs in things.items() if any(map(sides.is_theirs, graphs)))
        ours = frozenset(iri for iri, graphs in things.items() if any(map(sides.is_ours, graphs)))
        return cls(theirs - ours, ours - theirs, theirs & ours)

    def settled(self, found: list[CrossedPair]) -> MatchedThings:
        """Each thing with the one that it is most alike: the surest pairs first, nobody twice."""
        both = [CrossedPair(iri, iri, ONE_CARD, 100) for iri in sorted(self.both)]
        ranked = sorted(found, key=lambda pair: (pair.level != LIKELY, -pair.score, pair.theirs, pair.ours))
        left = set(self.theirs), set(self.ours)
        for pair in ranked:
            if pair.level == LIKELY and pair.theirs in left[0] and pair.ours in left[1]:
                both.append(pair)
                left[0].discard(pair.theirs)
                left[1].discard(pair.ours)
        # What is left is told once on each side, with what it looks like most, which may be told elsewhere too.
        perhaps = []
        for pair in ranked:
            if pair.theirs in left[0] or pair.ours in left[1]:
                perhaps.append(pair._replace(level=TWICE if pair.level == LIKELY else PERHAPS))
                left[0].discard(pair.theirs)
                left[1].discard(pair.ours)
        return MatchedThings(tuple(both), tuple(perhaps), tuple(sorted(left[0])), tuple(sorted(left[1])))


def _alike(
    data: Dataset, own: _Sides, kind: str, territories: Territories, go_on: Callable[[], None]
) -> Iterator[CrossedPair]:
    """The pairs that may be one, of which one at least is on one side alone."""
    from graph.identity.comparison import LIKELY as SURE_ENOUGH
    from graph.identity.comparison import SAME
    from graph.identity.description import Describer
    from graph.identity.matching import IdentityMatcher  # what compares things stands on much

    # What is one card already may look like one that is on our side alone, too.
    known, others = own.ours | own.both, (own.theirs, own.both if own.ours else frozenset())
    if not known or not any(others):
        return
    describer = Describer(territories)
    matcher = IdentityMatcher(describer.of_all(data, sorted(known), kind))
    for things in others:
        for pair in matcher.pairs(describer.of_all(data, sorted(things), kind), LEAST):
            go_on()
            level = LIKELY if pair.level in (SAME, SURE_ENOUGH) else PERHAPS
            yield CrossedPair(pair.other.key, pair.one.key, level, pair.score)
