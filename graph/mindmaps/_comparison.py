# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a map between two days: what came, what went, what changed place, and the events that say why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter

from graph.days import after
from graph.entity_ties import Ties
from graph.mindmaps._links import Reader
from graph.mindmaps._plan import Tree, Twig
from graph.mindmaps._types import Change
from graph.namespaces import ORG
from graph.wording import Phrase, Plain

ADDED, ENDED, MOVED, CHANGED = "added", "ended", "moved", "changed"
SENTENCES = {
    ADDED: Phrase("Nouveau : {text}", "New: {text}"),
    ENDED: Phrase("Terminé : {text}", "Ended: {text}"),
    MOVED: Phrase("{label} passe de « {old} » à « {new} »", "{label} moves from “{old}” to “{new}”"),
}
ENDS = (ORG.originalOrganization, ORG.resultingOrganization)
# A list beyond that would not be read.
MOST = 250


class Comparison:
    """Two days of one dataset: `since` is the earlier one."""

    def __init__(self, reader: Reader, since: date, day: date) -> None:
        self.reader = reader
        self.since = since
        self.day = day

    def merge(self, now: Tree, before: Tree) -> None:
        """Adds to the tree of the later day what is no more, where it was, and says what happened to each thing."""
        ended: dict[str, Twig] = {}
        for iri, old in before.items():
            twig = now.get(iri)
            if twig is None and old.parent is not None:
                parent = now[old.home]
                now[iri] = ended[iri] = _ended(iri, parent, old)
                parent.children = [*parent.children, now[iri]]
            elif twig is not None and self._has_moved(twig, old):
                twig.state, twig.former = MOVED, old
        for iri, twig in now.items():
            if twig.parent is None:
                twig.state = self.state([iri])
            elif iri not in before:
                twig.state = ADDED
        for parent in {twig.parent for twig in ended.values() if twig.parent is not None}:
            parent.children = sorted(parent.children, key=attrgetter("place"))

    def _has_moved(self, twig: Twig, old: Twig) -> bool:
        """Whether another parent holds it because the tie to the former one is no more."""
        if twig.parent is None or old.parent is None or old.tie is None or twig.parent.iri == old.parent.iri:
            return False
        ties = self.reader.ties
        return not ties.holds(old.tie, self.day) or not ties.span(old.parent.iri).holds(self.day)

    def state(self, crossed: Iterable[str]) -> str:
        """What happened to a relation that holds only while all of this does ("" stands for nothing)."""
        spans = [self.reader.ties.span(iri) for iri in crossed if iri]
        before, now = (all(span.holds(day) for span in spans) for day in (self.since, self.day))
        return "" if before == now else ADDED if now else ENDED

    def changes(self, tree: Tree) -> tuple[Change, ...]:
        """Everything that happened, by day then by kind."""
        found = [(self._day(twig), self._kind(twig), twig) for twig in tree.values() if twig.state]
        found.sort(key=lambda item: (item[0], item[1], item[2].depth, item[2].iri))
        told = [self._told(twig, day) for day, _, twig in found[:MOST]]
        order = {cls.kind: cls.order for cls in self.reader.model.classes}
        told += self._events(tree)
        return tuple(sorted(told, key=lambda it: (it.day, order.get(it.kind, 0), it.state, it.label))[:MOST])

    def _kind(self, twig: Twig) -> float:
        cls = self.reader.ties.cls(twig.iri)
        return cls.order if cls else 0

    def _day(self, twig: Twig) -> date:
        """The day from which it is so: that of the thing, of what ties it there, or of what it hangs from."""
        spans = [self.reader.ties.span(iri) for iri in (twig.iri, twig.tie.via if twig.tie else "") if iri]
        starts = [span.start for span in spans if span.start and self.since < span.start <= self.day]
        if twig.state == ENDED:
            ends = [after(span.end) for span in spans if span.end and self.since <= span.end < self.day]
            return min(ends) if ends else self._above(twig)
        if twig.state == MOVED and not starts and twig.former is not None:
            return self._day(_ended(twig.iri, twig.former, twig.former))
        return max(starts) if starts else self._above(twig)

    def _above(self, twig: Twig) -> date:
        return self._day(twig.parent) if twig.parent is not None and twig.parent.state == twig.state else self.day

    def _told(self, twig: Twig, day: date) -> Change:
        thing = self.reader.thing(twig.iri)
        edge = self.reader.edge(twig.parent.iri, twig.tie) if twig.parent and twig.tie else None
        words = {
            "label": thing.label,
            "text": edge.text if edge else thing.label,
            "old": self.reader.label(twig.former.home) if twig.former else "",
            "new": self.reader.label(twig.home),
        }
        text = SENTENCES[twig.state](**words).text(Plain(self.reader.lang))
        return Change(twig.state, twig.iri, thing.label, thing.kind, text, day)

    def _events(self, tree: Tree) -> Iterator[Change]:
        """The change events between the two days that touch something of the map."""
        ties = self.reader.ties
        for iri, touched in change_events(ties):
            day = ties.span(iri).start
            if day is not None and self.since < day <= self.day and not touched.isdisjoint(tree):
                yield self._event(iri, day)

    def _event(self, iri: str, day: date) -> Change:
        thing = self.reader.thing(iri)
        bridge = thing.cls.bridge if thing.cls else None
        kinds = self.reader.dataset.links(iri, bridge.qualifier) if bridge and bridge.qualifier else []
        said = ", ".join(self.reader.label(kind) for kind in kinds)
        return Change(CHANGED, iri, thing.label, thing.kind, thing.label + (f" ({said})" if said else ""), day)


def _ended(iri: str, parent: Twig, old: Twig) -> Twig:
    twig = Twig(iri, parent.depth + 1, parent, old.tie, old.place)
    twig.state = ENDED
    return twig


def change_events(ties: Ties) -> Iterator[tuple[str, set[str]]]:
    """Every change event, and what it touches."""
    for iri in ties.tables.instances(ORG.ChangeEvent):
        yield iri, {it for path in ENDS for it in ties.tables.objects(path, iri)}
