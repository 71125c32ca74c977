# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map as its page needs it: what was asked, the view object, its drawing, its legend and its name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from flask import current_app, url_for

from graph import clock
from graph.entity import Reader
from graph.layout import Box, Drawing, place, readable
from graph.mindmaps import (
    NOTHING,
    PAGE,
    STEPS,
    UNFILTERED,
    MapFilter,
    MapRequest,
    MindMap,
    Node,
    build,
    dated,
    folded,
    path_to,
    perspectives,
    settled_day,
)
from graph.model import EntityClass
from graph.text.wording import day_text
from web.app.dear import once
from web.app.ecosystem import current_ecosystem
from web.app.language import translate
from web.app.pages import Crumb
from web.app.recent import recent
from web.site.map.addresses import Dropped, MapAddresses
from web.site.map.filtering import told
from web.site.map.svg import Addresses, Caption
from web.site.map.svg_nodes import Lit

if TYPE_CHECKING:
    from web.site.map.query import AskedMap

Made = TypeVar("Made")
# Some 300 kB each for a territory: the points of view of today, in two forms and languages, and a few more.
KEPT = 24


@dataclass(frozen=True)
class LegendLine:
    """A kind of the map: how many are drawn, how many the view holds, and whether it is left out."""

    cls: EntityClass
    drawn: int
    total: int
    masked: bool


@dataclass(frozen=True)
class IndexLetter:
    """An initial, or the words that begin a page, the view that begins there, and whether some of those are shown; of
    a branch, how many actors it holds."""

    letter: str
    address: str
    shown: bool
    actors: int = 0


@dataclass(frozen=True)
class BranchIndex:
    """An opened long branch: its initials where it has very many pages, its `steps` (those of the initial shown, or
    the branches that it holds), the `names` of the page for which there was no room, the ranks of the `first` and the
    `last` child shown, how many there are, the views `before` and `after` ("" where there are none)."""

    node: Node
    letters: tuple[IndexLetter, ...]
    steps: tuple[IndexLetter, ...]
    names: tuple[Node, ...]
    first: int
    last: int
    count: int
    before: str
    after: str


class MapPage(MapAddresses):
    """One map: the query, the view object, and the addresses that keep the rest of the query."""

    def __init__(self, here: Reader, asked: AskedMap) -> None:
        super().__init__(here, asked)

        def settled(day: date) -> date:
            return settled_day(here.dataset, here.model, day)

        self.request = MapRequest(
            dataset=here.dataset,
            model=here.model,
            view=asked.view.slug,
            day=settled(asked.day),
            centre=asked.centre,
            opened=frozenset(asked.opened),
            lang=here.lang,
            since=settled(asked.since) if asked.since else None,
            start=asked.start,
            end=asked.end,
            through=asked.through,
            passed=dict(asked.passed),
            territories=current_ecosystem().territories,
            filter=asked.filter,
        )

    @cached_property
    def built(self) -> MindMap:
        """Everything that the view shows, before the screen is known."""
        return self.on_its_day(self._once("built", lambda: build(self.request)))

    @cached_property
    def mindmap(self) -> MindMap:
        """The view object, folded so that its screen can show it; in a workshop, only what somebody opened."""
        return self.on_its_day(self._once(("mindmap", self.asked.mode, self.asked.frame), self._folded))

    def _folded(self) -> MindMap:
        built = self.built
        if self.asked.workshop:
            built = folded(built if built.opened else replace(built, opened=frozenset({NOTHING})))
        return readable(built, self.asked.frame, self.note)

    def drawing(self) -> Drawing:
        """The map placed for its frame."""
        frame = self.asked.frame
        found = self._once(frame, lambda: place(self.mindmap, frame, self.note))
        return replace(found, mindmap=self.on_its_day(found.mindmap))

    def on_its_day(self, mindmap: MindMap) -> MindMap:
        """What was made for the first of the days that are all alike, on the one that is asked."""
        return dated(mindmap, self.asked.day, self.asked.since)

    @property
    def note(self) -> str:
        """What is written under a branch where nothing is known, or nothing is left."""
        return translate("personne avec ces filtres") if self.asked.filter else translate("personne de connu")

    def _once(self, part: Hashable, make: Callable[[], Made]) -> Made:
        """What does not depend on the address of the request is made once until the facts change."""
        wanted = self.request
        asked = (wanted.view, wanted.centre, wanted.day, wanted.opened, wanted.since)
        way = (wanted.start, wanted.end, wanted.through, wanted.filter)
        opened = tuple(sorted(wanted.passed.items()))
        # What nobody looked at for a year is marked, whatever the day of the map.
        now = (current_ecosystem().repository.number, clock.today())
        key = (part, now, self.here.lang, asked, way, opened)
        return once(recent(current_app, "maps", KEPT), key, make)

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

    @cached_property
    def filtered(self) -> list[str]:
        """What is left out, in words."""
        return list(told(self.here, self.asked.filter).values())

    def turned(self, key: str) -> str:
        """This map with a branch (the key of its node) opened, or with the next part of one that is; where something
        further out is opened too, that is folded first."""
        node = self.mindmap.by_key.get(key)
        further = self._opened_under(key)
        if further:
            return self.address(ouvert=[self.branch(one) for one in self.asked.opened if one not in further])
        shown = len(self.mindmap.children.get(key, ()))
        return self.opened(key, node.passed + shown if node and node.opened else 0)

    def _opened_under(self, key: str) -> set[str]:
        """What is opened further out than a branch."""
        mindmap = self.mindmap
        drawn = [one for one in self.asked.opened if one in mindmap.by_key and one != key]
        return {one for one in drawn if key in path_to(mindmap, one)}

    @cached_property
    def indexes(self) -> list[BranchIndex]:
        """The index of each opened branch that takes several screens, the furthest out first."""
        found = [node for node in self.mindmap.nodes if node.steps]
        return [self._index(node) for node in sorted(found, key=lambda node: -node.depth)]

    def _index(self, node: Node) -> BranchIndex:
        shown = len(self.mindmap.children.get(node.key, ()))
        last, count = node.passed + shown, shown + node.hidden
        if node.steps[0].key:
            return BranchIndex(node, (), self._parts(node), (), 1, count, count, "", "")
        letters, steps = self._pages(node, node.index, count), self._pages(node, node.steps, count)
        if len(steps) > STEPS:
            # Under the initial that is shown alone.
            at = max(rank for _, rank in node.index if rank <= node.passed)
            end = next((rank for _, rank in node.index if rank > node.passed), count)
            steps = tuple(it for it, step in zip(steps, node.steps, strict=True) if at <= step.rank < end)
        else:
            letters = ()
        before = self.opened(node.key, max(0, node.passed - shown)) if node.passed else ""
        after = self.opened(node.key, last) if node.hidden > node.passed else ""
        # What a small window leaves out of a page is told beside it.
        names = tuple(it for it in self.built.children.get(node.key, ())[shown:PAGE] if node.opened)
        return BranchIndex(node, letters, steps, names, node.passed + 1, last, count, before, after)

    def _parts(self, node: Node) -> tuple[IndexLetter, ...]:
        """The branches that a branch holds, each to be opened in the place of the others."""
        opened, beside = set(self.asked.opened), [it.key for it in node.steps]
        return tuple(
            IndexLetter(it.label, self.within(node.key, it.key, beside), it.key in opened, it.actors)
            for it in node.steps
        )

    def _pages(self, node: Node, found: Sequence[tuple[Any, ...]], count: int) -> tuple[IndexLetter, ...]:
        """Names with the ranks that they lead to, as links; those of which something is shown are marked."""
        last = node.passed + len(self.mindmap.children.get(node.key, ()))
        ends = [*(it[1] for it in found[1:]), count]
        return tuple(
            IndexLetter(it[0], self.opened(node.key, it[1]), it[1] < last and node.passed < end)
            for it, end in zip(found, ends, strict=True)
        )

    def addresses(self, drawing: Drawing) -> Addresses:
        """Where the links of a drawing lead."""
        return Addresses(self.card, self.turned, self.closed)

    def caption(self, prefix: str) -> Caption:
        """How a drawing is named."""
        summary = f"{self.asked.view.summary(self.here.lang)} {day_text(self.told_day, self.here.lang)}"
        more, less = translate("Ouvrir {n} de plus : {label}"), translate("Refermer : {label}")
        return Caption(self.title, summary, prefix, more, less, self.lit, self.here.lang)

    @property
    def title(self) -> str:
        """The name of the map: the view, and what it is around."""
        label = self.asked.view.label(self.here.lang)
        about = f"{label} – {self.mindmap.title}" if self._about else label
        left_out = ", ".join(self.filtered)
        return f"{about} ({left_out})" if left_out else about

    @property
    def _about(self) -> bool:
        """Whether the map is about something, rather than everything that its perspective sees."""
        view = self.asked.view
        return self.asked.centre is not None or view.needs_centre or view.needs_ends

    @property
    def crumbs(self) -> list[Crumb]:
        """Where one is: the perspective, then what it is centred on."""
        label = self.asked.view.label(self.here.lang)
        view = self.asked.view
        if self.trail:
            return [Crumb(label, self.address(ouvert=[], choix="")), *self.trail]
        if not self._about:
            return [Crumb(label)]
        return [Crumb(label, "" if view.needs_centre or view.needs_ends else self.whole()), Crumb(self.mindmap.title)]

    @cached_property
    def trail(self) -> list[Crumb]:
        """In a walk, what is opened from the centre to the furthest out, each leading back to where it was alone."""
        mindmap = self.mindmap
        if not self.asked.view.beside:
            return []
        drawn = [key for key in self.asked.opened if key in mindmap.by_key and key != mindmap.centre]
        path = path_to(mindmap, drawn[-1]) if drawn else ()
        others = [key for key in self.asked.opened if key not in path]
        steps = [(mindmap.by_key[key].label, [*others, *path[:rank]]) for rank, key in enumerate(path, 1)]
        return [Crumb(name, self.address(ouvert=[*map(self.short, opened)], choix="")) for name, opened in steps]

    @property
    def told_tally(self) -> tuple[str, ...]:
        """What is counted of where one is: of the branch opened last, else of the whole view."""
        mindmap, opened = self.mindmap, self.asked.opened
        drawn = [key for key in opened if key in mindmap.by_key] if self.asked.view.beside else []
        return mindmap.by_key[drawn[-1] if drawn else mindmap.centre].tally

    @property
    def legend(self) -> list[LegendLine]:
        """The kinds of the view, in the model's order."""
        masked, drawn = self.asked.filter.kinds, self.mindmap.counts
        totals = self.mindmap.totals | self.mindmap.masked
        kinds = [
            cls for cls in self.here.model.classes if cls.kind in drawn or totals.get(cls.kind) or cls.kind in masked
        ]
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


def page_of(here: Reader, asked: AskedMap) -> MapPage:
    """The page of a query, whose filters leave something."""
    page = MapPage(here, asked)
    if not asked.filter or not asked.complete or not page.built.barren:
        return page
    tried = (MapPage(here, replace(asked, filter=it)) for it in _nearest(asked.filter))
    found = next((it for it in tried if not it.asked.filter or not it.built.barren), page)
    kept = told(here, found.asked.filter)
    gone = [text for name, text in told(here, asked.filter).items() if kept.get(name) != text]
    said = translate("Rien sur cette carte ne répond à ces filtres ensemble : elle est montrée sans « {filters} ».")
    dropped = Dropped("masque", said.replace("{filters}", ", ".join(gone)))
    return MapPage(here, replace(found.asked, dropped=(*asked.dropped, dropped)))


def _nearest(asked: MapFilter) -> Iterator[MapFilter]:
    """The same without one of its parts, then with one alone, then none."""
    parts = {name: value for name, value in vars(asked).items() if value}
    yield from (replace(asked, **{name: type(value)()}) for name, value in parts.items())
    yield from (replace(UNFILTERED, **{name: value}) for name, value in parts.items())
    yield UNFILTERED


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
