# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of a map at a day: each thing under the parent that claims it best, or under all that do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter

from graph.entity.ties import Tie, Ties
from graph.mindmaps._plan import SHOWN, Tree, TreePlan, Twig
from graph.mindmaps._settling import settle
from graph.mindmaps._types import PLACE


class Grower:
    """Grows trees of one plan at several days; what may hang in the whole of a `view` is kept for the next ones."""

    def __init__(self, ties: Ties, plan: TreePlan, view: str = "") -> None:
        self.ties = ties
        self.plan = plan
        # Around a class or a scheme, a view is always the same until the facts change.
        self._known = ties.kept.setdefault(view, {}) if view and plan.root not in ties.classes else {}
        self._dated: set[str] = {plan.root} & ties.spans.keys()
        self._waiting: list[tuple[str, int]] = []

    def children(self, iri: str, depth: int) -> Iterable[Tie]:
        """What may hang under a thing, whatever the day."""
        key = iri, depth
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(self.plan.children(iri, depth))
        return known

    def tree(self, day: date, kept: Tree | None = None) -> Tree:
        """The tree at a day; what may hang where it does in `kept` hangs there."""
        trunk = Twig(self.plan.root, 0)
        tree, level = {trunk.iri: trunk}, [trunk]
        for _ in range(self.plan.depth):
            if self.plan.again:
                self._bear(level, day, tree, kept or {})
                level = [child for twig in level for child in twig.children]
                continue
            claims: dict[str, Twig] = {}
            rivals: dict[str, list[Twig]] = {}
            for twig in level:
                self._claim(twig, day, tree, claims, rivals)
            settle(claims, rivals, kept or {})
            _hang(level, claims)
            level = [child for twig in level for child in twig.children]
            tree.update((twig.key, twig) for twig in level)
        self._prune(tree)
        return tree

    def _bear(self, level: list[Twig], day: date, tree: Tree, kept: Tree) -> None:
        """Hangs under each twig all that may hang there. The first place of a thing has its IRI as a key: that of
        `kept` where it has one."""
        spans, gone, expected = self.ties.spans, self.ties.gone(day), self.ties.of_kind(self.plan.expects)
        for twig in level:
            claims: dict[str, Twig] = {}
            below, only = twig.depth + 1, self.plan.fits(twig) if self.plan.fits is not None else None
            for place, tie in enumerate(self.children(twig.iri, twig.depth)):
                other = tie[0]
                if other in spans or tie[4] in spans:
                    self._dated.update((other, tie[4]))
                    if other in gone or tie[4] in gone:
                        self._waiting.append((other, below))
                        continue
                if other in claims and tie[3] >= claims[other].rank:
                    continue
                if (only is None or other in only) and not (other in tree and _is_above(twig, other)):
                    claims[other] = Twig(other, below, twig, tie, place)
            for iri in claims:
                claim = claims[iri]
                if iri in tree or (iri in kept and kept[iri].bearer != twig.key):
                    claim.key = f"{iri}{PLACE}{twig.key}"
                tree[claim.key] = claim
            if claims:
                twig.children = [*claims.values()]
                if len(claims) > 1:
                    twig.children.sort(key=attrgetter("place"))
                twig.met = bool(twig.depth and twig.iri not in expected) or not expected.issuperset(claims)

    def _claim(self, twig: Twig, day: date, tree: Tree, claims: dict[str, Twig], rivals: dict[str, list[Twig]]) -> None:
        """What a twig may bear that no level above does; `rivals` has all claims to what several may bear."""
        ties, kinds, below, above = self.ties, self.ties.classes, twig.depth + 1, twig.home
        spans, gone = ties.spans, ties.gone(day)
        for place, tie in enumerate(self.children(twig.iri, twig.depth)):
            other = tie[0]
            if other in spans or tie.via in spans:
                self._dated.update((other, tie.via))
                if other in gone or tie.via in gone:
                    self._waiting.append((other, below))
                    continue
            if other not in tree:
                first = claims.get(other)
                if first is None:
                    claims[other] = Twig(other, below, twig, tie, place)
                elif first.parent is not twig:
                    rivals.setdefault(other, [first]).append(Twig(other, below, twig, tie, place))
                elif tie.rank < first.rank:
                    claims[other] = Twig(other, below, twig, tie, place)
            if not twig.met and other != above:
                cls = kinds.get(other)
                twig.met = cls is None or cls.kind != self.plan.expects

    def _prune(self, tree: Tree) -> None:
        """Takes away what should hold something, does not, and is not next to the centre."""
        expected = self.ties.of_kind(self.plan.expects)
        expecting = [twig for twig in tree.values() if twig.depth < self.plan.depth and twig.iri in expected]
        for twig in reversed(expecting):
            if twig.parent is None:
                continue
            twig.parent.met |= twig.met
            if not twig.met and twig.depth > 1:
                twig.parent.children = [child for child in twig.parent.children if child is not twig]
                del tree[twig.key]

    def relations(self, tree: Tree) -> Iterator[tuple[str, Tie]]:
        """The relations between things of a tree that what they go through dates, each from where it hangs."""
        spans = self.ties.spans
        for twig in tree.values():
            for tie in self.children(twig.iri, twig.depth) if twig.depth < self.plan.depth else ():
                if tie.via in spans and tie.other in tree:
                    yield twig.iri, tie

    def dated(self, tree: Tree) -> set[str]:
        """All that has dates and may be in the tree on some day, link entities crossed on the way included."""
        spans, seen = self.ties.spans, set(tree)
        # What is not there on the day of a tree bears nothing in it, but may on another day.
        while self._waiting:
            iri, depth = self._waiting.pop()
            if iri in seen or depth >= self.plan.depth:
                continue
            seen.add(iri)
            for tie in self.children(iri, depth):
                self._dated.update((tie.other, tie.via))
                self._waiting.append((tie.other, depth + 1))
        return self._dated & spans.keys()


def _is_above(twig: Twig | None, iri: str) -> bool:
    """Whether a twig, or what it hangs from, is that thing."""
    while twig is not None and twig.iri != iri:
        twig = twig.parent
    return twig is not None


def _hang(level: list[Twig], claims: dict[str, Twig]) -> None:
    """Gives each parent its children, in the order of their places there."""
    for twig in claims.values():
        parent = twig.parent
        if parent is not None:
            if parent.children:
                parent.children.append(twig)
            else:
                parent.children = [twig]
    for parent in level:
        if len(parent.children) > 1:
            parent.children.sort(key=attrgetter("place"))
        for twig in parent.children[SHOWN[parent.depth] if parent.depth < len(SHOWN) else 0 :]:
            twig.away = True
