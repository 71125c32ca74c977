# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map as its page needs it: what was asked, the view object, its drawing, its legend and its name."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from flask import current_app, url_for

from graph import clock
from graph.entity import Reader
from graph.layout import Box, Drawing, place, readable
from graph.mindmaps import NOTHING, MapRequest, MindMap, Node, build, folded, path_to, perspectives
from graph.model import EntityClass
from graph.text.wording import day_text
from web.app.ecosystem import current_ecosystem
from web.app.language import translate
from web.app.pages import Crumb
from web.app.recent import recent
from web.site.map.addresses import MapAddresses
from web.site.map.svg import Addresses, Caption
from web.site.map.svg_nodes import Lit

if TYPE_CHECKING:
    from web.site.map.query import AskedMap

Made = TypeVar("Made")


@dataclass(frozen=True)
class LegendLine:
    """A kind of the map: how many are drawn, how many the view holds, and whether it is dimmed."""

    cls: EntityClass
    drawn: int
    total: int
    masked: bool


@dataclass(frozen=True)
class IndexLetter:
    """An initial, the view that begins there, and whether some of those are shown."""

    letter: str
    address: str
    shown: bool


@dataclass(frozen=True)
class BranchIndex:
    """An opened long branch: its initials, the ranks of the `first` and the `last` child shown, how many there are, the
    views `before` and `after` ("" where there are none)."""

    node: Node
    letters: tuple[IndexLetter, ...]
    first: int
    last: int
    count: int
    before: str
    after: str


class MapPage(MapAddresses):
    """One map: the query, the view object, and the addresses that keep the rest of the query."""

    def __init__(self, here: Reader, asked: AskedMap) -> None:
        super().__init__(here, asked)
        self.request = MapRequest(
            dataset=here.dataset,
            model=here.model,
            view=asked.view.slug,
            day=asked.day,
            centre=asked.centre,
            opened=frozenset(asked.opened),
            lang=here.lang,
            since=asked.since,
            start=asked.start,
            end=asked.end,
            through=asked.through,
            passed=dict(asked.passed),
        )

    @cached_property
    def built(self) -> MindMap:
        """Everything that the view shows, before the screen is known."""
        return self._once("built", lambda: build(self.request))

    @cached_property
    def mindmap(self) -> MindMap:
        """The view object, folded so that its screen can show it; in a workshop, only what somebody opened."""
        return self._once(("mindmap", self.asked.mode, self.asked.frame), self._folded)

    def _folded(self) -> MindMap:
        built = self.built
        if self.asked.workshop:
            built = folded(built if built.opened else replace(built, opened=frozenset({NOTHING})))
        return readable(built, self.asked.frame, self.note)

    def drawing(self) -> Drawing:
        """The map placed for its frame."""
        frame = self.asked.frame
        return self._once(frame, lambda: place(self.mindmap, frame, self.note))

    @property
    def note(self) -> str:
        """What is written under a branch where nothing is known."""
        return translate("personne de connu")

    def _once(self, part: Hashable, make: Callable[[], Made]) -> Made:
        """What does not depend on the address of the request is made once until the facts change."""
        wanted = self.request
        asked = (wanted.view, wanted.centre, wanted.day, wanted.opened, wanted.since)
        way = (wanted.start, wanted.end, wanted.through)
        opened = tuple(sorted(wanted.passed.items()))
        key = (part, current_ecosystem().repository.number, self.here.lang, asked, way, opened)
        return recent(current_app, "maps").get(key, make)

    @cached_property
    def lit(self) -> Lit | None:
        """What is chosen with what it is linked to, and the way; None when all is equally shown."""
        mindmap, choice = self.mindmap, self.asked.choice
        things = set(mindmap.route.nodes) if mindmap.route else set()
        chosen = mindmap.places.get(choice, ()) if choice else ()
        for edge in mindmap.cross_links if chosen else ():
            if choice in (edge.s, edge.o):
                things |= {edge.s, edge.o}
        found = {node.key for iri in things for node in mindmap.places.get(iri, ())}
        for node in chosen:
            found |= {mindmap.centre, *path_to(mindmap, node.key)}
            found |= {child.key for child in mindmap.children.get(node.key, ())}
        return Lit(frozenset(node.key for node in chosen), frozenset(found)) if found else None

    def card(self, iri: str) -> str:
        """The card of a thing; the directory for a class at the centre, "" for what has no page."""
        own = next((cls for cls in self.here.model.classes if iri in (cls.iri, cls.scheme)), None)
        if own is not None:
            return url_for("directory.show", slug=own.slug)
        address = self.here.address(iri)
        return url_for("card.show", kind=address[0], slug=address[1]) if address else ""

    def turned(self, key: str) -> str:
        """This map with a branch (the key of its node) opened, or with the next part of one that is."""
        node = self.mindmap.by_key.get(key)
        shown = len(self.mindmap.children.get(key, ()))
        return self.opened(key, node.passed + shown if node and node.opened else 0)

    @cached_property
    def indexes(self) -> list[BranchIndex]:
        """The letters of each opened branch that takes several screens."""
        return [self._index(node) for node in self.mindmap.nodes if node.index]

    def _index(self, node: Node) -> BranchIndex:
        shown = len(self.mindmap.children.get(node.key, ()))
        last, count = node.passed + shown, shown + node.hidden
        letters = [
            IndexLetter(letter, self.opened(node.key, rank), rank < last and node.passed < end)
            for (letter, rank), end in zip(node.index, [*(it[1] for it in node.index[1:]), count], strict=True)
        ]
        before = self.opened(node.key, max(0, node.passed - shown)) if node.passed else ""
        after = self.opened(node.key, last) if node.hidden > node.passed else ""
        return BranchIndex(node, tuple(letters), node.passed + 1, last, count, before, after)

    def addresses(self, drawing: Drawing) -> Addresses:
        """Where the links of a drawing lead."""
        return Addresses(self.card, self.turned, self.closed)

    def caption(self, prefix: str) -> Caption:
        """How a drawing is named."""
        summary = f"{self.asked.view.summary(self.here.lang)} {day_text(self.told_day, self.here.lang)}"
        more, less = translate("Ouvrir {n} de plus : {label}"), translate("Refermer : {label}")
        return Caption(self.title, summary, prefix, more, less, self.asked.masked, self.lit, self.here.lang)

    @property
    def title(self) -> str:
        """The name of the map: the view, and what it is around."""
        label = self.asked.view.label(self.here.lang)
        return f"{label} – {self.mindmap.title}" if self._about else label

    @property
    def _about(self) -> bool:
        """Whether the map is about something, rather than everything that its perspective sees."""
        view = self.asked.view
        return self.asked.centre is not None or view.needs_centre or view.needs_ends

    @property
    def crumbs(self) -> list[Crumb]:
        """Where one is: the perspective, then what it is centred on."""
        label = self.asked.view.label(self.here.lang)
        if not self._about:
            return [Crumb(label)]
        view = self.asked.view
        return [Crumb(label, "" if view.needs_centre or view.needs_ends else self.whole()), Crumb(self.mindmap.title)]

    @property
    def legend(self) -> list[LegendLine]:
        """The kinds of the view, in the model's order."""
        drawn, totals, masked = self.mindmap.counts, self.mindmap.totals, self.asked.masked
        kinds = [cls for cls in self.here.model.classes if cls.kind in drawn or totals.get(cls.kind)]
        counts = [(cls, drawn.get(cls.kind, 0)) for cls in kinds]
        return [LegendLine(cls, n, max(n, totals.get(cls.kind, 0)), cls.kind in masked) for cls, n in counts]

    @property
    def told_day(self) -> date:
        """The day shown as what is known of it: a stop of which the year alone is known is told as that year."""
        return self.mindmap.told(self.asked.day)

    @property
    def told_since(self) -> date | None:
        """The day compared with, told in the same way; None without."""
        return None if self.asked.since is None else self.mindmap.told(self.asked.since)

    @property
    def stops(self) -> list[date]:
        """The dates to choose from: those on which something changes, today, and those asked."""
        asked = {self.asked.day, *([self.asked.since] if self.asked.since else [])}
        return sorted({*self.mindmap.dates, *asked, clock.today()})


def document(page: MapPage, drawing: Drawing) -> dict[str, Any]:
    """The map for programs: the tree with its places, and the other relations."""
    lang, mindmap = page.here.lang, drawing.mindmap
    return {
        "view": mindmap.view,
        "views": [{"slug": it.slug, "label": it.label(lang), "summary": it.summary(lang)} for it in perspectives()],
        "title": page.title,
        "centre": mindmap.centre,
        "date": mindmap.day.isoformat(),
        "dates": [day.isoformat() for day in mindmap.dates],
        "stops": [{"date": day.isoformat(), "label": day_text(mindmap.told(day), lang)} for day in mindmap.dates],
        "nodes": [_node(mindmap, box) for box in drawing.boxes],
        "edges": [_relation(edge) for edge in mindmap.edges],
        "cross_links": [_relation(edge) for edge in mindmap.cross_links],
        "counts": mindmap.counts,
    }


def _node(mindmap: MindMap, box: Box) -> dict[str, Any]:
    """A place of a thing: `parent` is the thing above it, `parent_key` the very place of that."""
    node, above = box.node, mindmap.by_key.get(box.node.parent or "")
    places = {"x": round(box.x, 1), "y": round(box.y, 1), "angle": round(box.angle, 1)}
    kept = {name: getattr(node, name) for name in ("iri", "key", "label", "kind", "depth")}
    tied = {"parent": above.iri if above else None, "parent_key": node.parent}
    return kept | tied | places | {"hidden": node.hidden, "actors": node.actors}


def _relation(edge: Any) -> dict[str, str]:
    told = {name: getattr(edge, name) for name in ("s", "p", "o", "text")}
    return told | {"name": edge.called}
