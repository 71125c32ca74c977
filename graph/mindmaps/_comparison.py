# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a map between two days: what began, ended or changed place there, as the dates of facts say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from graph.entity.ties import Tie, Ties
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import Tree, Twig
from graph.namespaces import ORG
from graph.text.map_words import ADDED, ENDED, LEFT, MOVED

CHANGED = "changed"
ENDS = (ORG.originalOrganization, ORG.resultingOrganization)


class DayComparison:
    """Two days of one dataset: `since` is the earlier one. What merely enters a view or leaves it, as what bears it
    came or went, has not changed."""

    def __init__(self, reader: Relations, since: date, day: date) -> None:
        self.reader = reader
        self.since = since
        self.day = day

    def merge(self, now: Tree, before: Tree) -> None:
        """Adds to the tree of the later day what no more hangs where it did, and says what happened to each thing."""
        kept: list[Twig] = []
        for key, old in before.items():
            if key not in now and old.parent is not None:
                parent = now[old.parent.key]
                twig = now[key] = Twig(old.iri, parent.depth + 1, parent, old.tie, old.place)
                twig.key = key
                parent.children = [*parent.children, twig]
                kept.append(twig)
        for key, twig in now.items():
            twig.state = self._state(twig, before.get(key))
            if twig.state == MOVED:
                twig.former = before[key]
        self._let_go(now, kept)
        for parent in {twig.parent for twig in kept if twig.parent is not None}:
            parent.children = sorted(parent.children, key=attrgetter("place"))

    def _let_go(self, now: Tree, kept: list[Twig]) -> None:
        """Takes away again what still hangs where it did: it is only out of view, unless it bears what is not."""
        for twig in reversed(kept):
            parent, tie = twig.parent, twig.tie
            if twig.state or twig.children or parent is None or tie is None or self.between(parent.iri, tie):
                continue
            parent.children = [child for child in parent.children if child is not twig]
            del now[twig.key]

    def _state(self, twig: Twig, old: Twig | None) -> str:
        """What happened to a thing; where it lives on, to what ties it there."""
        own = self.state([twig.iri])
        if own or twig.parent is None or twig.tie is None:
            return own
        tied = self.state(self._dated(twig.tie))
        if tied == ENDED:
            return LEFT
        if tied == ADDED and (old is None or self._has_left(twig, old)):
            return MOVED if old is not None else ADDED
        return ""

    def _dated(self, tie: Tie) -> list[str]:
        """What dates a relation by itself: the event by which one thing became another is told apart."""
        return [] if self.is_event(tie.via) else [tie.via]

    def _has_left(self, twig: Twig, old: Twig) -> bool:
        """Whether another parent held it, by a relation that is no more."""
        if old.parent is None or old.tie is None or twig.home == old.home or not self.bridges(twig.tie):
            return False
        return self.between(old.home, old.tie) == ENDED

    def is_event(self, iri: str) -> bool:
        """Whether this is a change event (a merger, a split, an end …)."""
        return bool(iri) and self.reader.is_a(iri, ORG.ChangeEvent)

    def bridges(self, tie: Tie | None) -> bool:
        """Whether a relation has an entity of its own (a membership …), which is no thing of a map."""
        return tie is not None and bool(tie.via) and not self.reader.ties.drawn(tie.via)

    def between(self, here: str, tie: Tie) -> str:
        """What happened to a relation: it cannot be older, or last longer, than what it joins; an event can."""
        return self.state([tie.via] if self.is_event(tie.via) else [here, tie.other, tie.via])

    def state(self, crossed: Iterable[str]) -> str:
        """What happened to what holds only while all of this does ("" stands for nothing)."""
        spans = [self.reader.ties.span(iri) for iri in crossed if iri]
        before, now = (all(span.holds(day) for span in spans) for day in (self.since, self.day))
        return "" if before == now else ADDED if now else ENDED


def change_events(ties: Ties) -> Iterable[tuple[str, set[str]]]:
    """Every change event, and what it touches."""
    for iri in ties.tables.instances(ORG.ChangeEvent):
        yield iri, {it for path in ENDS for it in ties.tables.objects(path, iri)}
