# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map as its page needs it: what was asked, the drawings, and the addresses of everything around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import url_for

from graph.entity import Reader
from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.layout import NARROW_FRAME, WIDE_FRAME, Box, Drawing, Frame, place
from graph.mindmaps import MapRequest, MindMap, Node, Perspective, build, path_to, perspective, perspectives
from graph.model import EntityClass
from web.ecosystem import Ecosystem
from web.language import translate
from web.parameters import Parameters
from web.svg import Addresses, Caption

NAMES = ("vue", "centre", "date", "ouvert", "forme", "cadre")
FORMS = {"": "", "rayons": "radial", "arbre": "tree"}
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Asked:
    """The query of a map, checked; ids are IRIs."""

    view: Perspective
    centre: str | None
    day: date
    opened: tuple[str, ...]
    form: str
    narrow: bool
    dated: bool

    @property
    def wide_frame(self) -> Frame:
        """A desk's screen, with the form asked."""
        return replace(WIDE_FRAME, form=FORMS[self.form])

    @property
    def frame(self) -> Frame:
        """What a single drawing of this query is fitted to."""
        return NARROW_FRAME if self.narrow else self.wide_frame


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
    def mindmap(self) -> MindMap:
        """The view object, built when it is first needed."""
        return build(self.request)

    def drawing(self, frame: Frame | None = None) -> Drawing:
        """The map placed for a frame, by default for the one asked."""
        return place(self.mindmap, frame or self.asked.frame)

    def short(self, iri: str) -> str:
        """`network/can`, the id that addresses carry; the IRI itself for what has no card here."""
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
        return self.address(ouvert=list(dict.fromkeys([*map(self.short, self.asked.opened), self.short(iri)])))

    def unfolded(self, iri: str) -> str:
        """On a narrow screen: only the path to a thing opened, or one step less when it already was."""
        path = list(path_to(self.mindmap, iri))
        if iri in self.asked.opened:
            path = path[:-1]
        return self.address(ouvert=[self.short(path[-1])] if path else [])

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
        return Caption(self.title, summary, prefix, translate("Ouvrir {n} de plus : {label}"))

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


def read_query(here: Reader, ecosystem: Ecosystem, parameters: Parameters) -> Asked:
    """The map asked for; raises InvalidInput or UnknownThing, with suggestions where there are."""
    view = perspective(parameters.text("vue") or perspectives()[0].slug)
    day = parameters.day("date")
    if day is not None and not FIRST <= day <= LAST:
        bounds = f"{FIRST.year} à {LAST.year}"
        raise InvalidInput(f"La carte ne connaît que les années {bounds} : choisissez une autre date.", field="date")
    centre = parameters.text("centre")
    return Asked(
        view=view,
        centre=resolved(here, ecosystem, centre, "centre") if centre else None,
        day=day or date.today(),
        opened=tuple(resolved(here, ecosystem, text, "ouvert") for text in parameters.texts("ouvert")),
        form=parameters.choice("forme", list(FORMS)[1:]),
        narrow=parameters.choice("cadre", ["large", "etroit"]) == "etroit",
        dated=day is not None,
    )


def resolved(here: Reader, ecosystem: Ecosystem, text: str, name: str) -> str:
    """The IRI of an id (`network/can` or a whole IRI); raises UnknownThing with the closest names."""
    kind, _, slug = text.partition("/")
    iri = text if "://" in text or not slug or "/" in slug else here.iri(kind, slug)
    # A class at the centre of a map can be opened too, although nothing is said of it as an entity.
    at_centre = name == "ouvert" and any(iri == cls.iri for cls in here.model.classes)
    if at_centre or (_readable(iri) and iri in here.dataset):
        return iri
    hits = ecosystem.search.search(text.rpartition("/")[2].replace("-", " "), 4)
    raise UnknownThing(
        f"La carte ne trouve pas « {text[:80]} » : rien ne porte cet identifiant. Cherchez la fiche par son nom.",
        field=name,
        suggestions=[Suggestion(hit.iri, hit.label) for hit in hits],
    )


def _readable(iri: str) -> bool:
    """Whether this can be asked to the store at all."""
    return iri.startswith(("http://", "https://")) and not set(iri) & set(' <>"{}|\\^`')


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
