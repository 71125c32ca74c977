# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map as its page needs it: what was asked, the drawings, and the addresses of everything around it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import current_app, url_for

from graph.entity import Reader
from graph.layout import Box, Drawing, Frame, place, readable
from graph.mindmaps import NOTHING, MapRequest, MindMap, Node, Perspective, build, path_to, perspectives
from graph.model import EntityClass
from web.ecosystem import current_ecosystem
from web.language import translate
from web.presenters.map_query import CLOSED, Asked
from web.recent import recent
from web.svg import Addresses, Caption

Made = TypeVar("Made")


class MapPage:
    """One map: the query, the view object, and the addresses that keep the rest of the query."""

    def __init__(self, here: Reader, asked: Asked) -> None:
        self.here = here
        self.asked = asked
        self.request = MapRequest(
            dataset=here.dataset,
            model=here.model,
            view=asked.view.slug,
            day=asked.day,
            centre=asked.centre,
            opened=frozenset(asked.opened),
            lang=here.lang,
        )

    @cached_property
    def built(self) -> MindMap:
        """Everything that the view shows, before the screen is known."""
        return self._once("built", lambda: build(self.request))

    @cached_property
    def mindmap(self) -> MindMap:
        """The view object, folded so that a desk's screen can show it."""
        return self._once("mindmap", lambda: readable(self.built))

    def drawing(self, frame: Frame | None = None) -> Drawing:
        """The map placed for a frame, by default for the one asked; a narrow one folds by itself."""
        frame = frame or self.asked.frame
        return self._once(frame, lambda: place(self.built if frame.narrow else self.mindmap, frame))

    def _once(self, part: Hashable, make: Callable[[], Made]) -> Made:
        """What does not depend on the address of the request is made once until the facts change."""
        asked, number = self.asked, current_ecosystem().repository.number
        key = (part, number, self.here.lang, asked.view.slug, asked.centre, asked.day, frozenset(asked.opened))
        return recent(current_app, "maps").get(key, make)

    def short(self, iri: str) -> str:
        """`network/can`, the id that addresses carry; the IRI itself for what has no card here."""
        if iri == NOTHING:
            return CLOSED
        address = self.here.address(iri)
        return "/".join(address) if address else iri

    def query(self, **changes: Any) -> str:
        """The query string of this map with some parameters changed; "" or an empty list takes one away."""
        asked = self.asked
        kept: dict[str, Any] = {
            "vue": asked.view.slug,
            "centre": self.short(asked.centre) if asked.centre else "",
            "date": asked.day.isoformat() if asked.dated else "",
            "ouvert": [self.short(iri) for iri in asked.opened],
            "forme": asked.form,
            "masque": list(asked.masked),
        }
        return urlencode([(name, item) for name, value in (kept | changes).items() for item in _several(value)])

    def address(self, **changes: Any) -> str:
        """This page with some parameters changed."""
        return f"{url_for('map.show')}?{self.query(**changes)}"

    def fields(self) -> list[tuple[str, str]]:
        """The parameters that the form of dates keeps."""
        return parse_qsl(self.query(date=""))

    def around(self, iri: str) -> str:
        """The map around a thing, at the same date."""
        return self.address(vue="autour", centre=self.short(iri), ouvert=[], forme="")

    def opened(self, iri: str) -> str:
        """This map with one more thing opened."""
        return self.address(ouvert=[self.short(one) for one in (*self._others(iri), iri)])

    def closed(self, iri: str) -> str:
        """This map with one thing folded again."""
        return self.address(ouvert=[self.short(one) for one in self._others(iri)])

    def _others(self, iri: str) -> list[str]:
        return [one for one in self.asked.opened if one not in (iri, NOTHING)]

    def unfolded(self, iri: str) -> str:
        """On a narrow screen: only the path to a thing opened."""
        return self.address(ouvert=self.short(iri))

    def refolded(self, iri: str) -> str:
        """On a narrow screen: the path to a thing opened but the thing itself."""
        above = path_to(self.built, iri)[:-1]
        return self.address(ouvert=self.short(above[-1] if above else NOTHING))

    def toggled(self, kind: str) -> str:
        """This map with a kind dimmed, or shown again."""
        masked = self.asked.masked
        return self.address(masque=[one for one in masked if one != kind] if kind in masked else [*masked, kind])

    def card(self, iri: str) -> str:
        """The card of a thing; the directory for a class at the centre, "" for what has no page."""
        own = next((cls for cls in self.here.model.classes if iri in (cls.iri, cls.scheme)), None)
        if own is not None:
            return url_for("directory.show", slug=own.slug)
        address = self.here.address(iri)
        return url_for("card.show", kind=address[0], slug=address[1]) if address else ""

    def addresses(self, drawing: Drawing) -> Addresses:
        """Where the links of a drawing lead."""
        if drawing.form == "accordion":
            return Addresses(self.card, self.unfolded, self.refolded)
        return Addresses(self.card, self.opened, self.closed)

    def caption(self, prefix: str) -> Caption:
        """How a drawing is named."""
        summary = f"{self.asked.view.summary(self.here.lang)} {self.asked.day.isoformat()}"
        more, less = translate("Ouvrir {n} de plus : {label}"), translate("Refermer : {label}")
        return Caption(self.title, summary, prefix, more, less, self.asked.masked)

    @property
    def title(self) -> str:
        """The name of the map: the view, and what it is around."""
        label = self.asked.view.label(self.here.lang)
        return f"{label} – {self.mindmap.title}" if self.asked.centre or self.asked.view.needs_centre else label

    @property
    def legend(self) -> list[tuple[EntityClass, int]]:
        """The kinds drawn, in the model's order, and how many of each."""
        counts = self.mindmap.counts
        return [(cls, counts[cls.kind]) for cls in self.here.model.classes if cls.kind in counts]

    @property
    def stops(self) -> list[date]:
        """The dates to choose from: those on which something changes, today, and the one asked."""
        return sorted({*self.mindmap.dates, self.asked.day, date.today()})

    def views(self) -> Iterator[tuple[Perspective, str]]:
        """Every perspective and its address at the same date."""
        for view in perspectives():
            centre = self.short(self.asked.centre) if self.asked.centre and view.needs_centre else ""
            yield view, self.address(vue=view.slug, centre=centre, ouvert=[], forme="")


def _several(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if item]


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
        "nodes": [_node(box.node, box) for box in drawing.boxes],
        "edges": [_relation(edge) for edge in mindmap.edges],
        "cross_links": [_relation(edge) for edge in mindmap.cross_links],
        "counts": mindmap.counts,
    }


def _node(node: Node, box: Box) -> dict[str, Any]:
    places = {"x": round(box.x, 1), "y": round(box.y, 1), "angle": round(box.angle, 1)}
    kept = {name: getattr(node, name) for name in ("iri", "label", "kind", "depth", "parent")}
    return kept | places | {"hidden": node.hidden}


def _relation(edge: Any) -> dict[str, str]:
    return {name: getattr(edge, name) for name in ("s", "p", "o", "text")}
