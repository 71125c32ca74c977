# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters of maps: takes out of a tree what was not asked for, and hangs the rest again, without a word changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING

from graph.mindmaps._plan import Tree, TreePlan, Twig
from graph.mindmaps._types import MapFilter
from graph.namespaces import OPEN_TO_ALL, SCHEMA, TIS
from graph.territory.types import level_of

if TYPE_CHECKING:
    from graph.entity.ties import Ties

Test = Callable[[str], bool]


@dataclass(frozen=True)
class FilterChoices:
    """What a map can be filtered by, as facts tell it (IRIs): intermunicipal bodies where somebody is or acts,
    audiences and costs that something is said to have."""

    places: tuple[str, ...]
    audiences: tuple[str, ...]
    costs: tuple[str, ...]


class Facets:
    """Of one state of a dataset: who and what is somewhere, for whom, at which cost. What is not said is none of
    these."""

    def __init__(self, ties: Ties) -> None:
        links = ties.tables.links
        self._ties = ties
        self._above = links(SCHEMA.containedInPlace).objects
        self._said = [links(path).objects for path in (SCHEMA.location, SCHEMA.areaServed)]
        self._given = links(SCHEMA.provider)
        self._audiences, self._costs = links(SCHEMA.audience).objects, links(TIS.cost).objects
        self._known: dict[str, frozenset[str]] = {}

    def around(self, place: str) -> frozenset[str]:
        """A place and all that contain it."""
        if place not in self._known:
            wider = self._above.get(place, ())
            self._known[place] = frozenset([place]).union(*map(self.around, wider))
        return self._known[place]

    def choices(self) -> FilterChoices:
        """What may be asked, in no order; what is only said of things that no map draws is left out."""
        shown = self._ties.shown
        said = {place for table in self._said for iri, places in table.items() if iri in shown for place in places}
        epcis = {it for place in said for it in self.around(place) if level_of(it) == "epci"}
        audiences = {one for iri, found in self._audiences.items() if iri in shown for one in found}
        costs = {one for iri, found in self._costs.items() if iri in shown for one in found}
        return FilterChoices(tuple(sorted(epcis)), tuple(sorted(audiences)), tuple(sorted(costs)))

    def matching(self, asked: MapFilter) -> frozenset[str] | None:
        """The actors and what they offer that are as asked; None where nothing is asked but kinds."""
        tests = [test for value, test in self._tests(asked) if value]
        if not tests:
            return None
        offers = [iri for iri in self._given.objects if all(test(iri) for test in tests)]
        found = {*offers, *(actor for offer in offers for actor in self._given.objects[offer])}
        if not (asked.audience or asked.cost):
            # Somebody is at a place, whatever they offer.
            found.update(iri for table in self._said for iri in table if self._is_in(iri, asked.place))
        return frozenset(found)

    def _tests(self, asked: MapFilter) -> Iterator[tuple[str, Test]]:
        wanted = {asked.audience, *OPEN_TO_ALL}
        yield asked.place, lambda iri: self._is_in(iri, asked.place)
        yield asked.audience, lambda iri: not wanted.isdisjoint(self._audiences.get(iri, ()))
        yield asked.cost, lambda iri: asked.cost in self._costs.get(iri, ())

    def _is_in(self, iri: str, place: str) -> bool:
        """Whether it is in a place or acts for a part of it; where nothing is said of an offer, who gives it."""
        own = [one for table in self._said for one in table.get(iri, ())]
        if any(place in self.around(one) for one in own):
            return True
        return not own and any(self._is_in(actor, place) for actor in self._given.objects.get(iri, ()) if actor != iri)


def facets_of(ties: Ties) -> Facets:
    """The facets of a state of a dataset: the same ones until it changes."""
    return ties.tables.noted("facets", Facets, lambda: Facets(ties))


class Sifter:
    """Takes what is not asked for out of one tree."""

    def __init__(self, ties: Ties, asked: MapFilter, plan: TreePlan) -> None:
        self._ties = ties
        self._asked = asked
        self._names = plan.names
        self._expected = ties.of_kind(plan.expects)
        self._matching = facets_of(ties).matching(asked)
        self.hidden: dict[str, set[str]] = {kind: set() for kind in asked.kinds}

    def sifted(self, tree: Tree) -> Tree:
        """The tree without the rest: what hangs from a kind that is hidden hangs from what bears that. Only what was
        asked can bear something: nothing is told of what is out of view, neither that it began nor that it ended."""
        kept: dict[int, list[Twig]] = {}
        for twig in reversed(tree.values()):
            if twig.parent is not None:
                kept[id(twig)] = self._left(twig, kept)
        root = next(iter(tree.values()))
        self._hang(root, self._all(root.children, kept))
        found = {root.key: root}
        level = [root]
        while level:
            level = [child for twig in level for child in twig.children]
            found.update((twig.key, twig) for twig in level)
        return found

    def _left(self, twig: Twig, kept: dict[int, list[Twig]]) -> list[Twig]:
        """What hangs instead of a twig: itself, what it bears where its kind is hidden, or nothing."""
        below = self._all(twig.children, kept)
        kind = self._ties.kind(twig.iri)
        if kind in self.hidden:
            self.hidden[kind].add(twig.iri)
            return [self._lifted(child, twig) for child in below]
        if not self._is_wanted(twig, below):
            return []
        self._hang(twig, below)
        return [twig]

    def _is_wanted(self, twig: Twig, below: list[Twig]) -> bool:
        if below:
            # What is offered is as asked or is not, whoever hangs there.
            return not self._is_offer(twig.iri) or self._matches(twig.iri)
        if twig.iri in self._expected or twig.iri in self._names:
            twig.met = False
            return twig.depth == 1 and twig.iri not in self._names
        return self._answers(twig)

    def _answers(self, twig: Twig) -> bool:
        """Whether what bears nothing may be seen alone."""
        if self._matching is None:
            return True
        if self._is_offer(twig.iri):
            return self._matches(twig.iri)
        if twig.iri in self._ties.acting:
            offers = [child.iri for child in twig.children if self._is_offer(child.iri)]
            hidden = any(self._ties.kind(offer) in self.hidden and self._matches(offer) for offer in offers)
            return hidden or (self._matches(twig.iri) and not offers)
        # Something else that hangs from who or what was asked for tells of it.
        return not twig.children and twig.parent is not None and self._matches(twig.parent.iri)

    def _is_offer(self, iri: str) -> bool:
        """Whether somebody offers it: a service, an online service …"""
        return bool(self._ties.tables.objects(SCHEMA.provider, iri))

    def _matches(self, iri: str) -> bool:
        return self._matching is None or iri in self._matching

    def _lifted(self, child: Twig, gone: Twig) -> Twig:
        """What hung from a twig that is not shown, as it hangs from what bears that: by the relation of that, in the
        words of its own."""
        own, upper = child.tie, gone.tie
        if own is not None and upper is not None:
            # A link entity has a name, which says the relation best.
            named = bool(own.via) and not self._ties.drawn(own.via)
            words = own.words or (None if named else own.fact(gone.iri))
            child.tie = upper._replace(other=child.iri, rank=own.rank, via=own.via or gone.iri, words=words)
        return child

    @staticmethod
    def _all(twigs: Iterable[Twig], kept: dict[int, list[Twig]]) -> list[Twig]:
        """What is left of some children: of two places of one thing under the same parent, the one that lives on."""
        found: dict[str, Twig] = {}
        for one in (left for twig in twigs for left in kept[id(twig)]):
            if one.iri not in found or (found[one.iri].state and not one.state):
                found[one.iri] = one
        return list(found.values())

    def _hang(self, twig: Twig, below: list[Twig]) -> None:
        if len(below) == len(twig.children) and all(map(is_, below, twig.children)):
            return
        for place, child in enumerate(below):
            child.parent, child.place = twig, place
        twig.children = below
        for child in below:
            _deepen(child, twig.depth + 1)


def _deepen(twig: Twig, depth: int) -> None:
    """Says how far from the centre a twig is now, and all that it bears."""
    waiting = [(twig, depth)]
    while waiting:
        one, now = waiting.pop()
        if one.depth != now:
            one.depth = now
            waiting += [(child, now + 1) for child in one.children]
