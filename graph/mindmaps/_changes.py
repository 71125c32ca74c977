# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of what happened between the two days of a map: one sentence a date of a fact, and those of the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from graph.entity.ties import Tie
from graph.mindmaps._comparison import CHANGED, DayComparison, change_events
from graph.mindmaps._plan import Tree, Twig
from graph.mindmaps._types import ViewChange
from graph.namespaces import ORG
from graph.text.days import AFTER, DAY, EdgeDay, after, exact, gone, is_exact
from graph.text.map_words import ADDED, ENDED, LEFT, MOVED
from graph.text.wording import Phrase, Plain

SENTENCES = {
    ADDED: Phrase("Nouveau : {text}"),
    ENDED: Phrase("Terminé : {text}"),
    LEFT: Phrase("Lien terminé : {text}"),
    MOVED: Phrase("{label} passe de « {old} » à « {new} »"),
}
LEAVES = Phrase("{label} a quitté « {old} »")

Relation = tuple[str, Tie]


class Happening(NamedTuple):
    """What a date says, not yet in words: from that day on, of the thing `iri`, which hangs from `here` by `tie`; of
    that relation when it is its `own` date."""

    day: date
    state: str
    iri: str
    here: str
    tie: Tie | None
    own: bool = False
    former: str = ""


class Told:
    """The changes of one tree: `relations` are those that its perspective follows there."""

    def __init__(self, compared: DayComparison, tree: Tree, relations: Iterable[Relation]) -> None:
        self.compared = compared
        self.reader = compared.reader
        self.tree = tree
        self.relations = relations

    def changes(self) -> tuple[ViewChange, ...]:
        """Everything that happened: what things became first (mergers, splits …), then by day and by kind."""
        order = {cls.kind: cls.order for cls in self.reader.model.classes}
        told = [*map(self._worded, self._happened()), *self._events()]

        def place(it: ViewChange) -> tuple[bool, date, float, str, str, str]:
            return it.state != CHANGED, it.day, order.get(it.kind, 0), it.state, it.label, it.text

        return tuple(sorted(told, key=place))

    def _happened(self) -> Iterator[Happening]:
        things = [it for twig in self.tree.values() for it in self._of_thing(twig)]
        moves = [self._move(twig, twig.tie, twig.former) for twig in self.tree.values() if twig.tie and twig.former]
        yield from (*things, *moves)
        said = {(it.iri, it.day, it.state) for it in things}
        moved = {tie.via for it in self.tree.values() if it.former for tie in (it.tie, it.former.tie) if tie}
        for via, (here, tie) in self._dated().items():
            for day, state in self._dates(via) if via not in moved else ():
                # A relation is not there before what it joins, nor after: these days are those of things.
                there = all(self.reader.ties.span(iri).holds(_from(day, state)) for iri in (here, tie.other))
                if there and not any((iri, day, state) in said for iri in (via, tie.fact(here)[0])):
                    yield self._of_relation(here, tie, day, state)

    def _dated(self) -> dict[str, Relation]:
        """What dates relations of the tree, each with one of these; as they are drawn, where they are."""
        drawn = [(it.home, it.tie) for it in self.tree.values() if it.tie]
        found: dict[str, Relation] = {}
        for here, tie in (*drawn, *self.relations):
            if tie.via and not self.compared.is_event(tie.via):
                found.setdefault(tie.via, (here, tie))
        return found

    def _dates(self, iri: str) -> Iterator[tuple[date, str]]:
        """The days between both on which a thing or a relation begins or is no more."""
        span = self.reader.ties.span(iri)
        since, until = self.compared.since, self.compared.day
        if span.start and since < span.start <= until:
            yield span.start, ADDED
        if span.end and since < gone(span.end) <= until:
            yield after(span.end), ENDED

    def _of_thing(self, twig: Twig) -> Iterator[Happening]:
        if not self.compared.is_event(twig.iri):
            tied = twig.tie.via if twig.tie else ""
            for day, state in self._dates(twig.iri):
                together = bool(tied) and state == ADDED and (day, state) in self._dates(tied)
                yield Happening(day, state, twig.iri, twig.home, twig.tie, own=together)

    def _move(self, twig: Twig, tie: Tie, former: Twig) -> Happening:
        day = next(day for day, state in self._dates(tie.via) if state == ADDED)
        return Happening(day, MOVED, twig.iri, twig.home, tie, own=True, former=former.home)

    def _of_relation(self, here: str, tie: Tie, day: date, state: str) -> Happening:
        """What a relation goes through is told of its first end, but of itself where it is a thing (a service …)."""
        if not self.compared.bridges(tie):
            return Happening(day, state, tie.via, here, tie, own=True)
        return Happening(day, ADDED if state == ADDED else LEFT, tie.fact(here)[0], here, tie, own=True)

    def _worded(self, it: Happening) -> ViewChange:
        thing = self.reader.thing(it.iri)
        phrase = LEAVES if it.state == LEFT and self._leaves(it) else SENTENCES[it.state]
        old = it.former or (it.tie.fact(it.here)[2] if it.tie else "")
        old, new = (self.reader.label(iri) if iri else "" for iri in (old, it.here))
        text = phrase(label=thing.label, text=self._text(it), old=old, new=new).text(Plain(self.reader.lang))
        return ViewChange(it.state, it.iri, thing.label, thing.kind, text, it.day, _told(it.day, it.state))

    def _text(self, it: Happening) -> str:
        """The relation, where it is what the date is of, or what the thing says of itself; else the thing alone."""
        thing, tie = self.reader.thing(it.iri), it.tie
        says = tie is not None and not self.compared.bridges(tie) and (tie.words or tie.fact(it.here))[0] == it.iri
        if tie is not None and (it.own or says):
            return self.reader.edge(it.here, tie).text
        if thing.cls is None:
            return thing.label
        kind = thing.cls.label(self.reader.lang)
        return f"{thing.label}, {kind}" if thing.label.endswith(")") else f"{thing.label} ({kind})"

    def _leaves(self, it: Happening) -> bool:
        """Whether somebody is no longer in a group at all; they may be there in another role."""
        if it.tie is None or it.tie.path != ORG.organization:
            return False
        group, ties = it.tie.fact(it.here)[2], self.reader.ties
        return not any(
            tie.other == group and ties.span(tie.via).holds(self.compared.day)
            for tie in ties.along(it.iri, ORG.organization, out=True)
        )

    def _events(self) -> Iterator[ViewChange]:
        """The change events between the two days that touch something of the map."""
        for iri, touched in change_events(self.reader.ties):
            if not touched.isdisjoint(self.tree):
                yield from (self._event(iri, day) for day, state in self._dates(iri) if state == ADDED)

    def _event(self, iri: str, day: date) -> ViewChange:
        thing = self.reader.thing(iri)
        bridge = thing.cls.bridge if thing.cls else None
        kinds = self.reader.dataset.links(iri, bridge.qualifier) if bridge and bridge.qualifier else []
        said = ", ".join(self.reader.label(kind) for kind in kinds)
        return ViewChange(CHANGED, iri, thing.label, thing.kind, thing.label + (f" ({said})" if said else ""), day, day)


def _from(day: date, state: str) -> date:
    """The first day of a state: of an end of which no day is known, the one after its last day."""
    return exact(gone(day) if state == ENDED and not is_exact(day) else day)


def _told(day: date, state: str) -> date:
    """The same as it is told: what is no more is so after its end, and no source says the day that follows."""
    if state not in (ENDED, LEFT):
        return day
    return EdgeDay(day.year, day.month, day.day, DAY, AFTER) if is_exact(day) else gone(day)
