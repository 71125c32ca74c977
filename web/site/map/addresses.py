# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses around a map: each is the whole view with something changed, so that what is shared was seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from flask import url_for

from graph.entity import Reader
from graph.errors import Suggestion
from graph.mindmaps import NOTHING, PLACE, Perspective, Route, perspectives

if TYPE_CHECKING:
    from web.site.map.query import AskedMap

# The value of `ouvert` that opens nothing, not even what is by default.
CLOSED = "rien"
# Between the id of an opened branch and how many of its children to pass over.
FURTHER = "@"
FORMS = {"": "", "rayons": "radial", "arbre": "tree"}
WORKSHOP = "atelier"
# What is left out of a map: kinds, and all but a place, an audience, a cost.
FILTERS = ("masque", "lieu", "public", "cout")


@dataclass(frozen=True)
class Dropped:
    """A parameter of an address that could not be kept: its name, what to tell, and what may have been meant."""

    name: str
    text: str
    suggestions: tuple[Suggestion, ...] = ()


class MapAddresses:
    """The query of a map, and this query changed."""

    def __init__(self, here: Reader, asked: AskedMap) -> None:
        self.here = here
        self.asked = asked

    def short(self, iri: str) -> str:
        """`network/can`, the id that addresses carry; the IRI itself for what has no card here. Of the key of a place,
        the ids of all that it is made of."""
        if iri == NOTHING:
            return CLOSED
        if PLACE in iri:
            return PLACE.join(map(self.short, iri.split(PLACE)))
        address = self.here.address(iri)
        return "/".join(address) if address else iri

    def query(self, **changes: Any) -> str:
        """The query string of this map with some parameters changed; "" or an empty list takes one away."""
        asked = self.asked
        kept: dict[str, Any] = {
            "vue": asked.view.slug,
            "centre": self.short(asked.centre) if asked.centre else "",
            "date": asked.day.isoformat() if asked.dated else "",
            "depuis": asked.since.isoformat() if asked.since else "",
            "ouvert": [self.branch(iri) for iri in asked.opened],
            "forme": asked.form,
            "masque": list(asked.filter.kinds),
            "lieu": self.short(asked.filter.place) if asked.filter.place else "",
            "public": self.slug(asked.filter.audience),
            "cout": self.slug(asked.filter.cost),
            "choix": self.short(asked.choice) if asked.choice else "",
            "de": self.short(asked.start) if asked.start else "",
            "vers": self.short(asked.end) if asked.end else "",
            "par": [self.short(iri) for iri in asked.through],
            "mode": asked.mode,
            "recit": asked.story[0] if asked.story else "",
            "etape": str(asked.story[1]) if asked.story else "",
            "noms": "oui" if asked.named else "",
            "lang": asked.lang,
        }
        return urlencode([(name, item) for name, value in (kept | changes).items() for item in _several(value)])

    def address(self, **changes: Any) -> str:
        """This page with some parameters changed."""
        return f"{url_for('map.show', lang=None)}?{self.query(**changes)}"

    def part(self, endpoint: str, **changes: Any) -> str:
        """The same view under another address: as data, as a drawing, as a piece of page."""
        return f"{url_for(endpoint, lang=None)}?{self.query(**changes)}"

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """The parameters that a form keeps, those it asks for itself left out."""
        return parse_qsl(self.query(**dict.fromkeys(without, "")))

    def around(self, iri: str) -> str:
        """The map around a thing, at the same date."""
        return self.address(vue="autour", centre=self.short(iri), ouvert=[], forme="", choix="")

    def branch(self, iri: str) -> str:
        """The id of an opened branch, with how many of its children the screens before showed."""
        passed = dict(self.asked.passed).get(iri, 0)
        return f"{self.short(iri)}{FURTHER}{passed}" if passed else self.short(iri)

    def opened(self, iri: str, passed: int = 0) -> str:
        """This map with one more thing opened, from its child of that rank."""
        own = f"{self.short(iri)}{FURTHER}{passed}" if passed else self.short(iri)
        return self.address(ouvert=[*map(self.branch, self._others(iri)), own])

    def within(self, branch: str, key: str, beside: Collection[str]) -> str:
        """This map with a branch and one thing that it bears opened there, in the place of those beside it."""
        others = [one for one in self._others(key) if one != branch and one not in beside]
        return self.address(ouvert=[*map(self.branch, others), self.short(branch), self.short(key)])

    def closed(self, iri: str) -> str:
        """This map with one thing folded again."""
        return self.address(ouvert=[self.branch(one) for one in self._others(iri)])

    def _others(self, iri: str) -> list[str]:
        return [one for one in self.asked.opened if one not in (iri, NOTHING)]

    def toggled(self, kind: str) -> str:
        """This map without a kind, or with it again."""
        masked = self.asked.filter.kinds
        return self.address(masque=[one for one in masked if one != kind] if kind in masked else [*masked, kind])

    def slug(self, iri: str) -> str:
        """The slug of a concept, "" for none."""
        return self.here.model.choices[iri].slug if iri else ""

    def unfiltered(self) -> str:
        """This map with all that there is."""
        return self.address(**dict.fromkeys(FILTERS, ""))

    def spoken(self) -> str:
        """This map with the names of relations on its lines, or without them again."""
        return self.address(noms="" if self.asked.named else "oui")

    def workshop(self) -> str:
        """This map for a room, or back at a desk: what a room opens is not what a desk does."""
        return self.address(mode="" if self.asked.workshop else WORKSHOP, ouvert=[])

    def on(self, day: date) -> str:
        """This map on another day; a comparison with a later day ends."""
        kept = self.asked.since if self.asked.since and self.asked.since < day else None
        return self.address(date=day.isoformat(), depuis=kept.isoformat() if kept else "")

    def whole(self) -> str:
        """The same perspective with nothing centred, opened, chosen, compared nor asked."""
        names = ["centre", "ouvert", "forme", "choix", "depuis", *FILTERS]
        names += [] if self.asked.view.needs_ends else ["de", "vers", "par"]
        return self.address(**dict.fromkeys(names, ""))

    def way_from(self, iri: str) -> str:
        """This map with the ways that start there; to the end already chosen, when there is one."""
        return self.address(de=self.short(iri), par=[])

    def way_to(self, iri: str) -> str:
        """This map with the ways that end there."""
        return self.address(vers=self.short(iri), par=[])

    def along(self, route: Route) -> str:
        """This map with that very route lit."""
        return self.address(par=[self.short(iri) for iri in route.nodes[1:-1]], choix="")

    def without_way(self) -> str:
        """This map without a way; where there was nothing else to see, the map around its start."""
        if self.asked.view.needs_ends and self.asked.start:
            return self.address(vue="autour", centre=self.short(self.asked.start), de="", vers="", par=[], ouvert=[])
        return self.address(de="", vers="", par=[])

    def views(self) -> Iterator[tuple[Perspective, str]]:
        """Every perspective and its address at the same date; of those that go through the same, the first."""
        return ((view, self._seen_as(view)) for view in perspectives() if not view.beside)

    def walks(self) -> list[tuple[Perspective, str]]:
        """The ways to go through what this perspective shows, and their addresses; none where there is one alone."""
        first = self.first_view
        return [
            (view, self._seen_as(view)) for view in perspectives() if view.way and first in (view.slug, view.beside)
        ]

    @property
    def first_view(self) -> str:
        """The slug of the perspective that stands for all that go through the same."""
        return self.asked.view.beside or self.asked.view.slug

    def _seen_as(self, view: Perspective) -> str:
        centre = self.short(self.asked.centre) if self.asked.centre and view.needs_centre else ""
        # A way shows all its steps.
        without = dict.fromkeys(FILTERS, "") if view.needs_ends else {}
        return self.address(vue=view.slug, centre=centre, ouvert=[], forme="", **without)

    def ready(self, view: Perspective) -> bool:
        """Whether a perspective can be drawn at once: one between two things waits for both."""
        return replace(self.asked, view=view).complete


def _several(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if item]
